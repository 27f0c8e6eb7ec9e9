import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, PencilLine } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { listKey } from '../api/queries';
import { objectTypePath, type ObjectType } from '../api/relation-queries';
import { post, type Answer } from '../api/request';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { tellDone, tellFault } from '../ui/notices';

const ObjectTypeModal = lazy(() => import('./object-type-modal'));

interface ObjectTypeMenuProps {
  loaded: Answer<ObjectType>;
  /** Called after a change, so that the page reads the type again. */
  onChanged: () => void;
}

/** Change a type, or put it away: the seldom actions. */
export function ObjectTypeMenu({ loaded, onChanged }: ObjectTypeMenuProps) {
  const client = useQueryClient();
  const [changing, setChanging] = useState(false);
  const { key, name, archivedAt } = loaded.data;
  const archived = archivedAt !== null;
  const archive = useMutation({
    mutationFn: () => post(`${objectTypePath(key)}/${archived ? 'unarchive' : 'archive'}`),
    onSuccess: async () => {
      tellDone(archived ? t('Taken out of the archive.') : t('Archived.'));
      onChanged();
      await client.invalidateQueries({ queryKey: listKey('/object-types') });
    },
    onError: tellFault,
  });
  const ask = () => {
    if (archived) {
      archive.mutate();
      return;
    }
    confirmFirst({
      title: t('Archive “{name}”?', { name }),
      text: t('Its objects stay and can be read, but nothing of them changes until you take it out again.'),
      confirm: t('Archive'),
      danger: true,
      onConfirm: () => archive.mutate(),
    });
  };
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <ActionIcon variant="default" size={36} aria-label={t('More actions')}>
            <Ellipsis size={18} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<PencilLine size={16} aria-hidden />} onClick={() => setChanging(true)}>
            {t('Change the type')}
          </Menu.Item>
          <Menu.Item
            leftSection={
              archived ? <ArchiveRestore size={16} aria-hidden /> : <Archive size={16} aria-hidden />
            }
            onClick={ask}
          >
            {archived ? t('Take out of the archive') : t('Archive')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changing && (
        <Suspense fallback={null}>
          <ObjectTypeModal
            loaded={loaded}
            onClose={() => setChanging(false)}
            onDone={() => {
              setChanging(false);
              tellDone(t('Saved.'));
              onChanged();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
