import { NumberInput, Radio, Stack } from '@mantine/core';
import type { AliasMode, IdentitySettings } from '../api/identity-types';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';

const modes: { value: AliasMode; label: string; does: string }[] = [
  {
    value: 'link_anonymous',
    label: t('Link the visitor'),
    does: t('The previous id is taken as an anonymous id and linked like any other, within the limits.'),
  },
  {
    value: 'merge_users',
    label: t('Join user ids, too'),
    does: t(
      'The previous id may be a user id as well: both accounts become one person. Choose it only if your app calls alias for nothing else.',
    ),
  },
  {
    value: 'ignore',
    label: t('Ignore it'),
    does: t('An alias call stays in the log and changes nothing about who is who.'),
  },
];

interface AliasPanelProps {
  settings: IdentitySettings;
  faultOf: (field: string) => string | undefined;
  onChange: (change: Partial<IdentitySettings>) => void;
}

/** What a call that says "this was somebody else before" may do. */
export function AliasPanel({ settings, faultOf, onChange }: AliasPanelProps) {
  return (
    <Panel title={t('Alias')} hint={t('A call that says: whoever was called that is now called this.')}>
      <Stack gap="md">
        <Radio.Group
          label={t('An alias call')}
          value={settings.aliasMode}
          error={faultOf('aliasMode')}
          onChange={(mode) => onChange({ aliasMode: mode })}
        >
          <Stack gap="xs" mt={6}>
            {modes.map(({ value, label, does }) => (
              <Radio key={value} value={value} label={label} description={does} />
            ))}
          </Stack>
        </Radio.Group>
        <NumberInput
          label={t('Largest alias class')}
          description={t('Most user ids that aliases, and people who merge by hand, may join in one person.')}
          maw={320}
          min={1}
          max={50}
          allowDecimal={false}
          allowNegative={false}
          value={settings.largestAliasClass}
          error={faultOf('largestAliasClass')}
          onChange={(value) => onChange({ largestAliasClass: Number(value) })}
        />
      </Stack>
    </Panel>
  );
}
