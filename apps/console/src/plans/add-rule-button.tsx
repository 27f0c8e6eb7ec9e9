import type { JsonObject } from '@rapport/contracts';
import { Button } from '@mantine/core';
import { ClipboardPlus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '../intl/text';

const RuleFromEventModal = lazy(() => import('./rule-from-event-modal'));

interface AddRuleButtonProps {
  type: string;
  event: string | null;
  label: string;
  example?: JsonObject;
}

export function AddRuleButton({ type, event, label, example }: AddRuleButtonProps) {
  const [asking, setAsking] = useState(false);
  if (type === 'alias' || (type === 'track' && !event)) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<ClipboardPlus size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {label}
      </Button>
      {asking && (
        <Suspense fallback={<span role="status">{t('Loading…')}</span>}>
          <RuleFromEventModal
            type={type}
            event={event}
            {...(example ? { example } : {})}
            onClose={() => setAsking(false)}
          />
        </Suspense>
      )}
    </>
  );
}
