import { EyeOff, ShieldAlert } from 'lucide-react';
import type { PiiClass } from '../api/schema-types';
import { StatusBadge } from '../ui/status-badge';
import { sayClass } from './pii-classes';

export function ClassBadge({ piiClass }: { piiClass: PiiClass }) {
  if (piiClass === 'none') return <StatusBadge tone="quiet">{sayClass(piiClass)}</StatusBadge>;
  const isSensitive = piiClass === 'sensitive';
  return (
    <StatusBadge tone={isSensitive ? 'warn' : 'info'} icon={isSensitive ? ShieldAlert : EyeOff}>
      {sayClass(piiClass)}
    </StatusBadge>
  );
}
