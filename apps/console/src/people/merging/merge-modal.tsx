import { Button, Text } from '@mantine/core';
import { useState, type RefObject } from 'react';
import type { MergeAnswer } from '../../api/merge-types';
import { personPath } from '../../api/person-queries';
import type { Person } from '../../api/person-types';
import type { Profile } from '../../api/types';
import { t } from '../../intl/text';
import { Initials } from '../../ui/initials';
import { nameOf } from '../name-of';
import { DecisionModal } from './decision-modal';
import { FindPerson, knownBy } from './find-person';
import { MergePreview } from './merge-preview';
import classes from './merging.module.css';

interface MergeModalProps {
  person: Person;
  onDone: (answer: MergeAnswer) => void;
  onClose: () => void;
  focusBackTo: RefObject<HTMLElement | null>;
}

/** Two people become one: find the other, see what it does, say why. */
export default function MergeModal({ person, onDone, onClose, focusBackTo }: MergeModalProps) {
  const [other, setOther] = useState<Profile | null>(null);
  return (
    <DecisionModal<MergeAnswer>
      title={t('Merge {name} with…', { name: nameOf(person) })}
      confirm={t('Merge')}
      path={`${personPath(person.id)}/merge`}
      body={other && { with: other.id }}
      preview={(answer) => other && <MergePreview answer={answer} person={person} other={other} />}
      onDone={onDone}
      onClose={onClose}
      focusBackTo={focusBackTo}
    >
      {other ? (
        <div className={classes.chosen}>
          <div className={classes.known}>
            <Initials name={nameOf(other)} size={34} />
            <span className={classes.words}>
              <Text size="sm" fw={600}>
                {nameOf(other)}
              </Text>
              <span className={classes.quiet}>{knownBy(other)}</span>
            </span>
          </div>
          <Button variant="default" size="compact-sm" onClick={() => setOther(null)}>
            {t('Choose somebody else')}
          </Button>
        </div>
      ) : (
        <FindPerson except={person.id} onFound={setOther} />
      )}
    </DecisionModal>
  );
}
