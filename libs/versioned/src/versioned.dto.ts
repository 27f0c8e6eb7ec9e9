import {
  BooleanParameter,
  IsKey,
  NullableField,
  OptionalField,
  PageQuery,
  TextParameter,
  TextsParameter,
} from '@rapport/http';
import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import {
  ArrayMaxSize,
  ArrayUnique,
  IsArray,
  IsObject,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';

const tagList = {
  type: 'array',
  items: { type: 'string' },
  maxItems: 20,
  description: 'Words to find it by.',
} as const;

/** Body of every create; a kind adds its own fields. */
export class CreateObjectBody {
  @ApiProperty({ type: String, minLength: 1, maxLength: 200 })
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name: string;

  @ApiPropertyOptional({
    type: String,
    description: 'Its name in code; derived from the name when absent. Immutable.',
  })
  @OptionalField()
  @IsKey()
  key?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000 })
  @NullableField()
  @IsString()
  @MaxLength(2000)
  description?: string | null;

  @ApiPropertyOptional(tagList)
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(50, { each: true })
  tags?: string[];

  @ApiPropertyOptional({ type: Object, nullable: true, description: 'May be incomplete, never malformed.' })
  @NullableField()
  @IsObject()
  draft?: object | null;
}

/** Body of every PATCH: absent = unchanged, null = cleared. */
export class PatchObjectBody {
  @ApiPropertyOptional({ type: String, minLength: 1, maxLength: 200 })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 2000 })
  @NullableField()
  @IsString()
  @MaxLength(2000)
  description?: string | null;

  @ApiPropertyOptional({ ...tagList, nullable: true })
  @NullableField()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @IsString({ each: true })
  @MinLength(1, { each: true })
  @MaxLength(50, { each: true })
  tags?: string[] | null;
}

export class PublishBody {
  @ApiPropertyOptional({ type: String, nullable: true, maxLength: 1000 })
  @NullableField()
  @IsString()
  @MaxLength(1000)
  comment?: string | null;
}

export class ListObjectsQuery extends PageQuery {
  @ApiPropertyOptional({ type: [String] })
  @TextsParameter()
  status?: string[];

  @ApiPropertyOptional({ type: String, description: 'Part of the name or key.' })
  @TextParameter(200)
  q?: string;

  @ApiPropertyOptional({ type: [String] })
  @TextsParameter()
  tag?: string[];

  @ApiPropertyOptional({ type: Boolean, default: false })
  @BooleanParameter()
  includeArchived?: boolean;
}
