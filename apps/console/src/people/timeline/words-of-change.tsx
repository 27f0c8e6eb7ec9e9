import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { GitMerge, Split } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MergeRecord } from '../../api/merge-types';
import { personQueries } from '../../api/person-queries';
import type { IdentityChange } from '../../api/person-types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { PersonLink } from '../../ui/links';
import { rowsOf } from '../../ui/rows';
import { useUndo } from '../merging/person-actions';
import type { EntryWords } from './entry-words';
import classes from './timeline.module.css';

/** A merge or its opposite, from the side of the person whose page it is. */
export function wordsOfChange(change: IdentityChange, ownIds: readonly string[]): EntryWords {
  const merged = change.kind === 'merged';
  const profileId = ownIds[0] ?? '';
  return {
    icon: merged ? <GitMerge size={15} aria-hidden /> : <Split size={15} aria-hidden />,
    tone: merged ? 'info' : 'warn',
    title: merged ? (
      <MergedTitle change={change} profileId={profileId} />
    ) : (
      <SeparatedTitle change={change} ownIds={ownIds} />
    ),
    detail: (
      <>
        <span className={classes.line}>{change.identifiers.join(', ')}</span>
        <Cause change={change} profileId={profileId} />
        {merged && <UndoMerge change={change} profileId={profileId} />}
      </>
    ),
  };
}

function useRecord(change: IdentityChange, profileId: string): MergeRecord | undefined {
  const merges = useInfiniteQuery(personQueries.merges(profileId));
  return rowsOf(merges.data).find(({ id }) => id === change.id);
}

/** When an older identifier turns up, the person is called after it: on record that is a merge with nobody. */
function isRename({ identifiers }: MergeRecord): boolean {
  return identifiers.into.length === 0 || identifiers.from.length === 0;
}

function MergedTitle({ change, profileId }: { change: IdentityChange; profileId: string }) {
  const record = useRecord(change, profileId);
  return (
    <>{record && isRename(record) ? t('Took the id of an older identifier') : t('Two people became one')}</>
  );
}

function SeparatedTitle({ change, ownIds }: { change: IdentityChange; ownIds: readonly string[] }) {
  const [cameBack, isStill] = [ownIds.includes(change.into), ownIds.includes(change.from)];
  if (cameBack && isStill) return <>{t('Separated, and merged again since')}</>;
  return (
    <>
      {cameBack ? t('Separated from') : t('Separated: this part became')}{' '}
      <PersonLink person={cameBack ? change.from : change.into}>{t('another person')}</PersonLink>
    </>
  );
}

/** A merge that stands can be taken back, whoever or whatever made it. */
function UndoMerge({ change, profileId }: { change: IdentityChange; profileId: string }) {
  const undo = useUndo();
  const record = useRecord(change, profileId);
  if (!record || isRename(record)) return null;
  if (record.undoneAt) {
    return (
      <span>
        {t('Undone')} <At value={record.undoneAt} />
      </span>
    );
  }
  return (
    <Button size="compact-xs" variant="default" onClick={() => undo.merge(change.id)}>
      {t('Undo…')}
    </Button>
  );
}

function Cause({ change, profileId }: { change: IdentityChange; profileId: string }) {
  const record = useRecord(change, profileId);
  const renamed = record !== undefined && isRename(record);
  return <span>{renamed ? t('Because an older event of theirs arrived') : sayCause(change)}</span>;
}

function sayCause(change: IdentityChange): ReactNode {
  const said = change.reason ? ` “${change.reason}”` : '';
  switch (change.cause) {
    case 'operator':
      return t('By {name}', { name: change.by?.name ?? t('somebody') }) + said;
    case 'settings':
      return t('Because the identity policy was changed');
    case 'erasure':
      return t('Because somebody was erased');
    default:
      return change.kind === 'merged' ? t('Because an event named both') : sayBecause(change.because);
  }
}

function sayBecause(because: string | null): string {
  switch (because) {
    case 'hub':
      return t('Because an identifier turned out to be shared by many');
    case 'late_link':
      return t('Because an older event arrived that says otherwise');
    default:
      return t('Because an event changed what is known');
  }
}
