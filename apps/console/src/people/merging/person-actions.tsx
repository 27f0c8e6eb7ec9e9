import { ActionIcon, Menu } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Ellipsis, GitMerge, Split } from 'lucide-react';
import { lazy, Suspense, useRef, useState } from 'react';
import type { MergeAnswer, UnmergeAnswer } from '../../api/merge-types';
import type { Person } from '../../api/person-types';
import { t } from '../../intl/text';
import { tellDecided } from './tell-decided';

const MergeModal = lazy(() => import('./merge-modal'));
const SeparateModal = lazy(() => import('./separate-modal'));
const UndoModal = lazy(() => import('./undo-modal'));

/** Taking back is an address of its own, so that a notice can lead there from any page. */
export function useUndo(): { merge: (id: string) => void; separation: (id: string) => void } {
  const navigate = useNavigate({ from: '/people/$ref' });
  return {
    merge: (undo) => void navigate({ search: (before) => ({ ...before, undo }) }),
    separation: (lift) => void navigate({ search: (before) => ({ ...before, lift }) }),
  };
}

/** What can be decided about who this person is. */
export function PersonActions({ person }: { person: Person }) {
  const [open, setOpen] = useState<'merge' | 'separate' | null>(null);
  const { undo, lift } = useSearch({ from: '/people/$ref' });
  const navigate = useNavigate({ from: '/people/$ref' });
  const target = useRef<HTMLButtonElement>(null);
  const close = () => setOpen(null);
  const toPerson = (ref: string, search: { undo?: string; lift?: string } = {}) =>
    void navigate({ to: '/people/$ref', params: { ref }, search });
  const merged = ({ profileId, mergeId }: MergeAnswer) => {
    close();
    toPerson(profileId);
    tellDecided(t('Merged. They are one person now.'), [
      ...(mergeId ? [{ label: t('Undo…'), onClick: () => toPerson(profileId, { undo: mergeId }) }] : []),
    ]);
  };
  const separated = ({ profiles, separationId }: UnmergeAnswer) => {
    close();
    const [first, second] = profiles;
    if (first) toPerson(first.id);
    tellDecided(second ? t('Done. They are two people now.') : t('Done.'), [
      ...(second ? [{ label: t('Open the other one'), onClick: () => toPerson(second.id) }] : []),
      ...(first && separationId
        ? [{ label: t('Undo…'), onClick: () => toPerson(first.id, { lift: separationId }) }]
        : []),
    ]);
  };
  const what = undo ? { merge: undo } : lift ? { separation: lift } : null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon ref={target} variant="default" size={36} aria-label={t('More actions')}>
            <Ellipsis size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<GitMerge size={16} aria-hidden />} onClick={() => setOpen('merge')}>
            {t('Merge with…')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Split size={16} aria-hidden />}
            disabled={person.identifiers.length < 2}
            onClick={() => setOpen('separate')}
          >
            {t('Separate…')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <Suspense fallback={null}>
        {open === 'merge' && (
          <MergeModal person={person} onDone={merged} onClose={close} focusBackTo={target} />
        )}
        {open === 'separate' && (
          <SeparateModal person={person} onDone={separated} onClose={close} focusBackTo={target} />
        )}
        {what && (
          <UndoModal
            personId={person.id}
            what={what}
            onDone={separated}
            onClose={() => void navigate({ search: ({ undo: _, lift: __, ...rest }) => rest })}
          />
        )}
      </Suspense>
    </>
  );
}
