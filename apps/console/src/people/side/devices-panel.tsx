import type { UseQueryResult } from '@tanstack/react-query';
import type { Device } from '../../api/person-types';
import { t } from '../../intl/text';
import { At } from '../../ui/at';
import { Panel } from '../../ui/panel';
import { Failure } from '../../ui/states';
import { StatusBadge } from '../../ui/status-badge';
import classes from './side.module.css';

const platforms: Record<Device['platform'], string> = { ios: 'iOS', android: 'Android', web: t('Browser') };

export function DevicesPanel({ query }: { query: UseQueryResult<Device[]> }) {
  if (query.error && !query.data) {
    return (
      <Panel title={t('Devices')}>
        <Failure error={query.error} retry={() => void query.refetch()} />
      </Panel>
    );
  }
  const devices = query.data ?? [];
  if (devices.length === 0) return null;
  return (
    <Panel title={t('Devices')}>
      <ul className={classes.plain}>
        {devices.map((device) => (
          <li key={device.id} className={classes.device}>
            <span>
              {platforms[device.platform]}
              {device.appId && <span className={classes.kind}> · {device.appId}</span>}
              <span className={classes.kind}>
                {' · '}
                <At value={device.lastSeenAt} ago />
              </span>
            </span>
            {device.state === 'dead' && <StatusBadge tone="quiet">{sayEnd(device.deadReason)}</StatusBadge>}
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function sayEnd(reason: string | null): string {
  switch (reason) {
    case 'uninstalled':
      return t('App removed');
    case 'removed':
      return t('Taken off');
    case 'bounced':
      return t('Token refused by the provider');
    default:
      return t('No longer reached');
  }
}
