import { publicId } from '@rapport/kernel';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { credentialOfHeader, credentialOfRequest } from './domain/read-credential.js';
import { settingsDocument } from './domain/settings-document.js';
import { sourceConfig } from './domain/source-config.js';
import type { WireParts } from './wire-door.js';
import { takeGet } from './wire-paths.js';

/** The documents that SDKs ask for before they send anything. */
export function addSettingsRoutes(wire: FastifyInstance, parts: WireParts): void {
  takeGet(wire, '/v1/projects/:key/settings', parts.replies, (request, reply) =>
    settings(parts, request, reply),
  );
  takeGet(wire, '/sourceConfig', parts.replies, (request, reply) => configuration(parts, request, reply));
}

async function settings(
  parts: WireParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { key } = request.params as { key: string };
  const grant = await parts.receive.grants.execute(key);
  if (!grant.ok) return parts.replies.refused(reply, grant.error);
  return document(parts, reply, settingsDocument(key, parts.publicUrl));
}

/** The key is in `Authorization`, and in the query too; newer SDKs of RudderStack send both. */
async function configuration(
  parts: WireParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const key =
    credentialOfHeader(request.headers.authorization) ?? credentialOfRequest({}, [], request.query) ?? '';
  const grant = await parts.receive.grants.execute(key);
  if (!grant.ok) return parts.replies.refused(reply, grant.error);
  const id = publicId('src', grant.value.sourceId);
  const workspaceId = publicId('wsp', grant.value.workspaceId);
  return document(parts, reply, sourceConfig({ id, workspaceId, writeKey: key }));
}

function document(parts: WireParts, reply: FastifyReply, content: object): FastifyReply {
  void reply.header('cache-control', 'public, max-age=60');
  return parts.replies.json(reply, Buffer.from(JSON.stringify(content)));
}
