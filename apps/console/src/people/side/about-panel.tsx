import type { Person } from '../../api/person-types';
import { t } from '../../intl/text';
import { formatFull, workspaceZone } from '../../intl/times';
import { At } from '../../ui/at';
import { Facts } from '../../ui/facts';
import { Panel } from '../../ui/panel';
import classes from './side.module.css';

export function AboutPanel({ person }: { person: Person }) {
  const zone = person.timeZone;
  return (
    <Panel title={t('About')}>
      <Facts
        items={[
          [t('First seen'), <At key="f" value={person.firstSeenAt} personZone={zone} />],
          [t('Last seen'), <At key="l" value={person.lastSeenAt} personZone={zone} ago />],
          [
            t('Local time'),
            zone
              ? formatFull(new Date().toISOString(), zone)
              : t('unknown; {zone} is used', { zone: workspaceZone() }),
          ],
          [t('Language'), person.locale ?? t('unknown')],
          [t('Id'), <Id key="i" id={person.id} />],
          ...(person.mergedFrom.length > 0
            ? [
                [
                  t('Answers also to'),
                  <span key="m">
                    {person.mergedFrom.map((id) => (
                      <Id key={id} id={id} />
                    ))}
                  </span>,
                ] as [string, React.ReactNode],
              ]
            : []),
        ]}
      />
    </Panel>
  );
}

function Id({ id }: { id: string }) {
  return <code className={classes.id}>{id}</code>;
}
