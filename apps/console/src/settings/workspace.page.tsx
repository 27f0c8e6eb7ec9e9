import { Autocomplete, Button, Group, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { faultsByField, hasCode } from '../api/problem';
import { queries } from '../api/queries';
import { request, type Answer } from '../api/request';
import type { Workspace } from '../api/types';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { Facts } from '../ui/facts';
import { tellDone } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { FaultAlert } from '../ui/states';
import { SettingsTabs } from './settings-tabs';

const zones = ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')];

export function WorkspaceSettingsPage() {
  const { workspace } = useSigned();
  const loaded = useQuery(queries.workspace(workspace.id));
  return (
    <Page title={t('Settings')} width="narrow">
      <SettingsTabs />
      {loaded.data && <WorkspaceForm key={loaded.data.etag} loaded={loaded.data} />}
      <Panel title={t('About this workspace')}>
        <Facts
          items={[
            [t('Id'), workspace.id],
            [t('Key'), workspace.key],
            [t('Region'), workspace.region],
          ]}
        />
      </Panel>
    </Page>
  );
}

function WorkspaceForm({ loaded }: { loaded: Answer<Workspace> }) {
  const client = useQueryClient();
  const [name, setName] = useState(loaded.data.name);
  const [timeZone, setTimeZone] = useState(loaded.data.timeZone);
  const save = useMutation({
    mutationFn: () =>
      request<Workspace>('PATCH', `/workspaces/${loaded.data.id}`, {
        body: { name: name.trim(), timeZone },
        ...(loaded.etag ? { ifMatch: loaded.etag } : {}),
      }),
    onSuccess: async () => {
      tellDone(t('Saved.'));
      await client.invalidateQueries({ queryKey: queries.workspace(loaded.data.id).queryKey });
    },
  });
  const faults = save.error ? faultsByField(save.error, ['name', 'timeZone']) : null;
  const rest = hasCode(save.error, 'stale_revision')
    ? t('Somebody else changed these settings meanwhile. Reload the page to see theirs.')
    : faults?.rest;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const unchanged = name === loaded.data.name && timeZone === loaded.data.timeZone;
  return (
    <Panel title={t('Workspace')}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md" maw={460}>
          {rest && <FaultAlert message={rest} />}
          <TextInput
            label={t('Name')}
            required
            value={name}
            error={faults?.byField['name']}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Autocomplete
            label={t('Time zone')}
            description={t('Times in the console, and delays of people whose own zone is unknown.')}
            required
            limit={40}
            data={zones}
            value={timeZone}
            error={faults?.byField['timeZone']}
            onChange={setTimeZone}
          />
          <Group>
            <Button type="submit" loading={save.isPending} disabled={unchanged}>
              {t('Save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Panel>
  );
}
