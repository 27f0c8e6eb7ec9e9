import { Text } from '@mantine/core';
import type { UnmergeAnswer } from '../../api/merge-types';
import { personPath } from '../../api/person-queries';
import { t } from '../../intl/text';
import { DecisionModal } from './decision-modal';
import { PeoplePreview } from './people-preview';

interface UndoModalProps {
  personId: string;
  /** A merge to take back, or a separation to lift. */
  what: { merge: string } | { separation: string };
  onDone: (answer: UnmergeAnswer) => void;
  onClose: () => void;
}

/** Takes back what somebody, or an event, decided. */
export default function UndoModal({ personId, what, onDone, onClose }: UndoModalProps) {
  const ofMerge = 'merge' in what;
  const path = ofMerge ? `merges/${what.merge}/undo` : `separations/${what.separation}/lift`;
  return (
    <DecisionModal<UnmergeAnswer>
      title={ofMerge ? t('Undo the merge') : t('Lift the separation')}
      confirm={ofMerge ? t('Undo the merge') : t('Lift the separation')}
      path={`${personPath(personId)}/${path}`}
      body={nothingMore}
      preview={(answer) => <PeoplePreview answer={answer} />}
      onDone={onDone}
      onClose={onClose}
    >
      <Text size="sm">
        {ofMerge
          ? t('Both get back what was theirs: events, traits, groups and journeys. Nothing is sent again.')
          : t('What events say counts again: whom they call one person becomes one.')}
      </Text>
    </DecisionModal>
  );
}

const nothingMore = {};
