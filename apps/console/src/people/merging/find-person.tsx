import { TextInput } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { queries } from '../../api/queries';
import type { Profile } from '../../api/types';
import { t } from '../../intl/text';
import { Initials } from '../../ui/initials';
import { rowsOf } from '../../ui/rows';
import { Failure } from '../../ui/states';
import { useTyped } from '../../ui/use-typed';
import { nameOf } from '../name-of';
import classes from './merging.module.css';

const mostShown = 6;

interface FindPersonProps {
  /** Who is not offered. */
  except: string;
  onFound: (person: Profile) => void;
}

/** Looks for the other one: people by the beginning of what they are known by. */
export function FindPerson({ except, onFound }: FindPersonProps) {
  const [q, setQ] = useState('');
  const [typed, setTyped] = useTyped(q, setQ);
  const people = useInfiniteQuery(queries.profiles({ q, sort: '-lastSeenAt' }));
  const found = rowsOf(people.data).filter(({ id }) => id !== except);
  return (
    <div>
      <TextInput
        label={t('The other person')}
        placeholder={t('Name, email, phone or user id')}
        leftSection={<Search size={16} aria-hidden />}
        data-autofocus
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <p role="status" className="visually-hidden">
        {people.data && t('{n, plural, one {# person} other {# people}} found', { n: found.length })}
      </p>
      <ul className={classes.found} aria-label={t('People found')}>
        {found.slice(0, mostShown).map((person) => (
          <li key={person.id}>
            <button type="button" className={classes.person} onClick={() => onFound(person)}>
              <Initials name={nameOf(person)} size={30} />
              <span className={classes.words}>
                <span>{nameOf(person)}</span>
                <span className={classes.quiet}>{knownBy(person)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      {people.error && !people.data && <Failure error={people.error} retry={() => void people.refetch()} />}
      {people.data && found.length === 0 && (
        <p className={classes.quiet}>
          {t('Nobody is found by that. The search looks at the beginning of name, email, phone and user id.')}
        </p>
      )}
    </div>
  );
}

/** Enough to tell two people of one name apart. */
export function knownBy(person: Pick<Profile, 'identifiers'>): string {
  return person.identifiers
    .slice(0, 3)
    .map(({ type, value }) => `${type}:${value}`)
    .join(' · ');
}
