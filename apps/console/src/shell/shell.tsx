import {
  ActionIcon,
  AppShell,
  Burger,
  Group,
  useComputedColorScheme,
  useMantineColorScheme,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Link, useRouterState } from '@tanstack/react-router';
import { Moon, Sun } from 'lucide-react';
import { lazy, Suspense, useEffect, type ReactNode } from 'react';
import { t } from '../intl/text';
import { useSigned } from '../session/session-context';
import { SearchButton } from './search-button';
import { Logo } from './logo';
import { MainMenu } from './main-menu';
import classes from './shell.module.css';

const MemberMenu = lazy(() => import('./member-menu'));

export function Shell({ children }: { children: ReactNode }) {
  const [menuOpen, menu] = useDisclosure(false);
  const path = useRouterState({ select: (state) => state.location.pathname });
  const closeMenu = menu.close;
  useEffect(closeMenu, [path, closeMenu]);
  return (
    <AppShell
      header={{ height: 56 }}
      navbar={{ width: 232, breakpoint: 'sm', collapsed: { mobile: !menuOpen } }}
      classNames={{ header: classes.header ?? '', navbar: classes.navbar ?? '', main: classes.main ?? '' }}
    >
      <a className="skip-link" href="#main">
        {t('Skip to the content')}
      </a>
      <AppShell.Header>
        <div className={classes.bar}>
          <Group gap="sm" wrap="nowrap" className={classes.brand}>
            <Burger
              hiddenFrom="sm"
              size="sm"
              opened={menuOpen}
              onClick={menu.toggle}
              aria-label={menuOpen ? t('Close the menu') : t('Open the menu')}
            />
            <WorkspaceName />
          </Group>
          <SearchButton />
          <Group gap={6} wrap="nowrap">
            <SchemeToggle />
            <Suspense fallback={<span className={classes.memberPlace} />}>
              <MemberMenu />
            </Suspense>
          </Group>
        </div>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t('Main menu')}>
        <MainMenu />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1}>
        {children}
      </AppShell.Main>
    </AppShell>
  );
}

function WorkspaceName() {
  const { workspace } = useSigned();
  return (
    <Link to="/" className={classes.workspace}>
      <Logo />
      <span>{workspace.name}</span>
    </Link>
  );
}

function SchemeToggle() {
  const { setColorScheme } = useMantineColorScheme();
  const now = useComputedColorScheme('light');
  const next = now === 'dark' ? 'light' : 'dark';
  return (
    <ActionIcon
      variant="subtle"
      color="gray"
      size={36}
      aria-label={next === 'dark' ? t('Dark colours') : t('Light colours')}
      onClick={() => setColorScheme(next)}
    >
      {now === 'dark' ? <Sun size={18} aria-hidden /> : <Moon size={18} aria-hidden />}
    </ActionIcon>
  );
}
