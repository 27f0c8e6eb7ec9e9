import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ChoicesParameter, PageQuery } from '@rapport/http';
import { IsIn } from 'class-validator';
import { type ImportKind, importKinds } from './domain/mapping.js';
import { type ImportState, importStates } from './persistence/import-record.js';

export class UploadQuery {
  @ApiProperty({ enum: importKinds, description: 'What the rows of the file are' })
  @IsIn(importKinds)
  kind: ImportKind;
}

export class ImportsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: importKinds, isArray: true })
  @ChoicesParameter(importKinds)
  kind?: ImportKind[];

  @ApiPropertyOptional({ enum: importStates, isArray: true })
  @ChoicesParameter(importStates)
  state?: ImportState[];
}
