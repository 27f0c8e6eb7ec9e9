import Analytics from 'analytics-node';
import { fieldsOf, play } from './player.mjs';

const { HOST: host, WRITE_KEY: writeKey } = process.env;
// Three retries by default, 0.1 to 0.4 s apart.
const analytics = new Analytics(writeKey, { host, flushAt: 5, flushInterval: 100, retryCount: 9 });

await play({
  make: (call, settled) => analytics[call.type](fieldsOf(call), settled),
  close: () => analytics.flush(),
});
