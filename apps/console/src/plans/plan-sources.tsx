import { Button, Group } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { Plan } from '../api/plan-types';
import { sayProblem } from '../api/problem';
import { listKey } from '../api/queries';
import { request } from '../api/request';
import { t } from '../intl/text';
import { SourcePicks } from '../sources/source-picks';
import { tellDone } from '../ui/notices';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';

/** Takes effect at once, unlike the rules: who follows the plan is no part of its draft. */
export function PlanSources({ plan, onDone }: { plan: Plan; onDone: () => Promise<void> }) {
  const client = useQueryClient();
  const [ids, setIds] = useState<string[]>(plan.sourceIds);
  const save = useMutation({
    mutationFn: () => request('PUT', `/tracking-plans/${plan.id}/sources`, { body: { sourceIds: ids } }),
    onSuccess: async () => {
      tellDone(t('Saved. These sources follow the published version.'));
      await onDone();
      await client.invalidateQueries({ queryKey: listKey('/sources') });
    },
  });
  const same = JSON.stringify([...ids].sort()) === JSON.stringify([...plan.sourceIds].sort());
  return (
    <Panel
      title={t('Sources that follow the plan')}
      hint={
        plan.published
          ? t('Their events are held against the published version.')
          : t('Nothing is checked until the plan is published.')
      }
    >
      {save.error && <FaultAlert message={sayProblem(save.error)} />}
      <SourcePicks
        label={t('Sources that follow the plan')}
        value={ids}
        obstacle={({ trackingPlanId }) =>
          trackingPlanId && trackingPlanId !== plan.id
            ? t('Follows another plan; remove it there first.')
            : null
        }
        onChange={setIds}
      />
      <Group justify="flex-end" mt="md">
        <Button loading={save.isPending} disabled={same} onClick={() => save.mutate()}>
          {t('Save sources')}
        </Button>
      </Group>
    </Panel>
  );
}
