import { NumberInput, Stack, TagsInput } from '@mantine/core';
import type { IdentitySettings } from '../api/identity-types';
import { t } from '../intl/text';
import { Panel } from '../ui/panel';

interface SharedPanelProps {
  settings: IdentitySettings;
  faultOf: (field: string) => string | undefined;
  onChange: (change: Partial<IdentitySettings>) => void;
}

/** Identifiers that stand for no one person: those that many share, and those that mean nothing. */
export function SharedPanel({ settings, faultOf, onChange }: SharedPanelProps) {
  return (
    <Panel
      title={t('What identifies nobody')}
      hint={t('A kiosk, a call centre, a value that every form sends: linking them would make one of many.')}
    >
      <Stack gap="md">
        <NumberInput
          label={t('Hub threshold')}
          description={t(
            'Once so many user ids have been linked to one identifier, it links nobody any more and becomes a profile of its own.',
          )}
          maw={420}
          min={2}
          max={1000}
          allowDecimal={false}
          allowNegative={false}
          value={settings.hubThreshold}
          error={faultOf('hubThreshold')}
          onChange={(value) => onChange({ hubThreshold: Number(value) })}
        />
        <TagsInput
          label={t('Blocked values')}
          description={t(
            'Besides those that never link anyone: null, undefined, anonymous, none, guest, unknown, true, false, -1, zeroes and the like.',
          )}
          placeholder={settings.blockedValues.length === 0 ? 'test@acme.test' : ''}
          value={settings.blockedValues}
          error={faultOf('blockedValues')}
          onChange={(blockedValues) => onChange({ blockedValues })}
        />
      </Stack>
    </Panel>
  );
}
