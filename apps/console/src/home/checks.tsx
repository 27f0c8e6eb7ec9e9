import { Anchor, Button, Progress } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Check, Circle, X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SetupCheck } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { Panel } from '../ui/panel';
import classes from './checks.module.css';

const titles: Record<string, { title: string; open: string }> = {
  services: { title: t('Services answer'), open: t('Not all services answer') },
  first_event: { title: t('First event received'), open: t('Nothing has arrived yet') },
  sending_way: { title: t('A way to send'), open: t('No way to send yet') },
  first_message: { title: t('First message delivered'), open: t('Takes about a minute, below') },
};

export function Checks({ checks, onSendTest }: { checks: SetupCheck[]; onSendTest: () => void }) {
  const done = checks.filter((check) => check.ok).length;
  const action: Record<string, ReactNode> = {
    first_event: (
      <Button variant="light" size="compact-md" onClick={onSendTest}>
        {t('Send a test event')}
      </Button>
    ),
  };
  return (
    <Panel
      title={t('Get to your first message')}
      aside={
        <span className={classes.count}>{t('{done} of {all} observed', { done, all: checks.length })}</span>
      }
    >
      <Progress
        value={(100 * done) / Math.max(1, checks.length)}
        size={6}
        radius="xl"
        aria-label={t('Set-up checks observed')}
      />
      <ol className={classes.list}>
        {checks.map((check) => (
          <CheckRow key={check.id} check={check} action={action[check.id]} />
        ))}
      </ol>
    </Panel>
  );
}

function CheckRow({ check, action }: { check: SetupCheck; action: ReactNode }) {
  const words = titles[check.id] ?? { title: check.id, open: '' };
  const Icon = check.ok === true ? Check : check.ok === false ? X : Circle;
  const state = check.ok === true ? t('observed') : check.ok === false ? t('failing') : t('not observed yet');
  return (
    <li className={classes.row}>
      <span className={classes.mark} data-ok={String(check.ok)}>
        <Icon size={check.ok === null ? 11 : 14} aria-hidden strokeWidth={3} />
        <span className="visually-hidden">{state}</span>
      </span>
      <span className={classes.words}>
        <span className={classes.title}>{words.title}</span>
        <span className={classes.proof}>
          {(check.proof ?? words.open).replace(/\.$/, '')}
          {check.at && check.ok && (
            <>
              {' · '}
              <At value={check.at} ago />
            </>
          )}
          {check.ok && <ProofLink link={check.link} />}
        </span>
      </span>
      {check.ok !== true && action}
    </li>
  );
}

/** The server names a page of this console; an address of the API would only show JSON, so it is left out. */
function ProofLink({ link }: { link: string | null }) {
  if (!link?.startsWith('/') || link.startsWith('/api/')) return null;
  return (
    <>
      {' · '}
      <Anchor component={Link} to={link} size="sm" underline="always">
        {t('see it')}
      </Anchor>
    </>
  );
}
