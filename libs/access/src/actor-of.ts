import { publicId } from '@rapport/kernel';
import type { Actor, Caller } from './caller.js';

export const systemActor: Actor = { kind: 'system', id: null, name: 'Rapport' };

export function actorOf(caller: Caller): Actor {
  switch (caller.kind) {
    case 'api_key':
      return { kind: 'api_key', id: publicId('key', caller.keyId), name: caller.name };
    case 'session':
      return {
        kind: 'member',
        id: publicId('mem', caller.memberId),
        name: caller.memberName ?? caller.memberEmail,
      };
    case 'write_key':
      return systemActor;
  }
}
