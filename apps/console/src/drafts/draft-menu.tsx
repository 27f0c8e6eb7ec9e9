import { ActionIcon, Menu } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Archive, ArchiveRestore, Ellipsis, PencilLine } from 'lucide-react';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { plainFault, problemOf } from '../api/problem';
import { listKey } from '../api/queries';
import { request } from '../api/request';
import { t } from '../intl/text';
import { confirmFirst } from '../ui/confirm';
import { tellDone, tellFault } from '../ui/notices';
import type { DraftResource } from './use-draft';

const RenameModal = lazy(() => import('./rename-modal'));

interface DraftMenuProps {
  resource: DraftResource;
  thing: { id: string; name: string; archivedAt: string | null };
  archiveText: string;
  archiveBody?: unknown;
  /** Called after a change of name or state, so that the page reads the object again. */
  onChanged: () => void;
  extra?: ReactNode;
}

/** Rename, archive and what a page adds: the seldom actions. */
export function DraftMenu({ resource, thing, archiveText, archiveBody, onChanged, extra }: DraftMenuProps) {
  const client = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const archived = thing.archivedAt !== null;
  const archive = useMutation({
    mutationFn: () =>
      request('POST', `/${resource}/${thing.id}/${archived ? 'unarchive' : 'archive'}`, {
        body: archived ? {} : (archiveBody ?? {}),
      }),
    onSuccess: async () => {
      tellDone(archived ? t('Taken out of the archive.') : t('Archived.'));
      onChanged();
      await client.invalidateQueries({ queryKey: listKey(`/${resource}`) });
    },
    onError: (error) => {
      const users = problemOf(error).usedBy ?? [];
      tellFault(
        users.length > 0
          ? plainFault(t('Still used by {names}.', { names: users.map(({ name }) => name).join(', ') }))
          : error,
      );
    },
  });
  const ask = () => {
    if (archived) archive.mutate();
    else {
      confirmFirst({
        title: t('Archive “{name}”?', { name: thing.name }),
        text: archiveText,
        confirm: t('Archive'),
        danger: true,
        onConfirm: () => archive.mutate(),
      });
    }
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
          <Menu.Item leftSection={<PencilLine size={16} aria-hidden />} onClick={() => setRenaming(true)}>
            {t('Rename')}
          </Menu.Item>
          {extra}
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
      {renaming && (
        <Suspense fallback={null}>
          <RenameModal
            path={`/${resource}/${thing.id}`}
            name={thing.name}
            onClose={() => setRenaming(false)}
            onDone={() => {
              setRenaming(false);
              onChanged();
            }}
          />
        </Suspense>
      )}
    </>
  );
}
