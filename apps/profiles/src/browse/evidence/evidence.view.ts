import { ApiProperty } from '@nestjs/swagger';
import type { Actor } from '@rapport/access';
import { type JsonValue } from '@rapport/contracts';
import { derivedId, type Identifier, publicId, toIso } from '@rapport/kernel';
import { ActorView } from '@rapport/versioned';
import type { EdgeKind } from '../../apply/domain/evidence.js';
import { type Moment, partsOfMoment } from '../../apply/domain/moment.js';
import type { LinkRow } from '../../persistence/evidence-reader.repository.js';

const text = { type: String, nullable: true } as const;
const instant = { type: String, format: 'date-time' } as const;
const messageId = { ...text, description: 'The event that says so; null when it was a member or an API key' };

export class NamedIdentifier implements Identifier {
  @ApiProperty({ type: String, example: 'email' }) type: string;
  @ApiProperty({ type: String, example: 'grace@acme.test' }) value: string;
}

/** What the event said that won a trait. */
export class TraitDetail {
  @ApiProperty({ description: 'As in `traits`' }) value: JsonValue;
  @ApiProperty({ type: String }) sourceId: string;
  @ApiProperty({ type: String }) messageId: string;
  @ApiProperty({ ...instant, description: 'When it was said; a time in the future counts as `receivedAt`' })
  timestamp: string;
  @ApiProperty(instant) receivedAt: string;
}

const edgeKinds = ['event', 'alias_anonymous', 'alias_user', 'operator'] as const satisfies EdgeKind[];
const linkVerdicts = [
  'joined',
  'already_joined',
  'refused_limit',
  'refused_hub',
  'refused_alias_limit',
  'refused_separated',
  'not_counted',
] as const;
export type LinkVerdict = (typeof linkVerdicts)[number];

export class LinkView {
  @ApiProperty({ type: String, example: 'lnk_01jd0000000000000000000000' }) id: string;
  @ApiProperty({ type: NamedIdentifier, description: 'What the event was filed under' })
  anchor: NamedIdentifier;
  @ApiProperty({ type: NamedIdentifier, description: 'What it named besides' }) identifier: NamedIdentifier;
  @ApiProperty({ enum: edgeKinds }) kind: EdgeKind;
  @ApiProperty({
    enum: linkVerdicts,
    description: 'What is made of it today; `not_counted`: not under the identity policy, or taken back',
  })
  verdict: LinkVerdict;
  @ApiProperty({ ...text, description: 'With `refused_limit`: the type whose limit is reached' })
  limitType: string | null;
  @ApiProperty(messageId) messageId: string | null;
  @ApiProperty(text) sourceId: string | null;
  @ApiProperty({ ...instant, description: 'When it was first said' }) at: string;
  @ApiProperty({ type: ActorView, nullable: true }) by: Actor | null;
  @ApiProperty(text) reason: string | null;
}

export class LinkPage {
  @ApiProperty({ type: [LinkView] }) data: LinkView[];
  @ApiProperty(text) nextCursor: string | null;
}

/** When something was said, and by which event. */
export function saidAt(
  moment: Moment,
): Pick<TraitDetail, 'sourceId' | 'messageId' | 'timestamp' | 'receivedAt'> {
  const { sourceId, messageId: id, timestampMs, receivedAtMs } = partsOfMoment(moment);
  const times = { timestamp: toIso(timestampMs), receivedAt: toIso(receivedAtMs) };
  return { sourceId: publicId('src', sourceId), messageId: id, ...times };
}

export function viewOfLink(row: LinkRow): LinkView {
  const said = saidAt(row.moment);
  const byOperator = row.kind === 'operator';
  const [verdict = 'not_counted', limitType = null] = (row.active ? row.verdict : null)?.split(':') ?? [];
  return {
    id: publicId('lnk', derivedId('link', row.anchorId, row.nodeId, row.kind)),
    anchor: { type: row.anchorType, value: row.anchorValue },
    identifier: { type: row.nodeType, value: row.nodeValue },
    kind: row.kind,
    verdict: verdict as LinkVerdict,
    limitType,
    messageId: byOperator ? null : said.messageId,
    sourceId: byOperator ? null : said.sourceId,
    at: said.timestamp,
    by: row.actor,
    reason: row.reason,
  };
}
