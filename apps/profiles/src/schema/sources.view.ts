import { ApiProperty } from '@nestjs/swagger';
import { publicId } from '@rapport/kernel';
import type { SourceOutcomeRow } from '../persistence/source-outcomes.repository.js';
import type { SourceOutcome } from './domain/count-outcomes.js';

const count = { type: 'integer', minimum: 0 } as const;

export class OutcomeCountsView {
  @ApiProperty({ ...count, description: 'Events that had their effect' }) applied: number;
  @ApiProperty({ ...count, description: 'Repeats of a messageId within 30 days, with the same body' })
  duplicates: number;
  @ApiProperty({ ...count, description: 'Repeats of a messageId with another body: the first was kept' })
  conflicts: number;
}

export class SourceOutcomesView {
  @ApiProperty({ type: String }) sourceId: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) lastAppliedAt: string | null;
  @ApiProperty({
    type: OutcomeCountsView,
    description: 'By when events came; the hour began up to 5 minutes earlier',
  })
  lastHour: OutcomeCountsView;
  @ApiProperty({ type: OutcomeCountsView }) last24Hours: OutcomeCountsView;
  @ApiProperty({ type: OutcomeCountsView }) last30Days: OutcomeCountsView;
}

export class SourceOutcomesList {
  @ApiProperty({ type: [SourceOutcomesView] }) data: SourceOutcomesView[];
}

const fields = {
  applied: 'applied',
  duplicate: 'duplicates',
  conflict: 'conflicts',
} as const satisfies Record<SourceOutcome, keyof OutcomeCountsView>;

/** One entry per source that sent anything in 30 days. */
export function viewsOfOutcomes(rows: readonly SourceOutcomeRow[]): SourceOutcomesView[] {
  const views = new Map<string, SourceOutcomesView>();
  for (const row of rows) {
    let view = views.get(row.sourceId);
    if (!view) {
      const sourceId = publicId('src', row.sourceId);
      view = { sourceId, lastAppliedAt: null, lastHour: none(), last24Hours: none(), last30Days: none() };
      views.set(row.sourceId, view);
    }
    const field = fields[row.outcome];
    view.lastHour[field] = row.lastHour;
    view.last24Hours[field] = row.last24Hours;
    view.last30Days[field] = row.last30Days;
    if (row.outcome === 'applied') view.lastAppliedAt = row.lastReceivedAt.toISOString();
  }
  return [...views.values()].sort((a, b) => (a.sourceId < b.sourceId ? -1 : 1));
}

function none(): OutcomeCountsView {
  return { applied: 0, duplicates: 0, conflicts: 0 };
}
