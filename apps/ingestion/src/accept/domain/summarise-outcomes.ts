import type { EventFlag } from '@rapport/contracts';

/** What became of one item. */
export type ItemOutcome =
  | {
      status: 'accepted' | 'duplicate' | 'duplicate_conflict';
      messageId: string;
      flags: EventFlag[];
    }
  | {
      status: 'rejected';
      messageId: string | null;
      code: string;
      /** Path inside the item; `''` for the item itself. */
      field: string;
      message: string;
    };

export interface RejectedItem {
  index: number;
  messageId: string | null;
  code: string;
  field: string;
  message: string;
}

/** `accepted + duplicates + rejected.length` is the number of items. */
export interface Summary {
  accepted: number;
  duplicates: number;
  rejected: RejectedItem[];
}

/** @param itemsKey where the items stand in the request: a fault's field is a path from the body's root */
export function summariseOutcomes(outcomes: readonly ItemOutcome[], itemsKey?: string): Summary {
  const summary: Summary = { accepted: 0, duplicates: 0, rejected: [] };
  outcomes.forEach((outcome, index) => {
    if (outcome.status === 'accepted') summary.accepted++;
    else if (outcome.status === 'rejected') {
      const { messageId, code, message } = outcome;
      const field = itemsKey === undefined ? outcome.field : fieldFromRoot(itemsKey, index, outcome.field);
      summary.rejected.push({ index, messageId, code, field, message });
    } else summary.duplicates++;
  });
  return summary;
}

function fieldFromRoot(itemsKey: string, index: number, field: string): string {
  const item = `${itemsKey}[${index}]`;
  return field === '' || field.startsWith('[') ? item + field : `${item}.${field}`;
}
