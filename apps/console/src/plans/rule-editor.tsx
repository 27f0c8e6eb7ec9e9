import type { JsonObject, PlanRule } from '@rapport/contracts';
import { Button, Group, NumberInput, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';
import { Loading } from '../ui/states';
import { readTable, writeTable } from './domain/property-table';
import { PropertyTableEditor } from './property-table-editor';
import { sayRule } from './say-plan';

const SchemaEditor = lazy(() => import('./schema-editor'));

interface RuleEditorProps {
  rule: PlanRule;
  onChange: (rule: PlanRule) => void;
  onRemove: () => void;
}

/** One rule: a table for the common cases, and the JSON Schema itself for all others. Both show the same rule. */
export function RuleEditor({ rule, onChange, onRemove }: RuleEditorProps) {
  const [view, setView] = useState<'table' | 'schema'>(rule.type === 'common' ? 'schema' : 'table');
  const change = (schema: JsonObject) => onChange({ ...rule, schema });
  return (
    <Panel
      title={sayRule(rule)}
      hint={hintOf(rule)}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Trash2 size={14} aria-hidden />}
          onClick={onRemove}
        >
          {t('Remove rule')}
        </Button>
      }
    >
      <Stack gap="md">
        <Group gap="md" align="flex-end">
          {rule.type === 'track' && (
            <TextInput
              label={t('Event name')}
              required
              value={rule.event ?? ''}
              onChange={(event) => onChange({ ...rule, event: event.currentTarget.value })}
            />
          )}
          {rule.type !== 'common' && (
            <NumberInput
              label={t('Version')}
              min={1}
              allowDecimal={false}
              w={110}
              value={rule.version}
              onChange={(version) => onChange({ ...rule, version: Number(version) || 1 })}
            />
          )}
          <SegmentedControl
            aria-label={t('Show the rule as')}
            value={view}
            onChange={setView}
            data={[
              {
                value: 'table',
                label: rule.type === 'identify' || rule.type === 'group' ? t('Traits') : t('Properties'),
              },
              { value: 'schema', label: 'JSON Schema' },
            ]}
          />
        </Group>
        {view === 'table' ? (
          <PropertyTableEditor
            table={readTable(rule.schema)}
            onChange={(table) => change(writeTable(table))}
          />
        ) : (
          <Suspense fallback={<Loading label={t('Loading the editor…')} />}>
            <SchemaEditor schema={rule.schema} onChange={change} />
          </Suspense>
        )}
      </Stack>
    </Panel>
  );
}

function hintOf({ type }: PlanRule): string {
  if (type === 'common') return t('Describes the whole payload of every event, context included.');
  return type === 'identify' || type === 'group'
    ? t('Describes the traits. SDKs send only changed traits at times: better require none.')
    : t('Describes the properties of the event.');
}
