import { Text, Title } from '@mantine/core';
import { useEffect, type ReactNode } from 'react';
import { Logo } from '../shell/logo';
import classes from './entry-frame.module.css';

/** The page outside of the shell: set-up and log-in. */
export function EntryFrame({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  useEffect(() => {
    document.title = `${title} · Rapport`;
  }, [title]);
  return (
    <main className={classes.frame}>
      <div className={classes.box}>
        <div className={classes.brand}>
          <Logo size={34} />
          <span>Rapport</span>
        </div>
        <div className={classes.card}>
          <Title order={1}>{title}</Title>
          {lead && (
            <Text c="dimmed" size="sm" mt={4}>
              {lead}
            </Text>
          )}
          <div className={classes.content}>{children}</div>
        </div>
      </div>
    </main>
  );
}
