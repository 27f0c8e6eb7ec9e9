import { Button } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useEffect, useState } from 'react';
import { t } from '../intl/text';

/** Says "Copied" in place; where the clipboard is closed to us (plain http on another host) it says so. */
export function CopyText({ text, label, subject }: { text: string; label: string; subject?: string }) {
  const [state, setState] = useState<'idle' | 'copied' | 'refused'>('idle');
  useEffect(() => {
    if (state === 'idle') return undefined;
    const timer = setTimeout(() => setState('idle'), 2500);
    return () => clearTimeout(timer);
  }, [state]);
  const copy = () => {
    writeClipboard(text).then(
      () => setState('copied'),
      () => setState('refused'),
    );
  };
  const words = { idle: label, copied: t('Copied'), refused: t('Select it and press Ctrl C') }[state];
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={state === 'copied' ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />}
      onClick={copy}
    >
      <span aria-live="polite">{words}</span>
      {subject && <span className="visually-hidden"> {subject}</span>}
    </Button>
  );
}

async function writeClipboard(text: string): Promise<void> {
  if (!window.isSecureContext) throw new Error('the clipboard needs https or localhost');
  await navigator.clipboard.writeText(text);
}
