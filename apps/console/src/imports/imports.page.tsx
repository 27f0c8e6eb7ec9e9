import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import type { Import } from '../api/import-types';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { DataList, type Column } from '../ui/data-list';
import linkClasses from '../ui/links.module.css';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';
import { ImportBadge, nameOf, sayKind } from './say-import';
import { UploadPanel } from './upload-panel';

const columns: Column<Import>[] = [
  {
    key: 'name',
    label: t('File'),
    weight: 'main',
    cell: (row) => (
      <Link to="/imports/$importId" params={{ importId: row.id }} className={linkClasses.link}>
        {nameOf(row)}
      </Link>
    ),
  },
  { key: 'state', label: t('State'), cell: (row) => <ImportBadge state={row.state} /> },
  { key: 'kind', label: t('Rows are'), weight: 'minor', cell: (row) => sayKind(row.kind) },
  { key: 'rows', label: t('Rows'), align: 'end', cell: (row) => formatNumber(row.rows) },
  { key: 'invalid', label: t('Invalid'), align: 'end', cell: (row) => formatNumber(row.counts.invalid) },
  { key: 'at', label: t('Uploaded'), cell: (row) => <At value={row.createdAt} /> },
];

export function ImportsPage() {
  const imports = useInfiniteQuery({
    ...dataQueries.imports(),
    refetchInterval: ({ state }) =>
      rowsOf(state.data).some((one) => one.state === 'running') ? 2000 : false,
  });
  const rows = rowsOf(imports.data);
  return (
    <Page
      title={t('Imports')}
      subtitle={t(
        'People and their history from a file. Importing changes people and audiences, and starts no journey unless you say so.',
      )}
    >
      <UploadPanel />
      <Panel title={t('Earlier imports')} flush>
        {imports.error && !imports.data ? (
          <Failure error={imports.error} retry={() => void imports.refetch()} />
        ) : !imports.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <p style={{ padding: '0 18px' }}>
            {t('None yet. A file and the list of its errors are kept for 7 days.')}
          </p>
        ) : (
          <>
            <DataList label={t('Earlier imports')} columns={columns} rows={rows} rowKey={(row) => row.id} />
            <MoreButton query={imports} />
          </>
        )}
      </Panel>
    </Page>
  );
}
