import { Drawer, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { SeenField } from '../api/schema-types';
import type { Query } from '../api/request';
import { formatShare } from '../intl/percent';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { CodeBlock } from '../ui/code-block';
import { Facts } from '../ui/facts';
import { sayExample, sayTypes } from './say-types';
import { UsedBy } from './used-by';

interface FieldDrawerProps {
  field: SeenField | null;
  /** How `/field-uses` names it. */
  uses: Query;
  share: { label: string; value: number };
  onClose: () => void;
  children?: ReactNode;
}

export function FieldDrawer({ field, uses, share, onClose, children }: FieldDrawerProps) {
  return (
    <Drawer
      opened={field !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={field?.name ?? ''}
      closeButtonProps={{ 'aria-label': t('Close') }}
    >
      {field && (
        <Stack gap="lg">
          {children}
          <Facts
            items={[
              [t('Types'), sayTypes(field)],
              [share.label, formatShare(share.value)],
              [t('Events in 30 days'), formatNumber(field.count30d)],
              [t('First seen'), <At key="f" value={field.firstSeenAt} />],
              [t('Last seen'), <At key="l" value={field.lastSeenAt} ago />],
            ]}
          />
          <div>
            <Text fw={600} size="sm" mb={6}>
              {t('Examples')}
            </Text>
            <CodeBlock
              code={field.examples.map(sayExample).join('\n') || t('None kept: values may be secret.')}
              label={t('Examples')}
              copy={false}
            />
          </div>
          <div>
            <Text fw={600} size="sm" mb={6}>
              {t('Used by')}
            </Text>
            <UsedBy field={uses} />
          </div>
        </Stack>
      )}
    </Drawer>
  );
}
