import type { Workspace } from '@rapport/access';
import type { JsonObject } from '@rapport/contracts';
import { isTimeZone, publicId } from '@rapport/kernel';
import type { Recipient } from '../recipients/domain/recipient.js';
import { renderingContext, type RenderedRelations } from './domain/rendering-context.js';
import type { RenderInput } from './render-protocol.js';

export interface RenderedFor {
  person: Recipient | undefined;
  relations: RenderedRelations;
  workspace: Workspace;
  /** `event`, `data`, `journey`, `steps`, as they were when the send was decided. */
  frozen: JsonObject;
  message: { msgId: string; channel: string; locale: string };
  /** Epoch ms. */
  now: number;
}

/** What a rendering gets to know; the same for a send and for its preview. Plain JSON, no secrets. */
export function renderInput({
  person,
  relations,
  workspace,
  frozen,
  message,
  now,
}: RenderedFor): RenderInput {
  const { name, timeZone, postalAddress, brand } = workspace;
  const context = renderingContext({
    person: person ? { id: publicId('prf', person.profileId), ...publicPerson(person) } : null,
    relations,
    frozen,
    workspace: { name, timeZone, postalAddress, brand: brand as JsonObject },
    message: { id: publicId('msg', message.msgId), channel: message.channel, locale: message.locale },
    now,
  });
  const ownZone = person?.timeZone;
  return { context, timeZone: ownZone && isTimeZone(ownZone) ? ownZone : timeZone, locale: message.locale };
}

function publicPerson({ userId, email, phone, locale, timeZone, createdAt, traits }: Recipient) {
  return { userId, email, phone, locale, timeZone, createdAt, traits };
}
