import { Button, Group } from '@mantine/core';
import { RotateCcw, Trash2 } from 'lucide-react';
import { formatNumber, t } from '../intl/text';
import classes from './rejected.module.css';

interface BulkBarProps {
  chosen: number;
  onReplay: (all: boolean) => void;
  onDiscard: (all: boolean) => void;
}

/** Acts on the chosen ones, or on all open ones that match the filters. */
export function BulkBar({ chosen, onReplay, onDiscard }: BulkBarProps) {
  const all = chosen === 0;
  return (
    <div className={classes.bulk}>
      <span role="status">
        {all
          ? t('Nothing chosen: the buttons act on all that match.')
          : t('{n} chosen', { n: formatNumber(chosen) })}
      </span>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={() => onDiscard(all)}
        >
          {all ? t('Discard all…') : t('Discard chosen…')}
        </Button>
        <Button
          size="compact-sm"
          leftSection={<RotateCcw size={14} aria-hidden />}
          onClick={() => onReplay(all)}
        >
          {all ? t('Replay all…') : t('Replay chosen…')}
        </Button>
      </Group>
    </div>
  );
}
