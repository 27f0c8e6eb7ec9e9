import { Kbd, UnstyledButton } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Search } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { t } from '../intl/text';
import classes from './shell.module.css';

const CommandSearch = lazy(() => import('./command-search'));

/** The search is fetched with its first use; from then on its own Ctrl K opens it. */
export function SearchButton() {
  const [wanted, setWanted] = useState(0);
  const open = () => setWanted((before) => before + 1);
  useHotkeys([['mod+K', () => wanted === 0 && open()]], []);
  return (
    <>
      <UnstyledButton className={classes.search} onClick={open}>
        <Search size={16} aria-hidden />
        <span className={classes.searchText}>{t('Search or jump to')}</span>
        <Kbd size="xs" visibleFrom="sm">
          Ctrl K
        </Kbd>
      </UnstyledButton>
      {wanted > 0 && (
        <Suspense fallback={null}>
          <CommandSearch wanted={wanted} />
        </Suspense>
      )}
    </>
  );
}
