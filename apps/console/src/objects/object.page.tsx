import { Button, Grid, Group, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from '@tanstack/react-router';
import { Package, PencilLine, Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { namesNothing } from '../api/problem';
import { listKey } from '../api/queries';
import { objectPath, relationQueries, type ObjectType, type RelatedObject } from '../api/relation-queries';
import { request, type Answer } from '../api/request';
import { t } from '../intl/text';
import { sayValue } from '../people/say-value';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { Facts } from '../ui/facts';
import { GroupLink, ObjectTypeLink, PersonLink } from '../ui/links';
import { tellDone, tellFault } from '../ui/notices';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure, Loading } from '../ui/states';

const ObjectModal = lazy(() => import('./object-modal'));

/** One object: what is known of it, and whose it is. */
export function ObjectPage() {
  const { type: typeKey, key } = useParams({ from: '/objects/$type/$key' });
  const types = useQuery(relationQueries.objectType(typeKey));
  const query = useQuery(relationQueries.object(typeKey, key));
  const type = types.data?.data;
  const error = query.error ?? types.error;
  const reload = () => void Promise.all([query.refetch(), types.refetch()]);
  return (
    <Page
      title={key}
      subtitle={type && <ObjectTypeLink type={typeKey}>{type.name}</ObjectTypeLink>}
      back={{ to: '/objects', label: t('Objects') }}
      actions={
        query.data &&
        type &&
        !type.archivedAt && <Actions type={type} loaded={query.data} onChanged={reload} />
      }
    >
      {namesNothing(error) ? (
        <Panel>
          <Empty icon={Package} title={t('No such object')}>
            {t('It was deleted, or nothing was ever said of it. Look for it in the list of its type.')}
          </Empty>
        </Panel>
      ) : error && !(query.data && type) ? (
        <Panel>
          <Failure error={error} retry={reload} />
        </Panel>
      ) : query.data && type ? (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Attributes type={type} object={query.data.data} />
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 6 }}>
            <Stack gap="md">
              <Whose object={query.data.data} />
              <About object={query.data.data} />
            </Stack>
          </Grid.Col>
        </Grid>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Attributes({ type, object }: { type: ObjectType; object: RelatedObject }) {
  return (
    <Panel title={t('Attributes')}>
      {type.attributes.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('Its type has none.')}
        </Text>
      ) : (
        <Facts
          items={type.attributes.map(({ name }) => {
            const value = object.attributes[name];
            return [name, value === undefined ? '–' : sayValue(value)];
          })}
        />
      )}
    </Panel>
  );
}

function Whose({ object: { profiles, groups } }: { object: RelatedObject }) {
  return (
    <Panel title={t('People and groups')}>
      {profiles.length + groups.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('It belongs to nobody yet.')}
        </Text>
      ) : (
        <Stack gap={6} align="flex-start">
          {profiles.map((person) => (
            <PersonLink key={person} person={person}>
              {person}
            </PersonLink>
          ))}
          {groups.map((group) => (
            <GroupLink key={group} group={group}>
              {group}
            </GroupLink>
          ))}
        </Stack>
      )}
    </Panel>
  );
}

function About({ object: { updatedAt, version } }: { object: RelatedObject }) {
  return (
    <Panel title={t('About')}>
      <Facts
        items={[
          [t('As of'), <At key="u" value={updatedAt} />],
          [t('Version'), version],
        ]}
      />
    </Panel>
  );
}

interface ActionsProps {
  type: ObjectType;
  loaded: Answer<RelatedObject>;
  onChanged: () => void;
}

function Actions({ type, loaded, onChanged }: ActionsProps) {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [changing, setChanging] = useState(false);
  const { key } = loaded.data;
  const remove = useMutation({
    mutationFn: () =>
      request('DELETE', objectPath(type.key, key), loaded.etag ? { ifMatch: loaded.etag } : {}),
    onSuccess: async () => {
      tellDone(t('{key} is deleted.', { key }));
      // Nothing shows it again, not even while the list is read anew.
      client.removeQueries({ queryKey: listKey(`/objects/${type.key}`) });
      await navigate({ to: '/objects/$type', params: { type: type.key } });
      client.removeQueries({ queryKey: relationQueries.object(type.key, key).queryKey });
    },
    onError: (error) => {
      tellFault(error);
      onChanged();
    },
  });
  const ask = () =>
    confirmFirst({
      title: t('Delete {key}?', { key }),
      text: t(
        'Journeys and searches no longer see it. Only a later word of it, through the API or by hand, brings it back.',
      ),
      confirm: t('Delete'),
      danger: true,
      onConfirm: () => remove.mutate(),
    });
  return (
    <Group gap="xs">
      <Button leftSection={<PencilLine size={16} aria-hidden />} onClick={() => setChanging(true)}>
        {t('Change')}
      </Button>
      <Button
        variant="default"
        leftSection={<Trash2 size={16} aria-hidden />}
        loading={remove.isPending}
        onClick={ask}
      >
        {t('Delete')}
      </Button>
      {changing && (
        <Suspense fallback={null}>
          <ObjectModal
            type={type}
            loaded={loaded}
            onClose={() => setChanging(false)}
            onLoadTheirs={() => {
              setChanging(false);
              onChanged();
            }}
            onDone={() => {
              setChanging(false);
              tellDone(t('Saved.'));
              onChanged();
            }}
          />
        </Suspense>
      )}
    </Group>
  );
}
