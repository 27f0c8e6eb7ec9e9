import RudderAnalytics from '@rudderstack/rudder-sdk-node';
import { fieldsOf, play } from './player.mjs';

const { HOST: dataPlaneUrl, WRITE_KEY: writeKey } = process.env;
const Client = RudderAnalytics.default ?? RudderAnalytics;
// Three retries by default, 0.1 to 0.4 s apart.
const analytics = new Client(writeKey, {
  dataPlaneUrl,
  flushAt: 5,
  flushInterval: 100,
  retryCount: 9,
  logLevel: 'error',
});

await play({
  make: ({ timestamp, ...call }, settled) => {
    const message = { ...fieldsOf(call), ...(timestamp && { originalTimestamp: new Date(timestamp) }) };
    analytics[call.type](message, settled);
  },
  close: () => analytics.flush(),
});
