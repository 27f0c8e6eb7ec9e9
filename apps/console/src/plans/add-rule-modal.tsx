import type { PlanRule, PlanRuleType } from '@rapport/contracts';
import { Autocomplete, Button, Group, Modal, NativeSelect, Radio, Stack } from '@mantine/core';
import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { dataQueries } from '../api/data-queries';
import type { InferredRule } from '../api/plan-types';
import { sayProblem } from '../api/problem';
import { post } from '../api/request';
import { t } from '../intl/text';
import { rowsOf } from '../ui/rows';
import { FaultAlert } from '../ui/states';

interface AddRuleModalProps {
  planId: string;
  onClose: () => void;
  onAdd: (rule: PlanRule) => void;
}

const types: { value: PlanRuleType; label: string }[] = [
  { value: 'track', label: t('Track: something happened') },
  { value: 'identify', label: t('Identify: traits of a person') },
  { value: 'page', label: t('Page view') },
  { value: 'screen', label: t('Screen view') },
  { value: 'group', label: t('Group: traits of an account') },
  { value: 'common', label: t('Every event (whole payload)') },
];

/** A rule begins from what was seen, or blank. */
export default function AddRuleModal({ planId, onClose, onAdd }: AddRuleModalProps) {
  const [type, setType] = useState<PlanRuleType>('track');
  const [event, setEvent] = useState('');
  const [from, setFrom] = useState<'seen' | 'blank'>('seen');
  const seen = rowsOf(useInfiniteQuery(dataQueries.seenEvents({ sort: '-count30d' })).data);
  const names = seen.filter((one) => one.type === 'track').map((one) => one.name);
  const make = useMutation({
    mutationFn: async (): Promise<PlanRule> => {
      const named = type === 'track' ? { event: event.trim() } : {};
      if (from === 'blank' || type === 'common')
        return { type, ...named, version: 1, schema: { type: 'object', properties: {} } };
      return (await post<InferredRule>(`/tracking-plans/${planId}/rules/infer`, { type, ...named })).rule;
    },
    onSuccess: onAdd,
  });
  const submit = (submitted: FormEvent) => {
    submitted.preventDefault();
    make.mutate();
  };
  return (
    <Modal opened onClose={onClose} title={t('Add rule')} closeButtonProps={{ 'aria-label': t('Close') }}>
      <form onSubmit={submit}>
        <Stack gap="md">
          {make.error && <FaultAlert message={sayProblem(make.error)} />}
          <NativeSelect
            label={t('For')}
            data-autofocus
            value={type}
            data={types}
            onChange={(change) => setType(change.currentTarget.value as PlanRuleType)}
          />
          {type === 'track' && (
            <Autocomplete
              label={t('Event name')}
              description={t('One that was seen, or one that is still to come; exactly as it is sent')}
              required
              data={[...new Set(names)]}
              value={event}
              onChange={setEvent}
            />
          )}
          {type !== 'common' && (
            <Radio.Group label={t('Begin')} value={from} onChange={(value) => setFrom(value)}>
              <Stack gap={8} mt={6}>
                <Radio value="seen" label={t('From what was seen in the last 7 days')} />
                <Radio value="blank" label={t('Blank')} />
              </Stack>
            </Radio.Group>
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={make.isPending} disabled={type === 'track' && event.trim() === ''}>
              {t('Add rule')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
