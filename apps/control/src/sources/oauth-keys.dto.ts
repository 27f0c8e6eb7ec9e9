import { ApiProperty } from '@nestjs/swagger';
import { publicId } from '@rapport/kernel';
import { IsString, MaxLength } from 'class-validator';
import { readPublicKey } from '../credentials/read-public-key.js';
import { ActorAnswer } from '../http/actor.answer.js';
import { longestName, NameField } from '../http/name-field.js';
import type { OauthKeyRecord } from './oauth-keys.repository.js';

const longestPem = 8 * 1024;

export class CreateOauthKeyBody {
  @ApiProperty({ type: 'string', maxLength: longestName })
  @NameField()
  name: string;

  @ApiProperty({
    type: 'string',
    maxLength: longestPem,
    description: 'PEM of an RSA public key of at least 2048 bits; its private half stays with the SDK.',
  })
  @IsString()
  @MaxLength(longestPem)
  publicKey: string;
}

export class OauthKeyAnswer {
  @ApiProperty({ type: 'string', description: 'The `keyId` of the SDK.', example: 'oak_…' })
  id: string;

  @ApiProperty({ type: 'string', description: 'The `clientId` of the SDK: the source.', example: 'src_…' })
  clientId: string;

  @ApiProperty({ type: 'string' })
  name: string;

  @ApiProperty({ type: 'string' })
  publicKey: string;

  @ApiProperty({ type: 'string', description: 'SHA-256 over the DER of the public key, in hex.' })
  fingerprint: string;

  @ApiProperty({ type: 'string', format: 'date-time' })
  createdAt: string;

  @ApiProperty({ type: ActorAnswer })
  createdBy: ActorAnswer;

  @ApiProperty({ type: 'string', format: 'date-time', nullable: true })
  lastUsedAt: string | null;
}

export class OauthKeyPage {
  @ApiProperty({ type: [OauthKeyAnswer] })
  data: OauthKeyAnswer[];

  @ApiProperty({ type: 'string', nullable: true, description: 'Always null: a source has at most ten keys.' })
  nextCursor: string | null;
}

export function oauthKeyAnswer(sourceId: string, key: OauthKeyRecord): OauthKeyAnswer {
  const read = readPublicKey(key.publicKey);
  return {
    id: publicId('oak', key.id),
    clientId: publicId('src', sourceId),
    name: key.name,
    publicKey: key.publicKey,
    fingerprint: read.ok ? read.value.fingerprint : '',
    createdAt: key.createdAt.toISOString(),
    createdBy: key.createdBy,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
  };
}
