import {
  Button,
  Group,
  NativeSelect,
  NumberInput,
  SimpleGrid,
  Stack,
  Textarea,
  TextInput,
} from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import { listKey, queries } from '../api/queries';
import { request } from '../api/request';
import type { Source, SourceKind } from '../api/types';
import { t } from '../intl/text';
import { tellDone } from '../ui/notices';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';
import { MatchOnInput } from './match-on-input';
import { sourceKinds } from './source-kinds';

const fields = ['name', 'kind', 'rateLimit', 'allowedOrigins', 'matchOn'];

/** What may be changed of a source: its name, and how much it may send from where. */
export function SourceSettings({ source }: { source: Source }) {
  const client = useQueryClient();
  const [name, setName] = useState(source.name);
  const [kind, setKind] = useState<SourceKind>(source.kind);
  const [rate, setRate] = useState<number | string>(source.rateLimit?.eventsPerSecond ?? '');
  const [origins, setOrigins] = useState(source.allowedOrigins.join('\n'));
  const [matchOn, setMatchOn] = useState(source.matchOn ?? []);
  const save = useMutation({
    mutationFn: () =>
      request<Source>('PATCH', `/sources/${source.id}`, {
        body: {
          name: name.trim(),
          kind,
          rateLimit: rate === '' ? null : { eventsPerSecond: Number(rate) },
          allowedOrigins: linesOf(origins),
          matchOn: matchOn.length === 0 ? null : matchOn,
        },
      }),
    onSuccess: async ({ data }) => {
      client.setQueryData(queries.source(source.id).queryKey, data);
      tellDone(t('Saved. It holds within seconds.'));
      await client.invalidateQueries({ queryKey: listKey('/sources') });
    },
  });
  const faults = save.error ? faultsByField(save.error, fields) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Panel title={t('Settings')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {faults?.rest && <FaultAlert message={faults.rest} />}
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
            <TextInput
              label={t('Name')}
              required
              value={name}
              error={faults?.byField['name']}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <NativeSelect
              label={t('Kind')}
              value={kind}
              error={faults?.byField['kind']}
              data={sourceKinds}
              onChange={(event) => setKind(event.currentTarget.value as SourceKind)}
            />
            <NumberInput
              label={t('Rate limit')}
              description={t(
                'Events per second. Beyond it SDKs are told to wait, and lose nothing. Empty: none.',
              )}
              min={1}
              allowDecimal={false}
              allowNegative={false}
              thousandSeparator=","
              value={rate}
              error={faults?.byField['rateLimit']}
              onChange={setRate}
            />
            <Textarea
              label={t('Allowed origins')}
              description={t('Websites that may send with this key, one per line. Empty: any.')}
              placeholder="https://shop.example"
              autosize
              minRows={1}
              maxRows={6}
              value={origins}
              error={faults?.byField['allowedOrigins']}
              onChange={(event) => setOrigins(event.currentTarget.value)}
            />
          </SimpleGrid>
          <MatchOnInput
            kind={kind}
            value={matchOn}
            onChange={setMatchOn}
            error={faults?.byField['matchOn']}
          />
          <Group justify="flex-end">
            <Button type="submit" variant="default" loading={save.isPending}>
              {t('Save settings')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
