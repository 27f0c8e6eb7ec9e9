import { Progress, Stack, Text } from '@mantine/core';
import type { Operation } from '../api/operation-types';
import { formatNumber, t } from '../intl/text';

export function OperationProgress({ operation, label }: { operation: Operation | undefined; label: string }) {
  const { done = 0, total = null } = operation?.progress ?? {};
  return (
    <Stack gap={6}>
      <Progress value={total ? (done / total) * 100 : 0} aria-label={label} />
      <Text size="sm" role="status">
        {total === null
          ? t('{n} done', { n: formatNumber(done) })
          : t('{n} of {total} done', { n: formatNumber(done), total: formatNumber(total) })}
      </Text>
    </Stack>
  );
}
