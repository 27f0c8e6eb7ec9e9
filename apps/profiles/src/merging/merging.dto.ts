import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { OptionalField } from '@rapport/http';
import { limits } from '@rapport/kernel';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsString,
  MaxLength,
  MinLength,
} from 'class-validator';
import { IsPartsOfNames } from './parts-decorator.js';

const longestReason = 500;
const longestReference = 1024;

class DryRunBody {
  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Only tell what would happen' })
  @OptionalField()
  @IsBoolean()
  dryRun?: boolean;
}

class ReasonedBody extends DryRunBody {
  @ApiProperty({
    type: String,
    description: 'Why; kept with the record',
    example: 'Same customer, two logins',
  })
  @IsString()
  @MinLength(1)
  @MaxLength(longestReason)
  reason: string;
}

export class MergeBody extends ReasonedBody {
  @ApiProperty({ type: String, description: 'The other person', example: 'email:ada@acme.test' })
  @IsString()
  @MinLength(1)
  @MaxLength(longestReference)
  with: string;
}

export class UnmergeBody extends ReasonedBody {
  @ApiPropertyOptional({
    type: 'array',
    items: { type: 'array', items: { type: 'string' } },
    description:
      'Identifiers that belong together, at least two parts. Default: who they were before the last merge',
    example: [['user_id:42'], ['email:ada@acme.test', 'anonymous_id:visitor-1']],
  })
  @OptionalField()
  @IsArray()
  @ArrayMinSize(2)
  @ArrayMaxSize(limits.identifiersPerProfile)
  @IsPartsOfNames()
  parts?: string[][];
}

export class UndoBody extends ReasonedBody {}

export class LiftBody extends DryRunBody {
  @ApiPropertyOptional({ type: String })
  @OptionalField()
  @IsString()
  @MinLength(1)
  @MaxLength(longestReason)
  reason?: string;
}
