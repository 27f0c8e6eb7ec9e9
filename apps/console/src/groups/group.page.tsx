import { Grid, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Building2 } from 'lucide-react';
import { namesNothing } from '../api/problem';
import { relationQueries, type PeopleGroup } from '../api/relation-queries';
import { t } from '../intl/text';
import { RelatedObjects } from '../objects/related-objects';
import { At } from '../ui/at';
import { Facts } from '../ui/facts';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure, Loading } from '../ui/states';
import { GroupPeople } from './group-people';
import { GroupTraits } from './group-traits';
import { nameOfGroup } from './name-of-group';
import { countOfPeople } from './say-people';

export function GroupPage() {
  const { ref } = useParams({ from: '/groups/$ref' });
  const query = useQuery(relationQueries.group(ref));
  const group = query.data;
  return (
    <Page title={group ? nameOfGroup(group) : t('Group')} back={{ to: '/groups', label: t('Groups') }}>
      {namesNothing(query.error) ? (
        <Panel>
          <Empty icon={Building2} title={t('No such group (yet)')}>
            {t('A group exists as soon as a group call has named it. Look for it in the list of groups.')}
          </Empty>
        </Panel>
      ) : query.error && !group ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : group ? (
        <Grid gap="md">
          <Grid.Col span={{ base: 12, md: 4 }}>
            <Stack gap="md">
              <GroupTraits group={group} pageRef={ref} />
              <RelatedObjects objectsOf={(type) => relationQueries.objectsOfGroup(group.id, type)} />
              <About group={group} />
            </Stack>
          </Grid.Col>
          <Grid.Col span={{ base: 12, md: 8 }}>
            <GroupPeople group={group} pageRef={ref} />
          </Grid.Col>
        </Grid>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function About({ group }: { group: PeopleGroup }) {
  return (
    <Panel title={t('About')}>
      <Facts
        items={[
          [t('People'), countOfPeople(group)],
          [t('Your id of it'), group.groupId],
          [t('First seen'), <At key="f" value={group.createdAt} />],
          [t('Traits changed'), <At key="c" value={group.updatedAt} ago />],
        ]}
      />
    </Panel>
  );
}
