import type { DeviceWrite } from '../persistence/device.repository.js';
import type { WorkspaceChunk } from './chunk.js';
import { isBefore, type Moment } from './domain/moment.js';

/** Before every other moment: nobody used it, its end was told. */
const never: Moment = Buffer.alloc(0);

/** What the events say about push tokens: of each the newest owner, and whether it was told to be dead. */
export function collectDevices(chunks: readonly WorkspaceChunk[]): DeviceWrite[] {
  const writes = new Map<string, DeviceWrite>();
  for (const { workspaceId, events } of chunks) {
    for (const { device, identifiers, moment } of events) {
      const nodeId = identifiers[0]?.id;
      if (!device || nodeId === undefined) continue;
      const { deadReason, ...token } = device;
      const said =
        deadReason === null
          ? { moment, dead: null }
          : { moment: never, dead: { moment, reason: deadReason } };
      const key = `${workspaceId} ${device.id}`;
      writes.set(key, join(writes.get(key), { workspaceId, nodeId, ...token, ...said }));
    }
  }
  return [...writes.values()];
}

function join(a: DeviceWrite | undefined, b: DeviceWrite): DeviceWrite {
  if (!a) return b;
  const [older, newer] = a.dead && b.dead && isBefore(b.dead.moment, a.dead.moment) ? [b, a] : [a, b];
  return { ...(isBefore(a.moment, b.moment) ? b : a), dead: newer.dead ?? older.dead };
}
