import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { attributeTypes, type AttributeType } from '@rapport/contracts';
import {
  BooleanParameter,
  InstantParameter,
  IsDateTime,
  IsKey,
  NullableField,
  OptionalField,
  PageQuery,
  TextParameter,
} from '@rapport/http';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsIn,
  IsObject,
  IsString,
  Matches,
  MaxLength,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { attributeName, objectLimits } from './domain/object-type.js';

const longestName = 100;

export class AttributeBody {
  @ApiProperty({ type: String, example: 'total' })
  @IsString()
  @Matches(attributeName, { message: 'must begin with a letter and hold letters, digits and _ only' })
  name: string;

  @ApiProperty({ enum: attributeTypes })
  @IsIn(attributeTypes)
  type: AttributeType;
}

export class ChangeTypeBody {
  @ApiPropertyOptional({ type: String, example: 'Order' })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(longestName)
  name?: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'order_id' })
  @NullableField()
  @IsString()
  @Matches(attributeName, { message: 'must be the name of an attribute' })
  idField?: string | null;

  @ApiPropertyOptional({ type: [AttributeBody] })
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(objectLimits.attributes)
  @ValidateNested({ each: true })
  @Type(() => AttributeBody)
  attributes?: AttributeBody[];
}

export class CreateTypeBody {
  @ApiProperty({ type: String, example: 'order' })
  @IsKey()
  key: string;

  @ApiProperty({ type: String, example: 'Order' })
  @IsString()
  @MinLength(1)
  @MaxLength(longestName)
  name: string;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'order_id' })
  @NullableField()
  @IsString()
  @Matches(attributeName, { message: 'must be the name of an attribute' })
  idField?: string | null;

  @ApiProperty({ type: [AttributeBody] })
  @IsArray()
  @ArrayMaxSize(objectLimits.attributes)
  @ValidateNested({ each: true })
  @Type(() => AttributeBody)
  attributes: AttributeBody[];
}

export class PutObjectBody {
  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    description: 'All of them; null leaves one without a value',
  })
  @IsObject()
  attributes: Record<string, unknown>;

  @ApiPropertyOptional({ type: [String], description: 'People it belongs to', example: ['user_id:42'] })
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(objectLimits.people)
  @IsString({ each: true })
  @MaxLength(1024, { each: true })
  profiles?: string[];

  @ApiPropertyOptional({ type: [String], example: ['group_id:acme'] })
  @OptionalField()
  @IsArray()
  @ArrayMaxSize(objectLimits.groups)
  @IsString({ each: true })
  @MaxLength(1024, { each: true })
  groups?: string[];

  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When this became so; something newer is never overwritten. Default: now',
  })
  @OptionalField()
  @IsDateTime()
  updatedAt?: string;
}

export class BatchObjectBody extends PutObjectBody {
  @ApiPropertyOptional({ type: String, description: "Default: the attribute that is the type's `idField`" })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(objectLimits.keyLength)
  key?: string;
}

export class BatchBody {
  @ApiProperty({ type: [BatchObjectBody] })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(objectLimits.batch)
  @ValidateNested({ each: true })
  @Type(() => BatchObjectBody)
  items: BatchObjectBody[];
}

export class TypesQuery {
  @ApiPropertyOptional({ type: Boolean, default: false })
  @BooleanParameter()
  includeArchived?: boolean;
}

export class ObjectsQuery extends PageQuery {
  @ApiPropertyOptional({ type: String, description: 'How the key begins' })
  @TextParameter(objectLimits.keyLength)
  q?: string;
}

export class DeleteObjectQuery {
  @ApiPropertyOptional({
    type: String,
    format: 'date-time',
    description: 'When it was deleted; default: now',
  })
  @InstantParameter()
  updatedAt?: string;
}
