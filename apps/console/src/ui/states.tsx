import { Alert, Button, Loader, Text, Title } from '@mantine/core';
import { CircleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { sayProblem } from '../api/problem';
import { t } from '../intl/text';
import classes from './states.module.css';

export function Loading({ label }: { label?: string }) {
  return (
    <div className={classes.center} role="status">
      <Loader size="sm" aria-hidden />
      <Text size="sm" c="dimmed">
        {label ?? t('Loading…')}
      </Text>
    </div>
  );
}

export function Failure({ error, retry }: { error: unknown; retry?: () => void }) {
  return (
    <div className={classes.pad}>
      <FaultAlert message={sayProblem(error)} />
      {retry && (
        <Button variant="default" mt="sm" onClick={retry}>
          {t('Try again')}
        </Button>
      )}
    </div>
  );
}

export function FaultAlert({ message, title }: { message: ReactNode; title?: string }) {
  return (
    <Alert
      role="alert"
      variant="default"
      icon={<CircleAlert size={18} aria-hidden />}
      className={classes.fault ?? ''}
      title={title}
      styles={{ icon: { color: 'var(--app-bad)' }, message: { color: 'var(--mantine-color-text)' } }}
    >
      {message}
    </Alert>
  );
}

interface EmptyProps {
  icon: LucideIcon;
  title: string;
  children: ReactNode;
  action?: ReactNode;
}

/** What is missing and what to do next; never a bare "No data". */
export function Empty({ icon: Icon, title, children, action }: EmptyProps) {
  return (
    <div className={classes.empty}>
      <span className={classes.emptyIcon}>
        <Icon size={22} aria-hidden />
      </span>
      <Title order={2} className={classes.emptyTitle}>
        {title}
      </Title>
      <Text size="sm" c="dimmed" component="div" maw={460}>
        {children}
      </Text>
      {action && <div className={classes.emptyAction}>{action}</div>}
    </div>
  );
}
