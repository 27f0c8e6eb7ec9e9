/** How to send the first events of a source, ready to be pasted (api.md 5.3). */
export interface Snippets {
  html: string;
  npm: string;
  curl: string;
  node: string;
  python: string;
}

/**
 * Snippets for Segment's own SDKs, pointed at this installation. `origin` is scheme and host without a trailing slash. The one for
 * pages loads the SDK from here (`GET /s.js`).
 *
 * The browser SDK reads its settings from `cdnURL` and takes the host of its events without a scheme but with `/v1`; it
 * assumes https unless `protocol` says otherwise (@segment/analytics-next 1.84, @segment/analytics-node 3.1).
 */
export function snippetsFor(origin: string, writeKey: string): Snippets {
  const load = browserLoad(origin, writeKey);
  return {
    html: `<script src="${origin}/s.js" data-write-key="${writeKey}"></script>
<script>
  analytics.page();
  analytics.identify('42', { email: 'grace@acme.test', firstName: 'Grace' });
  analytics.track('Signed Up', { plan: 'free' });
</script>
`,
    npm: `// npm install @segment/analytics-next@1.84.3
import { AnalyticsBrowser } from '@segment/analytics-next';

export const analytics = ${load};

analytics.page();
analytics.identify('42', { email: 'grace@acme.test', firstName: 'Grace' });
analytics.track('Signed Up', { plan: 'free' });
`,
    curl: `curl -s -X POST '${origin}/v1/identify' -u '${writeKey}:' -H 'content-type: application/json' \\
  -d '{"userId":"42","traits":{"email":"grace@acme.test","firstName":"Grace"}}'

curl -s -X POST '${origin}/v1/track' -u '${writeKey}:' -H 'content-type: application/json' \\
  -d '{"userId":"42","event":"Signed Up","properties":{"plan":"free"}}'
`,
    node: `// npm install @segment/analytics-node@3.1.0
import { Analytics } from '@segment/analytics-node';

const analytics = new Analytics({ writeKey: '${writeKey}', host: '${origin}' });

analytics.identify({ userId: '42', traits: { email: 'grace@acme.test', firstName: 'Grace' } });
analytics.track({ userId: '42', event: 'Signed Up', properties: { plan: 'free' } });

await analytics.closeAndFlush();
`,
    python: `# pip install segment-analytics-python==2.3.4
import segment.analytics as analytics

analytics.write_key = '${writeKey}'
analytics.host = '${origin}'

analytics.identify('42', {'email': 'grace@acme.test', 'firstName': 'Grace'})
analytics.track('42', 'Signed Up', {'plan': 'free'})

analytics.shutdown()
`,
  };
}

function browserLoad(origin: string, writeKey: string): string {
  const { protocol, host } = new URL(origin);
  return `AnalyticsBrowser.load(
  { writeKey: '${writeKey}', cdnURL: '${origin}' },
  { integrations: { 'Segment.io': { apiHost: '${host}/v1', protocol: '${protocol.slice(0, -1)}' } } },
)`;
}
