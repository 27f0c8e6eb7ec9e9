import segment from 'analytics-node-2';
import { fieldsOf, play } from './player.mjs';

const { HOST: host, WRITE_KEY: writeKey } = process.env;
// By default it tries again three times within a tenth of a second or so, which outlives no restart.
const analytics = new segment.Analytics({ host, writeKey, flushAt: 5, flushInterval: 100, maxRetries: 60 });

await play({
  make: (call, settled) => analytics[call.type](fieldsOf(call), settled),
  close: () => analytics.closeAndFlush(),
});
