import { Button, Group, Stack, TagsInput, Text } from '@mantine/core';
import type { SourceKind } from '../api/types';
import { t } from '../intl/text';

/** What is safe to match on where everybody can read the write key. */
const safeForPublicKeys = ['user_id', 'anonymous_id'];
const suggestions = ['user_id', 'anonymous_id', 'email', 'phone'];

/** Which identifiers of a source's events may say who somebody is. */
export function MatchOnInput({
  kind,
  value,
  onChange,
  error,
}: {
  kind: SourceKind;
  value: string[];
  onChange: (types: string[]) => void;
  error?: string | undefined;
}) {
  const isPublic = kind === 'browser' || kind === 'mobile';
  const isSafe = value.length > 0 && value.every((type) => safeForPublicKeys.includes(type));
  return (
    <Stack gap={6}>
      <TagsInput
        label={t('Match people on')}
        description={t(
          'Types of identifiers that may link events of this source to a person. Others stay in the event and link nobody. Empty: every type.',
        )}
        data={suggestions}
        value={value}
        error={error}
        onChange={onChange}
        {...(value.length === 0 && { placeholder: t('Every type') })}
      />
      {isPublic && !isSafe && (
        <Group gap="xs" align="center">
          <Text size="sm" c="dimmed">
            {t(
              'The write key of a browser or an app is public: whoever knows an email could write to that person. Match on user_id and anonymous_id only.',
            )}
          </Text>
          <Button size="compact-sm" variant="default" onClick={() => onChange(safeForPublicKeys)}>
            {t('Match on these two')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
