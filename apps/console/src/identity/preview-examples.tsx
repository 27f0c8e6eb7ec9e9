import { Stack } from '@mantine/core';
import { ArrowRight } from 'lucide-react';
import type { IdentityExample } from '../api/identity-types';
import { t } from '../intl/text';
import { PersonLink } from '../ui/links';
import classes from './identity.module.css';

/** Some of the people concerned: who they are, and who the same identifiers would be. */
export function PreviewExamples({ examples }: { examples: readonly IdentityExample[] }) {
  if (examples.length === 0) return null;
  return (
    <ul className={classes.examples} aria-label={t('Examples')}>
      {examples.map(({ before, after }) => (
        <li key={before.flat().join(' ')} className={classes.example}>
          <People title={sayPeople(t('Now'), before.length)} people={before} linked />
          <ArrowRight size={18} aria-hidden className={classes.arrow} />
          <People title={sayPeople(t('Then'), after.length)} people={after} />
        </li>
      ))}
    </ul>
  );
}

function sayPeople(when: string, n: number): string {
  return t('{when}: {n, plural, one {# person} other {# people}}', { when, n });
}

interface PeopleProps {
  title: string;
  people: readonly string[][];
  linked?: boolean;
}

function People({ title, people, linked = false }: PeopleProps) {
  return (
    <Stack gap={6}>
      <span className={classes.when}>{title}</span>
      {people.map((identifiers) => (
        <span key={identifiers.join(' ')} className={classes.person}>
          {identifiers.map((ref, index) => (
            <span key={ref} className={classes.identifier}>
              <span className={classes.from}>{ref.slice(0, ref.indexOf(':'))}</span>{' '}
              {linked && index === 0 ? (
                <PersonLink person={ref}>{valueOf(ref)}</PersonLink>
              ) : (
                <span>{valueOf(ref)}</span>
              )}
            </span>
          ))}
        </span>
      ))}
    </Stack>
  );
}

function valueOf(ref: string): string {
  return ref.slice(ref.indexOf(':') + 1);
}
