import { Button } from '@mantine/core';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Users } from 'lucide-react';
import { listKey } from '../api/queries';
import { groupPath, relationQueries, type PeopleGroup } from '../api/relation-queries';
import { request } from '../api/request';
import type { Profile } from '../api/types';
import { t } from '../intl/text';
import { nameOf } from '../people/name-of';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { DataList, type Column } from '../ui/data-list';
import { PersonLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { tellDone, tellFault } from '../ui/notices';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { nameOfGroup } from './name-of-group';

interface GroupPeopleProps {
  group: PeopleGroup;
  /** As the page's address names the group. */
  pageRef: string;
}

/** Who is in the group, the last to come first. */
export function GroupPeople({ group, pageRef }: GroupPeopleProps) {
  const people = useInfiniteQuery(relationQueries.peopleOfGroup(group.id));
  const rows = rowsOf(people.data);
  const columns: Column<Profile>[] = [
    {
      key: 'name',
      label: t('Person'),
      weight: 'main',
      cell: (row) => <PersonLink person={row.id}>{nameOf(row)}</PersonLink>,
    },
    { key: 'email', label: t('Email'), cell: (row) => row.email ?? '–' },
    { key: 'last', label: t('Last seen'), weight: 'minor', cell: (row) => <At value={row.lastSeenAt} ago /> },
    {
      key: 'remove',
      label: t('In the group'),
      align: 'end',
      cell: (row) => <Remove person={row} group={group} pageRef={pageRef} />,
    },
  ];
  return (
    <Panel title={t('People')} flush>
      {people.error && !people.data ? (
        <Failure error={people.error} retry={() => void people.refetch()} />
      ) : !people.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Empty icon={Users} title={t('Nobody is in it')}>
          {t('A group call of somebody, or an event with context.groupId, makes them one of its people.')}
        </Empty>
      ) : (
        <>
          <DataList label={t('People')} columns={columns} rows={rows} rowKey={(row) => row.id} />
          <MoreButton query={people} />
        </>
      )}
    </Panel>
  );
}

function Remove({ person, group, pageRef }: GroupPeopleProps & { person: Profile }) {
  const client = useQueryClient();
  const names = { person: nameOf(person), group: nameOfGroup(group) };
  const remove = useMutation({
    mutationFn: () => request('DELETE', `${groupPath(group.id)}/profiles/${encodeURIComponent(person.id)}`),
    onSuccess: async () => {
      tellDone(t('{person} is no longer in “{group}”.', names));
      await Promise.all([
        client.invalidateQueries({ queryKey: relationQueries.peopleOfGroup(group.id).queryKey }),
        client.invalidateQueries({ queryKey: relationQueries.group(pageRef).queryKey }),
        client.invalidateQueries({ queryKey: listKey('/groups') }),
      ]);
    },
    onError: tellFault,
  });
  const ask = () =>
    confirmFirst({
      title: t('Take {person} out of “{group}”?', names),
      text: t('Events that happened before now do not bring them back. A later group call does.'),
      confirm: t('Take them out'),
      danger: true,
      onConfirm: () => remove.mutate(),
    });
  return (
    <Button size="compact-sm" variant="default" loading={remove.isPending} onClick={ask}>
      {t('Remove')}
      <span className="visually-hidden"> {names.person}</span>
    </Button>
  );
}
