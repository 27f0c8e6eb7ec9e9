import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { dataQueries } from '../api/data-queries';
import { formatNumber, t } from '../intl/text';
import { At } from '../ui/at';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { Failure, Loading } from '../ui/states';
import { ImportResult } from './import-result';
import { PrepareImport } from './prepare-import';
import { ImportBadge, nameOf, sayKind } from './say-import';

export function ImportPage() {
  const { importId } = useParams({ from: '/imports/$importId' });
  const query = useQuery({
    ...dataQueries.import(importId),
    refetchInterval: ({ state }) => (state.data?.state === 'running' ? 1000 : false),
  });
  const of = query.data;
  const started = of !== undefined && of.state !== 'uploaded' && of.state !== 'mapped';
  return (
    <Page
      title={of ? nameOf(of) : t('Import')}
      back={{ to: '/imports', label: t('Imports') }}
      badges={of && <ImportBadge state={of.state} />}
      subtitle={
        of && (
          <>
            {t('{kind} · {rows} rows · uploaded', { kind: sayKind(of.kind), rows: formatNumber(of.rows) })}{' '}
            <At value={of.createdAt} /> · {t('kept until')} <At value={of.expiresAt} />
          </>
        )
      }
    >
      {query.error && !of ? (
        <Panel>
          <Failure error={query.error} retry={() => void query.refetch()} />
        </Panel>
      ) : !of ? (
        <Loading />
      ) : started ? (
        <ImportResult of={of} />
      ) : (
        <PrepareImport key={of.id} of={of} />
      )}
    </Page>
  );
}
