import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NullableField, OptionalField } from '@rapport/http';
import { limits } from '@rapport/kernel';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsString,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { type CellType, cellTypes, type ImportMapping } from './domain/mapping.js';

const onEmpty = ['skip', 'unset'] as const;
const onExisting = ['update', 'skip'] as const;
const modes = ['backfill', 'live'] as const;

export class ColumnMappingBody {
  @ApiProperty({ type: String, description: 'As the header names it' })
  @IsString()
  @MinLength(1)
  @MaxLength(limits.keyLength)
  column: string;

  @ApiProperty({
    type: String,
    example: 'traits.plan',
    description:
      '`userId`, `anonymousId`, `email`, `timestamp`, `traits.…`; of events also `type`, `event`, `messageId`, `properties.…` …',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(1024)
  to: string;

  @ApiPropertyOptional({ enum: cellTypes, description: 'Default: `string`; of `timestamp`: `datetime`' })
  @OptionalField()
  @IsIn(cellTypes)
  type?: CellType;

  @ApiPropertyOptional({
    type: String,
    nullable: true,
    example: 'DD.MM.YYYY',
    description:
      'How dates (`YYYY MM DD HH mm ss`, `epoch_seconds`, `epoch_ms`) and numbers (`1,234.56`, `1.234,56`) are written',
  })
  @NullableField()
  @IsString()
  @MaxLength(40)
  format?: string | null;

  @ApiPropertyOptional({
    enum: onEmpty,
    default: 'skip',
    description: 'An empty cell leaves the trait alone, or unsets it',
  })
  @OptionalField()
  @IsIn(onEmpty)
  onEmpty?: (typeof onEmpty)[number];
}

export class MappingBody {
  @ApiProperty({ type: [ColumnMappingBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(limits.importColumns)
  @ValidateNested({ each: true })
  @Type(() => ColumnMappingBody)
  columns: ColumnMappingBody[];

  @ApiPropertyOptional({
    enum: onExisting,
    default: 'update',
    description: 'What happens to people who were there before the file was uploaded',
  })
  @OptionalField()
  @IsIn(onExisting)
  onExisting?: (typeof onExisting)[number];
}

export class StartImportBody {
  @ApiPropertyOptional({
    enum: modes,
    default: 'backfill',
    description: '`live` lets the rows start journeys',
  })
  @OptionalField()
  @IsIn(modes)
  mode?: (typeof modes)[number];
}

export function mappingOf(body: MappingBody): ImportMapping {
  return {
    onExisting: body.onExisting ?? 'update',
    columns: body.columns.map(({ column, to, type, format, onEmpty: empty }) => ({
      column,
      to,
      type: type ?? (to === 'timestamp' ? 'datetime' : 'string'),
      format: format ?? null,
      onEmpty: empty ?? 'skip',
    })),
  };
}
