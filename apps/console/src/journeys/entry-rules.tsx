import type { JourneyDraft, Reentry } from '@rapport/contracts';
import { NativeSelect, Text, TextInput } from '@mantine/core';
import { ConditionEditor } from '../conditions/condition-editor';
import { DurationInput } from '../conditions/duration-input';
import { t } from '../intl/text';
import { useJourneyEditing } from './editor-context';

interface EntryRulesProps {
  draft: JourneyDraft;
  onChange: (draft: JourneyDraft) => void;
}

export function EntryRules({ draft, onChange }: EntryRulesProps) {
  const { names, properties } = useJourneyEditing();
  const entry = draft.entry ?? {};
  const reentry: Reentry = entry.reentry ?? { rule: 'once' };
  const setReentry = (next: Reentry) => onChange({ ...draft, entry: { ...entry, reentry: next } });
  return (
    <>
      <div>
        <Text size="sm" fw={500} mb={6}>
          {t('Only for people who fit')}
        </Text>
        <ConditionEditor
          label={t('Only for people who fit')}
          place="entry_filter"
          names={names}
          properties={properties}
          value={entry.filter}
          onChange={(filter) => {
            const { filter: _before, ...rest } = entry;
            onChange({ ...draft, entry: filter ? { ...rest, filter } : rest });
          }}
        />
      </div>
      <NativeSelect
        label={t('How often may one person enter?')}
        value={reentry.rule}
        onChange={(event) => setReentry(withRule(reentry, event.currentTarget.value as Reentry['rule']))}
        data={[
          { value: 'once', label: t('Once, ever') },
          { value: 'after_exit', label: t('Again, but not while still inside') },
          { value: 'cooldown', label: t('Again, after a pause') },
          { value: 'parallel', label: t('Every time, also while still inside') },
        ]}
      />
      {reentry.rule === 'cooldown' && (
        <>
          <DurationInput
            label={t('Pause')}
            value={reentry.cooldown ?? 'P1D'}
            onChange={(cooldown) => setReentry({ ...reentry, cooldown })}
          />
          <NativeSelect
            label={t('Counted from')}
            value={reentry.since ?? 'entry'}
            onChange={(event) =>
              setReentry({ ...reentry, since: event.currentTarget.value as 'entry' | 'exit' })
            }
            data={[
              { value: 'entry', label: t('the last entry') },
              { value: 'exit', label: t('the last exit') },
            ]}
          />
        </>
      )}
      <TextInput
        label={t('Count per')}
        description={t(
          'Optional: a path such as event.properties.order_id, so that the rule counts for each order',
        )}
        value={reentry.key ?? ''}
        onChange={(event) => {
          const key = event.currentTarget.value;
          const { key: _before, ...rest } = reentry;
          setReentry(key ? { ...rest, key } : rest);
        }}
      />
    </>
  );
}

function withRule(before: Reentry, rule: Reentry['rule']): Reentry {
  const key = before.key ? { key: before.key } : {};
  return rule === 'cooldown'
    ? { rule, cooldown: before.cooldown ?? 'P1D', since: before.since ?? 'entry', ...key }
    : { rule, ...key };
}
