import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { Smartphone, UserX } from 'lucide-react';
import { lazy, Suspense, useCallback, useEffect, useRef, useState } from 'react';
import { personPath, personQueries, type EventChoice } from '../api/person-queries';
import type { Person } from '../api/person-types';
import { hasCode, namesNothing } from '../api/problem';
import { listKey } from '../api/queries';
import { t } from '../intl/text';
import { RelatedObjects } from '../objects/related-objects';
import { Initials } from '../ui/initials';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Empty, Failure, Loading } from '../ui/states';
import { StatusBadge } from '../ui/status-badge';
import { OpenEventContext } from './event/open-event';
import { PersonActions, useUndo } from './merging/person-actions';
import { nameOf } from './name-of';
import classes from './people.module.css';
import { AboutPanel } from './side/about-panel';
import { DevicesPanel } from './side/devices-panel';
import { GroupsPanel } from './side/groups-panel';
import { IdentifiersPanel } from './side/identifiers-panel';
import { usePendingTraits } from './side/pending-traits';
import { SeparationsPanel } from './side/separations-panel';
import { TraitsPanel } from './side/traits-panel';
import { Timeline } from './timeline/timeline';

/** While a change of a trait is on its way. */
const pendingLookMs = 600;
const sideLists = ['identifiers', 'links', 'devices', 'merges', 'separations'];

const WholeEventDrawer = lazy(() => import('./event/whole-event-drawer'));

export function PersonPage() {
  const { ref } = useParams({ from: '/people/$ref' });
  const query = useQuery({
    ...personQueries.person(ref),
    // Who is not there yet may come; what is refused stays refused.
    refetchInterval: ({ state }) => (!state.data && hasCode(state.error, 'not_found') ? 2000 : false),
  });
  const person = query.data;
  const { refetch } = query;
  const lookAgain = useCallback(() => void refetch(), [refetch]);
  const name = person ? nameOf(person) : t('Person');
  return (
    <Page
      title={name}
      back={{ to: '/people', label: t('People') }}
      heading={
        person && (
          <span className={classes.who}>
            <Initials name={name} size={40} />
            {name}
          </span>
        )
      }
      subtitle={person?.email && person.email !== name ? person.email : undefined}
      badges={person && <Badges person={person} />}
      actions={person && <PersonActions person={person} />}
    >
      {namesNothing(query.error) ? (
        <Panel>
          <Empty icon={UserX} title={t('No such person (yet)')}>
            {t('If an event of theirs was just accepted, they appear here within a second or two.')}
          </Empty>
        </Panel>
      ) : query.error && !person ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : person ? (
        <PersonBody key={person.id} person={person} onNews={lookAgain} />
      ) : (
        <Loading />
      )}
    </Page>
  );
}

function Badges({ person }: { person: Person }) {
  const devices = useQuery(personQueries.devices(person.id));
  const n = (devices.data ?? []).filter(({ state }) => state === 'active').length;
  return (
    <>
      {person.userId === null && <StatusBadge tone="quiet">{t('Anonymous')}</StatusBadge>}
      {n > 0 && (
        <StatusBadge tone="info" icon={Smartphone}>
          {t('{n, plural, one {# device} other {# devices}}', { n })}
        </StatusBadge>
      )}
    </>
  );
}

function PersonBody({ person, onNews }: { person: Person; onNews: () => void }) {
  const [shown, setShown] = useState<EventChoice | null>(null);
  const [pending, onAsked] = usePendingTraits(person);
  const undo = useUndo();
  const devices = useQuery(personQueries.devices(person.id));
  useFreshSide(person);
  useEffect(() => {
    if (pending.length === 0) return undefined;
    const timer = setInterval(onNews, pendingLookMs);
    return () => clearInterval(timer);
  }, [pending.length, onNews]);
  return (
    <OpenEventContext value={setShown}>
      <div className={classes.layout}>
        <div className={classes.side}>
          <TraitsPanel person={person} pending={pending} onAsked={onAsked} />
          <IdentifiersPanel person={person} />
          <GroupsPanel person={person} />
          <RelatedObjects objectsOf={(type) => personQueries.objects(person.id, type)} />
          <DevicesPanel query={devices} />
          <SeparationsPanel person={person} onLift={undo.separation} />
          <AboutPanel person={person} />
        </div>
        <Timeline profile={person} onNews={onNews} />
      </div>
      {shown && (
        <Suspense fallback={null}>
          <WholeEventDrawer event={shown} onClose={() => setShown(null)} />
        </Suspense>
      )}
    </OpenEventContext>
  );
}

/** What stands beside the timeline is read again when the person has changed, not with every look. */
function useFreshSide(person: Person): void {
  const client = useQueryClient();
  const seen = useRef(person);
  useEffect(() => {
    if (seen.current === person) return;
    seen.current = person;
    const path = personPath(person.id);
    for (const list of sideLists) void client.invalidateQueries({ queryKey: listKey(`${path}/${list}`) });
    const ofObjects = `${path}/objects/`;
    void client.invalidateQueries({
      predicate: ({ queryKey: [, key] }) => typeof key === 'string' && key.startsWith(ofObjects),
    });
  }, [client, person]);
}
