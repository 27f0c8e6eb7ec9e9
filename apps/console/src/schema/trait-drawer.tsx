import { Text } from '@mantine/core';
import type { SeenTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { FieldDrawer } from './field-drawer';
import { TraitNotes } from './trait-notes';
import { strayTypes } from './trait-types';

export function TraitDrawer({ trait, onClose }: { trait: SeenTrait | null; onClose: () => void }) {
  return (
    <FieldDrawer
      field={trait}
      uses={{ trait: trait?.name }}
      share={{ label: t('Share of identifies'), value: trait?.share ?? 0 }}
      onClose={onClose}
    >
      {trait && (
        <>
          <Reserved trait={trait} />
          <TraitNotes key={`${trait.name} ${trait.piiClass} ${trait.description}`} trait={trait} />
        </>
      )}
    </FieldDrawer>
  );
}

function Reserved({ trait }: { trait: SeenTrait }) {
  if (!trait.reserved) return null;
  const values = {
    documented: trait.reserved.types.join(t(' or ')),
    stray: strayTypes(trait).join(t(' and ')),
  };
  return (
    <Text size="sm" c="dimmed">
      {values.stray
        ? t(
            'A reserved name, which every tool knows as {documented}. Here it came as {stray}: tools that it is passed on to may not understand that.',
            values,
          )
        : t('A reserved name, which every tool knows as {documented}.', values)}
    </Text>
  );
}
