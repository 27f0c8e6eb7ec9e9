import type { AttributeType } from '@rapport/contracts';
import { ActionIcon, Button, Fieldset, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import type { ObjectType } from '../api/relation-queries';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';

type Attributes = ObjectType['attributes'];

interface AttributeRowsProps {
  attributes: Attributes;
  fault: string | undefined;
  hint: string | undefined;
  onChange: (attributes: Attributes) => void;
}

const typeLabels: Record<AttributeType, string> = {
  string: t('Text'),
  number: t('Number'),
  boolean: t('Yes or no'),
  date: t('Date or time'),
};
const typeChoices = Object.entries(typeLabels).map(([value, label]) => ({ value, label }));

/** Which attributes the objects of a type have. */
export function AttributeRows({ attributes, fault, hint, onChange }: AttributeRowsProps) {
  const set = (index: number, change: Partial<Attributes[number]>) =>
    onChange(attributes.map((one, n) => (n === index ? { ...one, ...change } : one)));
  return (
    <Fieldset legend={t('Attributes')}>
      <Stack gap="xs">
        {fault && <FaultAlert message={fault} />}
        {attributes.map((attribute, index) => (
          <Group key={index} gap="xs" wrap="nowrap">
            <TextInput
              aria-label={t('Name of attribute {n}', { n: index + 1 })}
              placeholder={t('status')}
              flex={1}
              value={attribute.name}
              onChange={(event) => set(index, { name: event.currentTarget.value })}
            />
            <NativeSelect
              aria-label={t('Type of attribute {n}', { n: index + 1 })}
              value={attribute.type}
              data={typeChoices}
              onChange={(event) => set(index, { type: event.currentTarget.value as AttributeType })}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              size={30}
              aria-label={t('Remove attribute {n}', { n: index + 1 })}
              onClick={() => onChange(attributes.toSpliced(index, 1))}
            >
              <Trash2 size={15} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<Plus size={14} aria-hidden />}
            onClick={() => onChange([...attributes, { name: '', type: 'string' }])}
          >
            {t('Attribute')}
          </Button>
        </Group>
        {hint && (
          <Text size="sm" c="dimmed">
            {hint}
          </Text>
        )}
      </Stack>
    </Fieldset>
  );
}
