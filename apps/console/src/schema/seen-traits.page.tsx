import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { Tags } from 'lucide-react';
import { useState } from 'react';
import { dataQueries } from '../api/data-queries';
import type { SeenTrait } from '../api/schema-types';
import { t } from '../intl/text';
import type { Column } from '../ui/data-list';
import { MoreButton } from '../ui/more-button';
import { Page } from '../ui/page';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Empty, Failure, Loading } from '../ui/states';
import { ClassCell } from './class-cell';
import { DescribedNames } from './described-names';
import { FieldTable } from './field-table';
import { OverflowNote } from './overflow-note';
import { SchemaFilters } from './schema-filters';
import { SchemaTabs } from './schema-tabs';
import { TraitDrawer } from './trait-drawer';
import { TraitTypes } from './trait-types';

const classColumn: Column<SeenTrait> = {
  key: 'class',
  label: t('Class'),
  cell: (trait) => <ClassCell trait={trait} />,
};

export function SeenTraitsPage() {
  const search = useSearch({ from: '/schema/traits' });
  const navigate = useNavigate({ from: '/schema/traits' });
  const traits = useInfiniteQuery(dataQueries.seenTraits({ sort: '-count30d', ...search }));
  const [shown, setShown] = useState<string | null>(null);
  const rows = rowsOf(traits.data);
  return (
    <Page
      title={t('Schema')}
      subtitle={t(
        'What identify calls told of people. Say of each trait what it means, and whose eyes its values are for.',
      )}
    >
      <SchemaTabs />
      <SchemaFilters
        search={search}
        onChange={(change) =>
          void navigate({ search: (before) => ({ ...before, ...change }), replace: true })
        }
      />
      <Panel flush>
        {traits.error && !traits.data ? (
          <Failure error={traits.error} retry={() => void traits.refetch()} />
        ) : !traits.data ? (
          <Loading />
        ) : rows.length === 0 ? (
          <Empty icon={Tags} title={search.q ? t('Nothing matches') : t('No traits yet')}>
            {search.q
              ? t('Change the search to see more.')
              : t('A trait is what an identify call tells of a person, such as a plan or a city.')}
          </Empty>
        ) : (
          <>
            <FieldTable
              label={t('Traits')}
              rows={rows}
              shareLabel={t('Share of identifies')}
              shareOf={(row) => row.share}
              onOpen={({ name }) => setShown(name)}
              types={(trait) => <TraitTypes trait={trait} />}
              aside={classColumn}
            />
            <MoreButton query={traits} />
          </>
        )}
      </Panel>
      <OverflowNote count={traits.data?.pages[0]?.overflow30d ?? 0} />
      {traits.data && <DescribedNames listed={new Set(rows.map(({ name }) => name))} q={search.q} />}
      <TraitDrawer trait={rows.find(({ name }) => name === shown) ?? null} onClose={() => setShown(null)} />
    </Page>
  );
}
