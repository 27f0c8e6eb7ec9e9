import { ActionIcon, Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus, Trash2 } from 'lucide-react';
import { queries } from '../api/queries';
import { post, request } from '../api/request';
import type { Source, WriteKey } from '../api/types';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { confirmFirst } from '../ui/confirm';
import { CopyText } from '../ui/copy-text';
import { tellFault } from '../ui/notices';
import { Panel } from '../ui/panel';
import classes from './write-keys.module.css';

/** Write keys are public and readable again. Two work side by side, so that one can be replaced without a gap. */
export function WriteKeys({ source }: { source: Source }) {
  const client = useQueryClient();
  const reload = () => client.invalidateQueries({ queryKey: queries.source(source.id).queryKey });
  const add = useMutation({
    mutationFn: () => post(`/sources/${source.id}/write-keys`),
    onSuccess: reload,
    onError: tellFault,
  });
  const remove = useMutation({
    mutationFn: (key: WriteKey) => request('DELETE', `/sources/${source.id}/write-keys/${key.id}`),
    onSuccess: reload,
    onError: tellFault,
  });
  const keys = source.writeKeys ?? [];
  const ask = (key: WriteKey) =>
    confirmFirst({
      title: t('Remove this write key?'),
      text: t('Whatever still sends with {key} is refused from then on.', { key: key.key }),
      confirm: t('Remove key'),
      danger: true,
      onConfirm: () => remove.mutate(key),
    });
  return (
    <Panel
      title={t('Write keys')}
      aside={
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<Plus size={14} aria-hidden />}
          loading={add.isPending}
          onClick={() => add.mutate()}
        >
          {t('Add key')}
        </Button>
      }
    >
      <ul className={classes.keys}>
        {keys.map((key) => (
          <li key={key.id} className={classes.row}>
            <div className={classes.words}>
              <code className={classes.key}>{key.key}</code>
              <span className={classes.used}>
                {key.lastUsedAt ? (
                  <>
                    {t('Last used')} <At value={key.lastUsedAt} ago />
                  </>
                ) : (
                  t('Not used yet')
                )}
              </span>
            </div>
            <CopyText text={key.key} label={t('Copy')} subject={t('write key {key}', { key: key.key })} />
            {keys.length > 1 && (
              <ActionIcon
                variant="subtle"
                color="gray"
                size={28}
                aria-label={t('Remove write key {key}', { key: key.key })}
                onClick={() => ask(key)}
              >
                <Trash2 size={16} aria-hidden />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  );
}
