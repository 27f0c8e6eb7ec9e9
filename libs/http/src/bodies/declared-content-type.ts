import type { IncomingMessage } from 'node:http';

const declared = new WeakMap<IncomingMessage, string>();

/**
 * Takes the content type away from Fastify, which would answer 415 by itself, before anybody knows who is calling, and
 * to types that the SDK wire must accept. Whoever reads the body judges it.
 */
export function setContentTypeAside(request: IncomingMessage): void {
  const type = request.headers['content-type'];
  if (type === undefined) return;
  declared.set(request, type);
  delete request.headers['content-type'];
}

export function declaredContentType(request: IncomingMessage): string | undefined {
  return declared.get(request);
}

/** `application/json`, at most with the parameter `charset=utf-8` (api.md 2.1). */
export function isPlainJson(contentType: string): boolean {
  return /^application\/json\s*(;\s*charset\s*=\s*"?utf-8"?\s*)?;?\s*$/i.test(contentType);
}
