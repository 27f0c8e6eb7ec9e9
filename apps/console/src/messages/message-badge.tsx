import type { MessageState } from '@rapport/contracts';
import { StatusBadge } from '../ui/status-badge';
import { messageStates } from './message-state';

export function MessageBadge({ state }: { state: MessageState }) {
  const words = messageStates[state];
  return (
    <StatusBadge tone={words.tone} icon={words.icon}>
      {words.label}
    </StatusBadge>
  );
}
