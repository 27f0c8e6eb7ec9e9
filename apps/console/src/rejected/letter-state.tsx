import { CircleAlert, RotateCcw, Trash2 } from 'lucide-react';
import type { LetterState } from '../api/letter-types';
import { t } from '../intl/text';
import { StatusBadge } from '../ui/status-badge';

export function LetterBadge({ state }: { state: LetterState }) {
  switch (state) {
    case 'open':
      return (
        <StatusBadge tone="bad" icon={CircleAlert}>
          {t('Open')}
        </StatusBadge>
      );
    case 'replayed':
      return (
        <StatusBadge tone="good" icon={RotateCcw}>
          {t('Replayed')}
        </StatusBadge>
      );
    case 'discarded':
      return (
        <StatusBadge tone="quiet" icon={Trash2}>
          {t('Discarded')}
        </StatusBadge>
      );
  }
}
