import { useHotkeys } from '@mantine/hooks';

/** Ctrl S saves, also while a field or the code editor has the focus. */
export function useSaveShortcut(save: () => void): void {
  useHotkeys([['mod+S', save]], [], true);
}
