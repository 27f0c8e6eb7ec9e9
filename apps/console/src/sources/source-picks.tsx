import { Checkbox, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import type { Source } from '../api/types';
import { t } from '../intl/text';
import { rowsOf } from '../ui/rows';
import { Loading } from '../ui/states';

interface SourcePicksProps {
  label: string;
  value: readonly string[];
  /** Why a source cannot be chosen; null when it can. */
  obstacle?: (source: Source) => string | null;
  onChange: (ids: string[]) => void;
}

export function SourcePicks({ label, value, obstacle, onChange }: SourcePicksProps) {
  const sources = useInfiniteQuery(queries.sources());
  if (!sources.data) return <Loading />;
  const rows = rowsOf(sources.data);
  if (rows.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t('There are no sources yet.')}
      </Text>
    );
  }
  return (
    <Checkbox.Group aria-label={label} value={[...value]} onChange={onChange}>
      <Stack gap={8}>
        {rows.map((source) => {
          const why = value.includes(source.id) ? null : (obstacle?.(source) ?? null);
          return (
            <Checkbox
              key={source.id}
              value={source.id}
              label={source.name}
              description={why ?? (source.enabled ? undefined : t('Disabled'))}
              disabled={why !== null}
            />
          );
        })}
      </Stack>
    </Checkbox.Group>
  );
}
