import type { JsonValue } from '@rapport/contracts';
import { Button, Code, Group, Text } from '@mantine/core';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import type { PeopleGroup } from '../api/relation-queries';
import { t } from '../intl/text';
import { sayValue } from '../people/say-value';
import { Facts } from '../ui/facts';
import { Panel } from '../ui/panel';

const GroupTraitModal = lazy(() => import('./group-trait-modal'));

/** What is known of the group; each trait can be changed, and the next group call may change it again. */
export function GroupTraits({ group, pageRef }: { group: PeopleGroup; pageRef: string }) {
  /** The trait that is being changed; null for a new one. */
  const [editing, setEditing] = useState<string | null | undefined>(undefined);
  const names = Object.keys(group.traits).sort();
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
          {t('None yet. A group call brings them, or you set one.')}
        </Text>
      ) : (
        <Facts
          items={names.map((name) => [
            name,
            <Group key={name} justify="space-between" gap="xs">
              <Value value={group.traits[name]} />
              <Button size="compact-xs" variant="subtle" onClick={() => setEditing(name)}>
                {t('Change')}
                <span className="visually-hidden"> {name}</span>
              </Button>
            </Group>,
          ])}
        />
      )}
      {editing !== undefined && (
        <Suspense fallback={null}>
          <GroupTraitModal
            group={group}
            pageRef={pageRef}
            trait={editing}
            onClose={() => setEditing(undefined)}
          />
        </Suspense>
      )}
    </Panel>
  );
}

function Value({ value }: { value: JsonValue | undefined }) {
  return typeof value === 'string' ? <span>{sayValue(value)}</span> : <Code>{sayValue(value)}</Code>;
}
