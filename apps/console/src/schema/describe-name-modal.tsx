import { Modal, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { RegisteredTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { TraitNotes } from './trait-notes';

interface DescribeNameModalProps {
  /** Null: a name that nobody has described. */
  described: RegisteredTrait | null;
  onClose: () => void;
}

export function DescribeNameModal({ described, onClose }: DescribeNameModalProps) {
  const [name, setName] = useState(described?.name ?? '');
  const trait = described ?? { name: name.trim(), piiClass: 'none' as const, description: null };
  return (
    <Modal
      opened
      onClose={onClose}
      title={described?.name ?? t('Describe a name')}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      <Stack gap="md">
        {!described && (
          <TextInput
            label={t('Name')}
            description={t('A type of identifiers such as user_id, or a trait as it will be sent')}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <TraitNotes trait={trait} onDone={onClose} isNamed={trait.name !== ''} />
      </Stack>
    </Modal>
  );
}
