import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { UserX } from 'lucide-react';
import { hasCode } from '../api/problem';
import { queries } from '../api/queries';
import type { Profile } from '../api/types';
import { t } from '../intl/text';
import { formatFull, workspaceZone } from '../intl/times';
import { At } from '../ui/at';
import { Facts } from '../ui/facts';
import { Initials } from '../ui/initials';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure, Loading } from '../ui/states';
import { nameOf } from './name-of';
import classes from './people.module.css';
import { Timeline } from './timeline';

export function PersonPage() {
  const { ref } = useParams({ from: '/people/$ref' });
  const query = useQuery({ ...queries.profile(ref), refetchInterval: 5000 });
  const profile = query.data;
  const name = profile ? nameOf(profile) : t('Person');
  return (
    <Page
      title={name}
      back={{ to: '/people', label: t('People') }}
      heading={
        profile && (
          <span className={classes.who}>
            <Initials name={name} size={40} />
            {name}
          </span>
        )
      }
      subtitle={profile?.email && profile.email !== name ? profile.email : undefined}
    >
      {hasCode(query.error, 'not_found') ? (
        <Panel>
          <Empty icon={UserX} title={t('No such person (yet)')}>
            {t('If an event of theirs was just accepted, they appear here within a second or two.')}
          </Empty>
        </Panel>
      ) : query.error && !profile ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : profile ? (
        <div className={classes.layout}>
          <div className={classes.side}>
            <Traits profile={profile} />
            <Identifiers profile={profile} />
            <Seen profile={profile} />
          </div>
          <Timeline profile={profile} />
        </div>
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Traits({ profile }: { profile: Profile }) {
  const traits = Object.entries(profile.traits).sort(([a], [b]) => a.localeCompare(b));
  return (
    <Panel title={t('Traits')}>
      {traits.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('None yet. An identify call brings them.')}
        </Text>
      ) : (
        <Facts items={traits.map(([name, value]) => [name, <TraitValue key={name} value={value} />])} />
      )}
    </Panel>
  );
}

function TraitValue({ value }: { value: unknown }) {
  if (typeof value === 'string') return <>{value}</>;
  if (typeof value === 'object' && value !== null)
    return <span className={classes.value}>{JSON.stringify(value, null, 1)}</span>;
  return <span className={classes.value}>{String(value)}</span>;
}

function Identifiers({ profile }: { profile: Profile }) {
  return (
    <Panel title={t('Identifiers')}>
      <ul className={classes.list}>
        {profile.identifiers.map(({ type, value, firstSeenAt }) => (
          <li key={`${type}:${value}`} className={classes.identifier}>
            <code>{value}</code>
            <span className={classes.kind}>
              {type} · <At value={firstSeenAt} />
            </span>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Seen({ profile }: { profile: Profile }) {
  const zone = profile.timeZone;
  return (
    <Panel title={t('About')}>
      <Facts
        items={[
          [t('First seen'), <At key="f" value={profile.firstSeenAt} personZone={zone} />],
          [t('Last seen'), <At key="l" value={profile.lastSeenAt} personZone={zone} ago />],
          [
            t('Local time'),
            zone
              ? formatFull(new Date().toISOString(), zone)
              : t('unknown; {zone} is used', { zone: workspaceZone() }),
          ],
          [t('Language'), profile.locale ?? t('unknown')],
          [
            t('Id'),
            <span key="i" className={classes.value}>
              {profile.id}
            </span>,
          ],
          ...(profile.mergedFrom.length > 0
            ? ([[t('Merged from'), profile.mergedFrom.join(', ')]] as [string, string][])
            : []),
        ]}
      />
    </Panel>
  );
}
