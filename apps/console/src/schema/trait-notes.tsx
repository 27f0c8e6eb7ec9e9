import { Button, Group, Radio, Stack, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { faultsByField } from '../api/problem';
import type { PiiClass } from '../api/schema-types';
import { t } from '../intl/text';
import { FaultAlert } from '../ui/states';
import { piiClasses } from './pii-classes';
import { useDescribeTrait } from './use-describe-trait';

interface TraitNotesProps {
  trait: { name: string; piiClass: PiiClass; description: string | null };
  onDone?: () => void;
  /** False: there is no name yet to say it of. */
  isNamed?: boolean;
}

/** What people say of a trait: whose eyes its values are for, and what it means. */
export function TraitNotes({ trait, onDone, isNamed = true }: TraitNotesProps) {
  const [piiClass, setPiiClass] = useState(trait.piiClass);
  const [description, setDescription] = useState(trait.description ?? '');
  const describe = useDescribeTrait(onDone);
  const faults = describe.error ? faultsByField(describe.error, ['piiClass', 'description']) : null;
  const said = description.trim() || null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    describe.mutate({ name: trait.name, piiClass, description: said });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        {faults?.rest && <FaultAlert message={faults.rest} />}
        <Radio.Group
          label={t('Who may see its values')}
          value={piiClass}
          error={faults?.byField['piiClass']}
          onChange={(value) => setPiiClass(value)}
        >
          <Stack gap="xs" mt={6}>
            {piiClasses.map(({ value, label, does }) => (
              <Radio key={value} value={value} label={label} description={does} />
            ))}
          </Stack>
        </Radio.Group>
        <Textarea
          label={t('What it means')}
          placeholder={t('What they pay for: free, pro or enterprise')}
          autosize
          minRows={2}
          maxRows={6}
          maxLength={500}
          value={description}
          error={faults?.byField['description']}
          onChange={(event) => setDescription(event.currentTarget.value)}
        />
        <Group justify="flex-end">
          <Button
            type="submit"
            loading={describe.isPending}
            disabled={!isNamed || (piiClass === trait.piiClass && said === trait.description)}
          >
            {t('Save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
