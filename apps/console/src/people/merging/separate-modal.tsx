import { SegmentedControl, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState, type RefObject } from 'react';
import type { UnmergeAnswer } from '../../api/merge-types';
import { personPath, personQueries } from '../../api/person-queries';
import type { Person } from '../../api/person-types';
import { t } from '../../intl/text';
import { rowsOf } from '../../ui/rows';
import { Failure, Loading } from '../../ui/states';
import { partsOfMerge, partsToSend, type Parts, type Side } from '../domain/parts';
import { nameOf } from '../name-of';
import { sayType } from '../say-link';
import { DecisionModal } from './decision-modal';
import classes from './merging.module.css';
import { PeoplePreview } from './people-preview';

interface SeparateModalProps {
  person: Person;
  onDone: (answer: UnmergeAnswer) => void;
  onClose: () => void;
  focusBackTo: RefObject<HTMLElement | null>;
}

/** One person becomes two: who gets what, what comes of it, and why. */
export default function SeparateModal({ person, onDone, onClose, focusBackTo }: SeparateModalProps) {
  const merges = useInfiniteQuery(personQueries.merges(person.id));
  const [moved, setMoved] = useState<Parts>({});
  const held = person.identifiers.map(({ type, value }) => `${type}:${value}`);
  const last = rowsOf(merges.data).find(
    ({ undoneAt, identifiers }) => undoneAt === null && partsToSend(partsOfMerge(held, identifiers)),
  );
  const parts = { ...partsOfMerge(held, last?.identifiers), ...moved };
  const named = merges.data ? partsToSend(parts) : null;
  return (
    <DecisionModal<UnmergeAnswer>
      title={t('Separate {name}', { name: nameOf(person) })}
      confirm={t('Separate')}
      path={`${personPath(person.id)}/unmerge`}
      body={named && { parts: named }}
      preview={(answer) => <PeoplePreview answer={answer} />}
      onDone={onDone}
      onClose={onClose}
      focusBackTo={focusBackTo}
    >
      {merges.error && !merges.data ? (
        <Failure error={merges.error} retry={() => void merges.refetch()} />
      ) : !merges.data ? (
        <Loading />
      ) : (
        <>
          <Text size="sm">
            {last
              ? t('Proposed is who they were before the last merge. Move what belongs elsewhere.')
              : t('No merge is on record: say which identifiers belong to the other person.')}{' '}
            {t('They stay apart from then on, whatever events say, until you lift the separation.')}
          </Text>
          <PartsEditor
            parts={parts}
            person={person}
            onMove={(name, side) => setMoved({ ...moved, [name]: side })}
          />
          {named === null && (
            <Text size="sm" c="dimmed">
              {t('Each of the two needs at least one identifier.')}
            </Text>
          )}
        </>
      )}
    </DecisionModal>
  );
}

const evidence = 'evidence';

interface PartsEditorProps {
  parts: Parts;
  person: Person;
  onMove: (name: string, side: Side) => void;
}

function PartsEditor({ parts, person, onMove }: PartsEditorProps) {
  return (
    <ul className={classes.rows} aria-label={t('Who gets which identifier')}>
      {person.identifiers.map(({ type, value }) => {
        const name = `${type}:${value}`;
        return (
          <li key={name} className={classes.row}>
            <span>
              <code>{value}</code> <span className={classes.quiet}>{sayType(type)}</span>
            </span>
            <SegmentedControl
              size="xs"
              aria-label={t('Who gets {identifier}', { identifier: name })}
              value={parts[name] ?? evidence}
              onChange={(side) => onMove(name, side === evidence ? null : side)}
              data={[
                { value: 'first', label: t('This person') },
                { value: 'second', label: t('The other one') },
                { value: evidence, label: t('Events decide') },
              ]}
            />
          </li>
        );
      })}
    </ul>
  );
}
