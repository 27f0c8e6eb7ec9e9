import {
  type InfiniteData,
  useInfiniteQuery,
  type UseInfiniteQueryResult,
  useQuery,
} from '@tanstack/react-query';
import { personQueries } from '../../api/person-queries';
import type { RelatedObject } from '../../api/person-types';
import { relationQueries, type ObjectType } from '../../api/relation-queries';
import type { Page } from '../../api/types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { MoreButton } from '../../ui/more-button';
import { Panel } from '../../ui/panel';
import { rowsOf } from '../../ui/rows';
import { Failure, Loading } from '../../ui/states';
import { sayValue } from '../say-value';
import { Disclosure } from './disclosure';
import classes from './side.module.css';

/** Of so many types one looks at once; of more, at those that somebody opens. */
const mostAtOnce = 8;

/** Orders, subscriptions and whatever else the workspace defines: what of it is related to the person. */
export function ObjectPanels({ personId }: { personId: string }) {
  const { data: types = [] } = useQuery({ ...relationQueries.objectTypes(), staleTime: 60_000 });
  if (types.length <= mostAtOnce)
    return types.map((type) => <ObjectPanel key={type.key} personId={personId} type={type} />);
  return (
    <Panel title={t('Related objects')}>
      <ul className={classes.list}>
        {types.map((type) => (
          <Disclosure key={type.key} summary={type.name}>
            <ObjectsOfType personId={personId} type={type} />
          </Disclosure>
        ))}
      </ul>
    </Panel>
  );
}

interface OfType {
  personId: string;
  type: ObjectType;
}

/** Absent while there are none; that they could not be read is said. */
function ObjectPanel({ personId, type }: OfType) {
  const objects = useInfiniteQuery(personQueries.objects(personId, type.key));
  const isThere = objects.data ? rowsOf(objects.data).length > 0 : objects.errorUpdateCount > 0;
  if (!isThere) return null;
  return (
    <Panel title={type.name}>
      <Objects objects={objects} />
    </Panel>
  );
}

function ObjectsOfType({ personId, type }: OfType) {
  return <Objects objects={useInfiniteQuery(personQueries.objects(personId, type.key))} />;
}

function Objects({ objects }: { objects: UseInfiniteQueryResult<InfiniteData<Page<RelatedObject>>> }) {
  if (objects.error && !objects.data)
    return <Failure error={objects.error} retry={() => void objects.refetch()} />;
  if (!objects.data) return <Loading />;
  const rows = rowsOf(objects.data);
  if (rows.length === 0) return <p>{t('None.')}</p>;
  return (
    <>
      <ul className={classes.list}>
        {rows.map((row) => (
          <Disclosure key={row.key} summary={<Summary row={row} />}>
            <pre className={classes.whole}>{JSON.stringify(row.attributes, null, 2)}</pre>
            <p>
              {t('As of')} <At value={row.updatedAt} />
            </p>
          </Disclosure>
        ))}
      </ul>
      <MoreButton query={objects} />
    </>
  );
}

const mostShown = 3;

function Summary({ row }: { row: RelatedObject }) {
  const shown = Object.entries(row.attributes).slice(0, mostShown);
  return (
    <span className={classes.identifier}>
      <code>{row.key}</code>
      <span className={classes.kind}>
        {shown.map(([name, value]) => `${name}: ${sayValue(value)}`).join(' · ')}
      </span>
    </span>
  );
}
