import type { JourneyDraft } from '@rapport/contracts';
import { Autocomplete, NativeSelect, SimpleGrid, Stack, Text, UnstyledButton } from '@mantine/core';
import { ChevronDown, Zap } from 'lucide-react';
import { ConditionEditor } from '../conditions/condition-editor';
import { sayCondition } from '../conditions/say-condition';
import { t } from '../intl/text';
import { useJourneyEditing } from './editor-context';
import { EntryRules } from './entry-rules';
import classes from './steps.module.css';
import { TraitTrigger } from './trait-trigger';

export type Trigger = NonNullable<JourneyDraft['trigger']>;
type EventTrigger = Extract<Trigger, { kind: 'event' }>;

interface TriggerCardProps {
  draft: JourneyDraft;
  onChange: (draft: JourneyDraft) => void;
}

/** The head of the list: what starts a run, for whom, and how often. */
export function TriggerCard({ draft, onChange }: TriggerCardProps) {
  const { open, setOpen, problems } = useJourneyEditing();
  const isOpen = open === triggerKey;
  const setTrigger = (trigger: Trigger) => onChange({ ...draft, trigger });
  const trigger = draft.trigger ?? { kind: 'event', event: '' };
  const own = problems.filter(
    (problem) => !problem.step && /^(?:draft\.)?(?:trigger|entry)/.test(problem.field),
  );
  return (
    <div className={classes.card} data-open={isOpen ? 'true' : undefined} data-step={triggerKey}>
      <div className={classes.head}>
        <UnstyledButton
          className={classes.toggle}
          aria-expanded={isOpen}
          onClick={() => setOpen(isOpen ? null : triggerKey)}
        >
          <span className={classes.icon} data-kind="trigger">
            <Zap size={17} aria-hidden />
          </span>
          <span className={classes.words}>
            <span className={classes.title}>{sayTrigger(draft.trigger)}</span>
            <span className={classes.says}>{sayEntry(draft)}</span>
          </span>
          <ChevronDown size={16} aria-hidden className={classes.chevron} />
        </UnstyledButton>
      </div>
      {isOpen && (
        <div className={classes.form}>
          {own.map((problem, at) => (
            <p key={at} className={classes.problem} data-severity={problem.severity}>
              {problem.message}
            </p>
          ))}
          <Stack gap="md">
            <NativeSelect
              label={t('Starts when')}
              value={trigger.kind}
              onChange={(event) =>
                setTrigger(
                  event.currentTarget.value === 'event'
                    ? { kind: 'event', event: '' }
                    : { kind: 'trait_changed', trait: '' },
                )
              }
              data={[
                { value: 'event', label: t('an event arrives') },
                { value: 'trait_changed', label: t('a trait of the person changes') },
              ]}
            />
            {trigger.kind === 'event' ? (
              <EventTriggerForm trigger={trigger} onChange={setTrigger} />
            ) : (
              <TraitTrigger trigger={trigger} onChange={setTrigger} />
            )}
            <EntryRules draft={draft} onChange={onChange} />
          </Stack>
        </div>
      )}
    </div>
  );
}

export const triggerKey = '(trigger)';

function EventTriggerForm({
  trigger,
  onChange,
}: {
  trigger: EventTrigger;
  onChange: (trigger: EventTrigger) => void;
}) {
  const { names, properties } = useJourneyEditing();
  const type = trigger.type ?? 'track';
  const rename = (event: string) => {
    const { event: _before, ...rest } = trigger;
    onChange(event === '' && type !== 'track' ? rest : { ...rest, event });
  };
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm">
        <Autocomplete
          label={type === 'page' || type === 'screen' ? t('Name of the page or screen') : t('Event')}
          placeholder="Signed Up"
          value={trigger.event ?? ''}
          data={type === 'track' ? names.events : []}
          onChange={rename}
        />
        <NativeSelect
          label={t('Type')}
          value={type}
          onChange={(event) => {
            const next = event.currentTarget.value as NonNullable<EventTrigger['type']>;
            const { type: _before, ...rest } = trigger;
            onChange(next === 'track' ? rest : { ...rest, type: next });
          }}
          data={['track', 'page', 'screen', 'identify', 'group']}
        />
      </SimpleGrid>
      <div>
        <Text size="sm" fw={500} mb={6}>
          {t('Only if the event fits')}
        </Text>
        <ConditionEditor
          label={t('Only if the event fits')}
          place="where"
          names={names}
          properties={properties}
          value={trigger.where}
          onChange={(where) => {
            const { where: _before, ...rest } = trigger;
            onChange(where ? { ...rest, where } : rest);
          }}
        />
      </div>
    </>
  );
}

export function sayTrigger(trigger: Trigger | undefined): string {
  if (!trigger) return t('Choose what starts it');
  if (trigger.kind === 'trait_changed')
    return trigger.trait ? t('When {trait} changes', { trait: trigger.trait }) : t('When a trait changes');
  const name = trigger.event || (trigger.type && trigger.type !== 'track' ? trigger.type : '…');
  return t('When “{name}” arrives', { name });
}

function sayEntry(draft: JourneyDraft): string {
  const rules: Record<string, string> = {
    once: t('once per person'),
    after_exit: t('again after they left'),
    cooldown: t('again after a pause'),
    parallel: t('every time'),
  };
  const parts = [rules[draft.entry?.reentry?.rule ?? 'once'] ?? ''];
  if (draft.trigger?.kind === 'event' && draft.trigger.where)
    parts.push(t('if {what}', { what: sayCondition(draft.trigger.where) }));
  if (draft.entry?.filter)
    parts.push(t('for people where {what}', { what: sayCondition(draft.entry.filter) }));
  return parts.join(' · ');
}
