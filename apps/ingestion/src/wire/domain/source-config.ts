/** What a source's configuration tells of it. */
export interface ConfiguredSource {
  id: string;
  workspaceId: string;
  writeKey: string;
}

/** Nothing in the document changes with time, and SDKs only compare it with itself. */
const unchanged = '2026-01-01T00:00:00.000Z';

/**
 * What RudderStack's SDKs ask their control plane for before they send anything (ingest.md 1.4): no destinations, so they
 * load no code, and no statistics of theirs.
 */
export function sourceConfig({ id, workspaceId, writeKey }: ConfiguredSource): object {
  return {
    source: {
      id,
      name: id,
      writeKey,
      enabled: true,
      config: { statsCollection: { errors: { enabled: false }, metrics: { enabled: false } } },
      connections: [],
      destinations: [],
      workspaceId,
      updatedAt: unchanged,
    },
    updatedAt: unchanged,
  };
}
