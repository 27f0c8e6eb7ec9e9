import { applyDecorators } from '@nestjs/common';
import { IsString, MaxLength, ValidateBy } from 'class-validator';

export const longestName = 100;

/** What people call a thing: text that is not only blanks. */
export const NameField = () =>
  applyDecorators(
    IsString(),
    MaxLength(longestName),
    ValidateBy({
      name: 'minLength',
      validator: {
        validate: (value) => typeof value !== 'string' || value.trim() !== '',
        defaultMessage: () => 'must not be blank',
      },
    }),
  );
