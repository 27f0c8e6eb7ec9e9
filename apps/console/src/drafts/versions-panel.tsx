import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { queries } from '../api/queries';
import { t } from '../intl/text';
import { At } from '../ui/at';
import { MoreButton } from '../ui/more-button';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';
import classes from './versions-panel.module.css';
import type { DraftResource } from './use-draft';

export function VersionsPanel({ resource, id }: { resource: DraftResource; id: string }) {
  const versions = useInfiniteQuery(queries.versions(resource, id));
  const rows = rowsOf(versions.data);
  return (
    <Panel title={t('Versions')}>
      {versions.error ? (
        <Failure error={versions.error} retry={() => void versions.refetch()} />
      ) : !versions.data ? (
        <Loading />
      ) : rows.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('Not published yet. Every publication makes a version that never changes.')}
        </Text>
      ) : (
        <ol className={classes.versions}>
          {rows.map((row) => (
            <li key={row.version} className={classes.row}>
              <span className={classes.number}>v{row.version}</span>
              <span className={classes.words}>
                <At value={row.publishedAt} />
                {row.publishedBy?.name && <> {t('by {name}', { name: row.publishedBy.name })}</>}
                {row.comment && <span className={classes.comment}>{row.comment}</span>}
              </span>
            </li>
          ))}
        </ol>
      )}
      <MoreButton query={versions} />
    </Panel>
  );
}
