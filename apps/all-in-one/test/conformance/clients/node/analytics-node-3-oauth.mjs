import { Analytics } from '@segment/analytics-node';
import { fieldsOf, play } from './player.mjs';

const { HOST: host, WRITE_KEY: writeKey, OAUTH = '' } = process.env;
const analytics = new Analytics({
  host,
  writeKey,
  flushAt: 5,
  flushInterval: 100,
  oauthSettings: JSON.parse(OAUTH),
});

await play({
  make: (call, settled) => analytics[call.type](fieldsOf(call), settled),
  close: () => analytics.closeAndFlush(),
});
