import { ApiProperty } from '@nestjs/swagger';
import { OperationActorAnswer } from '@rapport/http';
import { type AliasMode, aliasModes } from '../apply/domain/identity-policy.js';
import type { PolicyVersion } from './persistence/policy.repository.js';

export class IdentifierTypeView {
  @ApiProperty({ type: String, example: 'email' }) type: string;
  @ApiProperty({ type: 'integer' }) limit: number;
  @ApiProperty({ type: [String] }) paths: string[];
  @ApiProperty({ type: Boolean }) enabled: boolean;
}

export class IdentityPolicyView {
  @ApiProperty({ type: [IdentifierTypeView] }) types: IdentifierTypeView[];
  @ApiProperty({ type: 'integer' }) hubThreshold: number;
  @ApiProperty({ enum: aliasModes }) aliasMode: AliasMode;
  @ApiProperty({ type: 'integer' }) largestAliasClass: number;
  @ApiProperty({ type: [String] }) blockedValues: string[];
  @ApiProperty({ type: 'integer', description: '1 is the default' }) version: number;
  @ApiProperty({ type: String, format: 'date-time' }) changedAt: string;
  @ApiProperty({ type: OperationActorAnswer, description: 'The system where a server brought a new type' })
  changedBy: OperationActorAnswer;
}

export class IdentityPolicyVersionPage {
  @ApiProperty({ type: [IdentityPolicyView] }) data: IdentityPolicyView[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export function viewOfPolicy({ version, settings, changedAt, changedBy }: PolicyVersion): IdentityPolicyView {
  return { ...settings, version, changedAt: changedAt.toISOString(), changedBy };
}
