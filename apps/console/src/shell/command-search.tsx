import '@mantine/spotlight/styles.css';
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useEffect, useMemo } from 'react';
import { t } from '../intl/text';
import { navigation, settingsNavigation } from './navigation';

/** Every page by name. Opens each time `wanted` counts up. */
export default function CommandSearch({ wanted }: { wanted: number }) {
  const router = useRouter();
  const actions = useMemo<SpotlightActionData[]>(
    () =>
      [...navigation.flatMap((group) => group.items), ...settingsNavigation].map((page) => ({
        id: page.to,
        label: page.label,
        description: page.says,
        leftSection: <page.icon size={18} aria-hidden />,
        onClick: () => void router.navigate({ to: page.to }),
      })),
    [router],
  );
  useEffect(() => spotlight.open(), [wanted]);
  return (
    <Spotlight
      actions={actions}
      shortcut={['mod + K']}
      nothingFound={t('Nothing by that name')}
      highlightQuery
      searchProps={{
        leftSection: <Search size={18} aria-hidden />,
        placeholder: t('Go to a page…'),
        'aria-label': t('Go to a page'),
      }}
    />
  );
}
