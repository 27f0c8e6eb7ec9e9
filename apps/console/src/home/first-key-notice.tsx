import { ActionIcon, Text } from '@mantine/core';
import { KeyRound, X } from 'lucide-react';
import { useState } from 'react';
import { t } from '../intl/text';
import { firstKey, forgetFirstKey } from '../session/first-key';
import { CopyText } from '../ui/copy-text';
import classes from './first-key-notice.module.css';

export function FirstKeyNotice() {
  const [secret, setSecret] = useState(firstKey);
  if (!secret) return null;
  const dismiss = () => {
    forgetFirstKey();
    setSecret(null);
  };
  return (
    <section className={classes.notice} aria-label={t('Your first API key')}>
      <KeyRound size={18} aria-hidden />
      <div className={classes.words}>
        <Text fw={600} size="sm">
          {t('Your first API key, shown this once')}
        </Text>
        <code className={classes.key}>{secret}</code>
      </div>
      <CopyText text={secret} label={t('Copy')} subject={t('the API key')} />
      <ActionIcon variant="subtle" color="gray" aria-label={t('Hide the API key for good')} onClick={dismiss}>
        <X size={16} aria-hidden />
      </ActionIcon>
    </section>
  );
}
