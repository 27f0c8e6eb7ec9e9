import type { JsonObject, PlanRule, TrackingPlan } from '@rapport/contracts';
import { Button, Group, Modal, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { dataQueries } from '../api/data-queries';
import type { InferredRule, Plan } from '../api/plan-types';
import { plainFault, sayProblem } from '../api/problem';
import { listKey } from '../api/queries';
import { get, post, request } from '../api/request';
import type { Version } from '../api/types';
import { t } from '../intl/text';
import { rowsOf } from '../ui/rows';
import { FaultAlert, Loading } from '../ui/states';
import { blankPlan } from './blank-plan';
import { ruleId, sayRule } from './say-plan';

interface RuleFromEventModalProps {
  type: string;
  event: string | null;
  /** The rule goes by this one event; absent: by all that were seen lately. */
  example?: JsonObject;
  onClose: () => void;
}

const newPlan = 'new';

/** Puts a rule for an event into the draft of a plan, and opens it there. Nothing is published by it. */
export default function RuleFromEventModal({ type, event, example, onClose }: RuleFromEventModalProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const plans = useInfiniteQuery(dataQueries.plans());
  const rows = rowsOf(plans.data);
  const [chosen, setChosen] = useState<string | null>(null);
  const [name, setName] = useState(t('Tracking plan'));
  const planId = chosen ?? rows[0]?.id ?? newPlan;
  const add = useMutation({
    mutationFn: async () => {
      const id = planId === newPlan ? await createPlan(name.trim()) : planId;
      const named = type === 'track' && event ? { event } : {};
      const { rule } = await post<InferredRule>(`/tracking-plans/${id}/rules/infer`, {
        type,
        ...named,
        ...(example ? { example } : {}),
      });
      await addToDraft(id, rule);
      return { id, rule };
    },
    onSuccess: async ({ id, rule }) => {
      client.removeQueries({ queryKey: dataQueries.plan(id).queryKey });
      await client.invalidateQueries({ queryKey: listKey('/tracking-plans') });
      await navigate({
        to: '/tracking-plans/$planId',
        params: { planId: id },
        search: { rule: ruleId(rule) },
      });
    },
  });
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    add.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('Add rule')} closeButtonProps={{ 'aria-label': t('Close') }}>
      {!plans.data ? (
        <Loading />
      ) : (
        <form onSubmit={submit}>
          <Stack gap="md">
            <Text size="sm">
              {example
                ? t('A rule that this event fits. You look it over before anything is published.')
                : t(
                    'A rule that the events of the last 7 days fit. You look it over before anything is published.',
                  )}
            </Text>
            {add.error && <FaultAlert message={sayProblem(add.error)} />}
            <NativeSelect
              label={t('Tracking plan')}
              value={planId}
              onChange={(change) => setChosen(change.currentTarget.value)}
              data={[
                ...rows.map((plan) => ({ value: plan.id, label: plan.name })),
                { value: newPlan, label: t('A new plan') },
              ]}
            />
            {planId === newPlan && (
              <TextInput
                label={t('Name of the plan')}
                required
                value={name}
                onChange={(change) => setName(change.currentTarget.value)}
              />
            )}
            <Group justify="flex-end">
              <Button type="submit" loading={add.isPending}>
                {t('Add to the draft')}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

async function createPlan(name: string): Promise<string> {
  return (await post<Plan>('/tracking-plans', { name, draft: blankPlan })).id;
}

async function addToDraft(id: string, rule: PlanRule): Promise<void> {
  const { data: plan, etag } = await request<Plan>('GET', `/tracking-plans/${id}`);
  const draft = plan.draft ?? (await publishedOf(plan));
  if (draft.rules.some((one) => one.type === rule.type && one.event === rule.event))
    throw plainFault(t('The plan has a rule for {what} already.', { what: sayRule(rule) }));
  await request('PUT', `/tracking-plans/${id}/draft`, {
    body: { ...draft, rules: [...draft.rules, rule] },
    ifMatch: etag ?? '*',
  });
}

async function publishedOf(plan: Plan): Promise<TrackingPlan> {
  if (!plan.published) return blankPlan;
  const version = await get<Version<TrackingPlan>>(
    `/tracking-plans/${plan.id}/versions/${plan.published.version}`,
  );
  return version.content ?? blankPlan;
}
