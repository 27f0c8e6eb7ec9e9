import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { IsDateTime, OptionalField } from './field-decorators.js';

const longestParameter = 1024;
const mostRepeats = 20;

/** A whole number; anything but digits is left as it is, and refused as of another type. */
export const IntegerParameter = (minimum: number, maximum: number) =>
  applyDecorators(
    OptionalField(),
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && /^-?\d{1,15}$/.test(value) ? Number(value) : value,
    ),
    IsInt(),
    Min(minimum),
    Max(maximum),
  );

/** `true` or `false`. */
export const BooleanParameter = () =>
  applyDecorators(
    OptionalField(),
    Transform(({ value }: { value: unknown }) =>
      value === 'true' ? true : value === 'false' ? false : value,
    ),
    IsBoolean(),
  );

export const TextParameter = (maximum = longestParameter) =>
  applyDecorators(OptionalField(), IsString(), MaxLength(maximum));

export const InstantParameter = () => applyDecorators(OptionalField(), IsDateTime());

export const ChoiceParameter = (choices: readonly string[]) =>
  applyDecorators(OptionalField(), IsIn(choices));

const listOf = ({ value }: { value: unknown }): unknown => (typeof value === 'string' ? [value] : value);

/** May be repeated, which means OR; always a list in the DTO. */
export const TextsParameter = (mostItems = mostRepeats) =>
  applyDecorators(
    OptionalField(),
    Transform(listOf),
    IsArray(),
    ArrayMaxSize(mostItems),
    IsString({ each: true }),
    MaxLength(longestParameter, { each: true }),
  );

/** May be repeated; each one of `choices`. */
export const ChoicesParameter = (choices: readonly string[]) =>
  applyDecorators(
    OptionalField(),
    Transform(listOf),
    IsArray(),
    ArrayMaxSize(Math.max(mostRepeats, choices.length)),
    IsIn(choices, { each: true }),
  );
