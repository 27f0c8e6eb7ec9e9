import { useQuery } from '@tanstack/react-query';
import type { Person } from '../../api/person-types';
import { relationQueries } from '../../api/relation-queries';
import { t } from '../../intl/text';
import { GroupLink } from '../../ui/links';
import { Panel } from '../../ui/panel';
import { Failure, Loading } from '../../ui/states';
import { sayValue } from '../say-value';
import { Disclosure } from './disclosure';
import classes from './side.module.css';

/** The accounts that the person belongs to, the present one first; each opens to say what is known of it. */
export function GroupsPanel({ person }: { person: Person }) {
  if (person.groups.length === 0) return null;
  return (
    <Panel title={t('Groups')}>
      <ul className={classes.list}>
        {person.groups.map(({ id, groupId }) => (
          <Disclosure key={id} summary={<code className={classes.code}>{groupId}</code>}>
            <GroupFacts id={id} />
          </Disclosure>
        ))}
      </ul>
    </Panel>
  );
}

function GroupFacts({ id }: { id: string }) {
  const group = useQuery(relationQueries.group(id));
  if (group.error && !group.data) return <Failure error={group.error} retry={() => void group.refetch()} />;
  if (!group.data) return <Loading />;
  const { traits, profileCount, profileCountExact } = group.data;
  return (
    <>
      {Object.entries(traits).map(([name, value]) => (
        <p key={name}>
          {name}: <span className={classes.fact}>{sayValue(value)}</span>
        </p>
      ))}
      <p>
        <GroupLink group={id}>{t('Open the group')}</GroupLink>
      </p>
      <p>
        {profileCountExact
          ? t('{n, plural, one {# person} other {# people}} in it', { n: profileCount })
          : t('More than {n} people in it', { n: profileCount })}
      </p>
    </>
  );
}
