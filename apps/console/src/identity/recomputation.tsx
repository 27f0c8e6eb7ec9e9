import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { identityQueries } from '../api/identity-queries';
import type { IdentityRecomputation } from '../api/identity-types';
import { hasEnded } from '../api/operation-types';
import { t } from '../intl/text';
import { OperationProgress } from '../operations/operation-progress';
import { At } from '../ui/at';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';
import { sayRecomputation } from './say-change';

/** How far people have been brought up to date with the rules. The server goes on with it whoever looks. */
export function Recomputation() {
  const { data: operation } = useQuery(identityQueries.lastRecomputation());
  if (!operation) return null;
  if (!hasEnded(operation.state)) {
    return (
      <Panel title={t('Bringing people up to date')}>
        <Stack gap="xs">
          <OperationProgress operation={operation} label={t('Bringing people up to date')} />
          <Text size="sm" c="dimmed">
            {t('The new rules hold already for what arrives. You can leave this page; the work goes on.')}
          </Text>
        </Stack>
      </Panel>
    );
  }
  if (operation.state !== 'succeeded') {
    return (
      <FaultAlert
        title={t('People are not up to date with the rules')}
        message={
          operation.error?.message ?? t('The work was cancelled. Apply the rules once more to finish it.')
        }
      />
    );
  }
  const result = operation.result as IdentityRecomputation;
  return (
    <Text size="sm" c="dimmed">
      {t('Last applied')} <At value={operation.finishedAt} ago />
      {operation.createdBy?.name && t(' by {name}', { name: operation.createdBy.name })}
      {'. '}
      {result.supersededBy === undefined ? sayRecomputation(result) : t('A later change took the rest over.')}
    </Text>
  );
}
