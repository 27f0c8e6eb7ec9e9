import type { Problem } from '@rapport/contracts';
import { Stack, Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { dataQueries } from '../api/data-queries';
import type { RemovalProblem } from '../api/plan-types';
import { t } from '../intl/text';
import { UseList } from '../schema/used-by';
import { FaultAlert, Loading } from '../ui/states';
import classes from './plans.module.css';

/** Before a field is renamed or removed: which journeys and templates read it. */
export function Removals({ planId, revision }: { planId: string; revision: string }) {
  const check = useQuery(dataQueries.draftCheck('tracking-plans', planId, revision));
  const removals = (check.data ?? []).filter(isRemoval);
  const uses = useQueries({
    queries: removals.map(({ removed }) => ({ ...dataQueries.fieldUses({ ...removed }), retry: false })),
  });
  if (check.isPending) return <Loading label={t('Looking for who uses what…')} />;
  if (removals.length === 0) return null;
  const read = removals.filter((_, index) => (uses[index]?.data?.length ?? 0) > 0).length;
  return (
    <Stack gap="sm" mt="md">
      {read > 0 && (
        <FaultAlert
          title={t(
            '{n, plural, one {A field} other {# fields}} that this version no longer names {n, plural, one {is} other {are}} read elsewhere',
            { n: read },
          )}
          message={t('Journeys and templates below go on reading them. Change them too, or keep the fields.')}
        />
      )}
      <ul className={classes.removals}>
        {removals.map((removal, index) => {
          const found = uses[index]?.data;
          return (
            <li key={`${removal.field} ${index}`}>
              <Text size="sm">
                <code>{nameOf(removal)}</code> {removal.message}
              </Text>
              {found === undefined ? (
                <Loading />
              ) : found.length === 0 ? (
                <Text size="sm" c="dimmed">
                  {t('No journey and no template reads it.')}
                </Text>
              ) : (
                <UseList uses={found} />
              )}
            </li>
          );
        })}
      </ul>
    </Stack>
  );
}

function isRemoval(problem: Problem): problem is RemovalProblem {
  return problem.code === 'field_removed' && 'removed' in problem;
}

function nameOf({ removed, field }: RemovalProblem): string {
  if (removed.trait) return removed.trait;
  return [removed.event, removed.property].filter(Boolean).join(' · ') || field;
}
