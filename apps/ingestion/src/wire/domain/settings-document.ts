/**
 * What analytics-next and the mobile SDKs ask for before they send anything (ingest.md 1.4). Exactly one key stands under
 * `integrations`: a second would make the browser load code from a CDN. `apiKey` is where events take their write key from,
 * and `apiHost` has no scheme.
 */
export function settingsDocument(writeKey: string, publicUrl: string): object {
  const { host, protocol } = new URL(publicUrl);
  return {
    integrations: {
      'Segment.io': {
        apiKey: writeKey,
        apiHost: `${host}/v1`,
        protocol: protocol === 'http:' ? 'http' : 'https',
        retryQueue: true,
        addBundledMetadata: true,
        unbundledIntegrations: [],
        versionSettings: { version: '4.4.7', componentTypes: ['browser'] },
      },
    },
    plan: {
      track: { __default: { enabled: true, integrations: {} } },
      identify: { __default: { enabled: true } },
      group: { __default: { enabled: true } },
    },
    edgeFunction: {},
    middlewareSettings: {},
    enabledMiddleware: {},
    metrics: { sampleRate: 0 },
    legacyVideoPluginsEnabled: false,
    remotePlugins: [],
  };
}
