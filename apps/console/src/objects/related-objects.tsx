import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { relationQueries, type ObjectType, type RelatedObject } from '../api/relation-queries';
import { t } from '../intl/text';
import { Disclosure } from '../people/side/disclosure';
import classes from '../people/side/side.module.css';
import { sayValue } from '../people/say-value';
import { At } from '../ui/at';
import { ObjectLink } from '../ui/links';
import { MoreButton } from '../ui/more-button';
import { Panel } from '../ui/panel';
import { rowsOf } from '../ui/rows';
import { Failure, Loading } from '../ui/states';

/** Of so many types one looks at once; of more, at those that somebody opens. */
const mostAtOnce = 8;

/** The objects of a type that belong to a person or a group. */
type ObjectsOf = (type: string) => ReturnType<typeof relationQueries.objects>;

/** Orders, subscriptions and whatever else the workspace defines: what of it belongs to somebody. */
export function RelatedObjects({ objectsOf }: { objectsOf: ObjectsOf }) {
  const query = useQuery({ ...relationQueries.objectTypes(), staleTime: 60_000 });
  const { data: types = [] } = query;
  if (query.error && !query.data) {
    return (
      <Panel title={t('Related objects')}>
        <Failure error={query.error} retry={() => void query.refetch()} />
      </Panel>
    );
  }
  if (types.length <= mostAtOnce)
    return types.map((type) => <PanelOfType key={type.key} type={type} objectsOf={objectsOf} />);
  return (
    <Panel title={t('Related objects')}>
      <ul className={classes.list}>
        {types.map((type) => (
          <Disclosure key={type.key} summary={type.name}>
            <ObjectsOfType type={type} objectsOf={objectsOf} />
          </Disclosure>
        ))}
      </ul>
    </Panel>
  );
}

interface OfType {
  type: ObjectType;
  objectsOf: ObjectsOf;
}

/** Absent while there are none; that they could not be read is said. */
function PanelOfType({ type, objectsOf }: OfType) {
  const objects = useInfiniteQuery(objectsOf(type.key));
  const isThere = objects.data ? rowsOf(objects.data).length > 0 : objects.errorUpdateCount > 0;
  if (!isThere) return null;
  return (
    <Panel title={type.name}>
      <ObjectsOfType type={type} objectsOf={objectsOf} />
    </Panel>
  );
}

function ObjectsOfType({ type, objectsOf }: OfType) {
  const objects = useInfiniteQuery(objectsOf(type.key));
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
            <p>
              <ObjectLink type={row.type} objectKey={row.key}>
                {t('Open {key}', { key: row.key })}
              </ObjectLink>
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
