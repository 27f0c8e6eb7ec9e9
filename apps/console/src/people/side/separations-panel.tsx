import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { personQueries } from '../../api/person-queries';
import type { Separation } from '../../api/merge-types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { Panel } from '../../ui/panel';
import { rowsOf } from '../../ui/rows';
import { Failure } from '../../ui/states';
import { PersonLink } from '../../ui/links';
import { MoreButton } from '../../ui/more-button';
import type { Person } from '../../api/person-types';
import classes from './side.module.css';

interface SeparationsPanelProps {
  person: Person;
  onLift: (separationId: string) => void;
}

/** From whom somebody separated this person by hand, for as long as that holds. */
export function SeparationsPanel({ person, onLift }: SeparationsPanelProps) {
  const separations = useInfiniteQuery(personQueries.separations(person.id));
  const held = rowsOf(separations.data).filter(({ liftedAt }) => liftedAt === null);
  if (separations.error && !separations.data) {
    return (
      <Panel title={t('Kept apart by hand')}>
        <Failure error={separations.error} retry={() => void separations.refetch()} />
      </Panel>
    );
  }
  if (held.length === 0) return null;
  return (
    <Panel title={t('Kept apart by hand')}>
      <ul className={classes.plain}>
        {held.map((one) => (
          <li key={one.id}>
            <Others separation={one} person={person} />
            <div className={classes.kind}>
              {one.by.name ?? t('Somebody')}, <At value={one.at} /> · “{one.reason}”
            </div>
            <div className={classes.actions}>
              <Button size="compact-sm" variant="default" onClick={() => onLift(one.id)}>
                {t('Lift…')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      <MoreButton query={separations} />
    </Panel>
  );
}

function Others({ separation, person }: { separation: Separation; person: Person }) {
  const own = new Set(person.identifiers.map(({ type, value }) => `${type}:${value}`));
  const others = separation.parts.filter((part) => !part.some((name) => own.has(name)));
  return others.map(([name = '', ...more]) => (
    <div key={name}>
      <PersonLink person={name}>{name}</PersonLink>
      {more.length > 0 && <span className={classes.kind}> {more.join(' ')}</span>}
    </div>
  ));
}
