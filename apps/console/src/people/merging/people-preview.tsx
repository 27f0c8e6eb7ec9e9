import type { SeparatedPerson, UnmergeAnswer } from '../../api/merge-types';
import { t } from '../../intl/text';
import { StatusBadge } from '../../ui/status-badge';
import { nameOf } from '../name-of';
import { sayType } from '../say-link';
import { sayValue } from '../say-value';
import classes from './merging.module.css';

/** The people that there would be. */
export function PeoplePreview({ answer }: { answer: UnmergeAnswer }) {
  return (
    <div>
      <h3 className={classes.heading}>
        {t('{n, plural, one {One person} other {# people}} afterwards', { n: answer.profiles.length })}
      </h3>
      <div className={classes.cards}>
        {answer.profiles.map((person) => (
          <PersonCard key={person.id} person={person} />
        ))}
      </div>
    </div>
  );
}

const mostTraits = 8;

function PersonCard({ person }: { person: SeparatedPerson }) {
  const traits = Object.entries(person.traits);
  return (
    <div className={classes.card}>
      <div className={classes.cardHead}>
        {nameOfSeparated(person)}
        {person.isNew && <StatusBadge tone="info">{t('New')}</StatusBadge>}
      </div>
      <ul className={classes.rows}>
        {person.identifiers.map(({ type, value }) => (
          <li key={`${type}:${value}`}>
            <code>{value}</code> <span className={classes.quiet}>{sayType(type)}</span>
          </li>
        ))}
      </ul>
      <ul className={classes.rows} style={{ marginTop: 8 }}>
        {traits.slice(0, mostTraits).map(([name, value]) => (
          <li key={name}>
            <span className={classes.quiet}>{name}</span> {sayValue(value)}
          </li>
        ))}
        {traits.length > mostTraits && (
          <li className={classes.quiet}>{t('and {n} more traits', { n: traits.length - mostTraits })}</li>
        )}
        {person.groups.length > 0 && (
          <li>
            <span className={classes.quiet}>{t('Groups')}</span> {person.groups.join(', ')}
          </li>
        )}
      </ul>
    </div>
  );
}

function nameOfSeparated({ id, identifiers, traits }: SeparatedPerson): string {
  const valueOf = (type: string) => identifiers.find((one) => one.type === type)?.value ?? null;
  return nameOf({ id, traits, identifiers, userId: valueOf('user_id'), email: valueOf('email') });
}
