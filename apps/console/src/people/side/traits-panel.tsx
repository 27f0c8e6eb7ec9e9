import type { JsonValue } from '@rapport/contracts';
import { Button, Loader, Text } from '@mantine/core';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { Person, TraitDetail } from '../../api/person-types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { SourceName } from '../../ui/known-names';
import { Panel } from '../../ui/panel';
import { useOpenEvent } from '../event/open-event';
import { sayValue } from '../say-value';
import { Disclosure } from './disclosure';
import classes from './side.module.css';
import type { PendingTrait } from './pending-traits';

const TraitModal = lazy(() => import('./trait-modal'));

interface TraitsPanelProps {
  person: Person;
  pending: readonly PendingTrait[];
  onAsked: (change: PendingTrait) => void;
}

/** What is true of the person, and which event says so. */
export function TraitsPanel({ person, pending, onAsked }: TraitsPanelProps) {
  /** The trait that is being changed; null for a new one. */
  const [editing, setEditing] = useState<string | null | undefined>(undefined);
  const waiting = new Map(pending.map((change) => [change.trait, change]));
  const names = [...new Set([...Object.keys(person.traits), ...waiting.keys()])].sort();
  return (
    <Panel
      title={t('Traits')}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          onClick={() => setEditing(null)}
        >
          {t('Set a trait')}
        </Button>
      }
    >
      {names.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('None yet. An identify call brings them, or you set one.')}
        </Text>
      ) : (
        <ul className={classes.list}>
          {names.map((name) => {
            const change = waiting.get(name);
            if (change) return <Pending key={name} change={change} />;
            return (
              <Disclosure key={name} summary={<Summary name={name} value={person.traits[name] ?? null} />}>
                <Why person={person} trait={name} onChange={() => setEditing(name)} />
              </Disclosure>
            );
          })}
        </ul>
      )}
      {editing !== undefined && (
        <Suspense fallback={null}>
          <TraitModal
            person={person}
            trait={editing}
            onAsked={onAsked}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </Panel>
  );
}

function Summary({ name, value }: { name: string; value: JsonValue }) {
  return (
    <>
      <span className={classes.name}>{name}</span>
      <span className={`${classes.value} ${typeof value === 'string' ? '' : classes.code}`}>
        {sayValue(value)}
      </span>
    </>
  );
}

/** The change was accepted like any event; the profile shows it once it was applied. */
function Pending({ change }: { change: PendingTrait }) {
  return (
    <li className={`${classes.entry} ${classes.pending}`}>
      <span className={classes.name}>{change.trait}</span>
      <Loader size={14} aria-hidden />
      <span role="status">
        {change.value === undefined
          ? t('Being removed…')
          : t('{value}: being applied…', { value: sayValue(change.value) })}
      </span>
    </li>
  );
}

interface WhyProps {
  person: Person;
  trait: string;
  onChange: () => void;
}

function Why({ person, trait, onChange }: WhyProps) {
  const openEvent = useOpenEvent();
  const value = person.traits[trait];
  const detail = person.traitDetails[trait];
  return (
    <>
      {typeof value === 'object' && value !== null && (
        <pre className={classes.whole}>{JSON.stringify(value, null, 2)}</pre>
      )}
      {detail ? (
        <p>
          {t('True since')} <At value={detail.timestamp} personZone={person.timeZone} />
          {t(', from')} <SourceName id={detail.sourceId} />
          {isLate(detail) && (
            <>
              {t('; received')} <At value={detail.receivedAt} personZone={person.timeZone} />
            </>
          )}
        </p>
      ) : (
        <p>{t('Which event said so is not known.')}</p>
      )}
      <div className={classes.actions}>
        {detail && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => openEvent({ person: person.id, ...detail, at: detail.timestamp })}
          >
            {t('Open the event')}
            <span className="visually-hidden"> {t('that set {trait}', { trait })}</span>
          </Button>
        )}
        <Button size="compact-sm" variant="default" onClick={onChange}>
          {t('Change')}
          <span className="visually-hidden"> {trait}</span>
        </Button>
      </div>
    </>
  );
}

const lateMs = 60_000;

function isLate({ timestamp, receivedAt }: TraitDetail): boolean {
  return Date.parse(receivedAt) - Date.parse(timestamp) > lateMs;
}
