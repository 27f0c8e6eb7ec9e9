import { Anchor, Group, Text, Title } from '@mantine/core';
import { Link, type LinkProps } from '@tanstack/react-router';
import { ChevronLeft } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** Shown instead of the title, for a heading that carries more than text; `title` still names the document. */
  heading?: ReactNode;
  subtitle?: ReactNode;
  badges?: ReactNode;
  actions?: ReactNode;
  back?: { to: LinkProps['to']; label: string };
  width?: 'narrow' | 'wide' | 'full';
  children: ReactNode;
}

/** Frame of every page: one h1, which takes the focus when the page opens, so that a screen reader hears where it is. */
export function Page({
  title,
  heading,
  subtitle,
  badges,
  actions,
  back,
  width = 'wide',
  children,
}: PageProps) {
  const headingRef = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Rapport`;
  }, [title]);
  useEffect(() => {
    headingRef.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div className={classes.page} data-width={width}>
      <header className={classes.header}>
        <div className={classes.titles}>
          {back && (
            <Anchor component={Link} to={back.to} className={classes.back} size="sm">
              <ChevronLeft size={14} aria-hidden /> {back.label}
            </Anchor>
          )}
          <Group gap="sm" align="center" className={classes.titleRow}>
            <Title order={1} ref={headingRef} tabIndex={-1} className={classes.title}>
              {heading ?? title}
            </Title>
            {badges}
          </Group>
          {subtitle && (
            <Text component="div" c="dimmed" size="sm" className={classes.subtitle}>
              {subtitle}
            </Text>
          )}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}
