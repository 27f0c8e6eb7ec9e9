import { Text } from '@mantine/core';
import { formatNumber, t } from '../intl/text';

/** Names made by a machine (an id inside a name) would fill the schema: beyond a limit they are counted only, and it is said. */
export function OverflowNote({ count }: { count: number }) {
  if (count === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {t(
        '{n} more in 30 days have names beyond the limit and are not listed. Names with ids or dates in them are the usual cause.',
        { n: formatNumber(count) },
      )}
    </Text>
  );
}
