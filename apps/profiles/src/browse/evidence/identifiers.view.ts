import { ApiProperty } from '@nestjs/swagger';
import type { HeldIdentifierRow, LinkRow } from '../../persistence/evidence-reader.repository.js';
import { LinkView, saidAt, viewOfLink } from './evidence.view.js';

const instant = { type: String, format: 'date-time' } as const;

export class HeldIdentifier {
  @ApiProperty({ type: String, example: 'email' }) type: string;
  @ApiProperty({ type: String, example: 'grace@acme.test' }) value: string;
  @ApiProperty({ type: String, description: 'Source of the first event that carried it' }) sourceId: string;
  @ApiProperty({ type: String, description: 'The first event that carried it' }) messageId: string;
  @ApiProperty(instant) firstSeenAt: string;
  @ApiProperty(instant) lastSeenAt: string;
  @ApiProperty({
    type: LinkView,
    nullable: true,
    description: 'What ties it to the others; null for the oldest one, after which the profile is called',
  })
  link: LinkView | null;
}

export class HeldIdentifierPage {
  @ApiProperty({ type: [HeldIdentifier] }) data: HeldIdentifier[];
  @ApiProperty({ type: String, nullable: true }) nextCursor: string | null;
}

export function viewOfHeldIdentifier(
  { type, value, lastSeenAt }: HeldIdentifierRow,
  seen: Buffer,
  link: LinkRow | undefined,
): HeldIdentifier {
  const { sourceId, messageId, timestamp } = saidAt(seen);
  const times = { firstSeenAt: timestamp, lastSeenAt: lastSeenAt?.toISOString() ?? timestamp };
  return { type, value, sourceId, messageId, ...times, link: link ? viewOfLink(link) : null };
}
