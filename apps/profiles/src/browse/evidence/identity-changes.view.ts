import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@rapport/access';
import { type Identifier, publicId } from '@rapport/kernel';
import type { CauseRow, IdentityChangeRow } from '../../persistence/identity-changes.repository.js';
import { ActorView } from '@rapport/versioned';

const text = { type: String, nullable: true } as const;

export class IdentityChangeView {
  @ApiProperty({ type: String }) id: string;
  @ApiProperty({ type: String, format: 'date-time' }) at: string;
  @ApiProperty({ enum: ['merged', 'unmerged'] }) kind: 'merged' | 'unmerged';
  @ApiProperty({
    type: String,
    description: 'merged: the profile that remained; unmerged: the one that came back',
  })
  into: string;
  @ApiProperty({
    type: String,
    description: 'merged: the id that was retired; unmerged: the profile that was left',
  })
  from: string;
  @ApiProperty({ type: [String], description: 'Identifiers that changed sides, `type:value`' })
  identifiers: string[];
  @ApiProperty({ enum: ['event', 'operator', 'settings', 'erasure'] }) cause: string;
  @ApiProperty({
    ...text,
    enum: ['separation', 'late_link', 'hub', 'settings', 'erasure'],
    description: 'unmerged: what let them go',
  })
  because: string | null;
  @ApiProperty({ ...text, description: 'In the words of whoever did it' }) reason: string | null;
  @ApiProperty({ ...text, description: 'With `event`: which one, where it is known' }) messageId:
    string | null;
  @ApiProperty(text) sourceId: string | null;
  @ApiProperty({ type: ActorView, nullable: true }) by: Actor | null;
}

export class IdentityChangePage {
  @ApiProperty({ type: [IdentityChangeView] }) data: IdentityChangeView[];
  @ApiProperty(text) nextCursor: string | null;
}

export function viewOfIdentityChange(
  row: IdentityChangeRow,
  cause: CauseRow | undefined,
): IdentityChangeView {
  const merged = row.kind === 'merged';
  const [into, from] = merged ? [row.mainId, row.otherId] : [row.otherId, row.mainId];
  return {
    id: publicId(merged ? 'mrg' : 'spl', row.id),
    at: row.at.toISOString(),
    kind: row.kind,
    into: publicId('prf', into),
    from: publicId('prf', from),
    identifiers: row.identifiers.map(({ type, value }: Identifier) => `${type}:${value}`),
    cause: row.cause,
    because: row.why,
    reason: row.reason,
    messageId: cause?.messageId ?? null,
    sourceId: cause ? publicId('src', cause.sourceId) : null,
    by: row.actor,
  };
}
