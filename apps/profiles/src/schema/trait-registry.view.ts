import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type Actor, piiClasses, type PiiClass, type RegisteredTrait } from '@rapport/access';
import { NullableField, OptionalField } from '@rapport/http';
import { ActorView } from '@rapport/versioned';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { reservedTraits } from './domain/reserved-traits.js';
import type { ReservedTraitView, SeenTraitView } from './schema.view.js';

const longestDescription = 500;

export class DescribeTraitBody {
  @ApiPropertyOptional({ enum: piiClasses })
  @OptionalField()
  @IsIn(piiClasses)
  piiClass?: PiiClass;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: longestDescription })
  @NullableField()
  @IsString()
  @MaxLength(longestDescription)
  description?: string | null;
}

export class RegisteredTraitView {
  @ApiProperty({ type: String, example: 'email' }) name: string;
  @ApiProperty({ enum: piiClasses }) piiClass: PiiClass;
  @ApiProperty({ type: String, nullable: true }) description: string | null;
  @ApiProperty({ type: String, format: 'date-time' }) updatedAt: string;
  @ApiProperty({ type: ActorView }) updatedBy: Actor;
}

export class RegisteredTraitList {
  @ApiProperty({ type: [RegisteredTraitView] }) data: RegisteredTraitView[];
}

export type RegistryFields = Pick<SeenTraitView, 'piiClass' | 'description' | 'reserved'>;

export function viewOfRegistered({ updatedAt, ...trait }: RegisteredTrait): RegisteredTraitView {
  return { ...trait, updatedAt: updatedAt.toISOString() };
}

export function reservedView(name: string): ReservedTraitView | null {
  const reserved = reservedTraits.get(name);
  return reserved ? { ...reserved, types: [...reserved.types] } : null;
}
