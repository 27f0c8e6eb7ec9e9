import { FixedClock, newId } from '@rapport/kernel';
import type { OauthKeyGrant } from '@rapport/access';
import { AccessTokens, graceSeconds, tokenLifeSeconds } from './access-tokens.js';

const grant: OauthKeyGrant = {
  keyId: newId(),
  publicKey: '',
  tokenSecret: Buffer.alloc(32, 7),
  workspaceId: newId(),
  sourceId: newId(),
  sourceName: 'Server',
  kind: 'server',
  allowedOrigins: [],
  rateLimit: null,
  matchOn: null,
};

describe('a token', () => {
  it.each([
    ['that was seen before', true],
    ['that this instance sees for the first time', false],
  ])('%s passes for its life and the time of grace, no longer', async (_, seen) => {
    const clock = new FixedClock(Date.parse('2026-11-24T12:00:00.000Z'));
    const keys = { lookUp: async (id: string) => (id === grant.keyId ? grant : undefined) };
    const token = await new AccessTokens(keys, clock).issue(grant);
    const tokens = new AccessTokens(keys, clock);
    if (seen) expect(await tokens.grantOf(token)).toBe(grant);
    clock.advance((tokenLifeSeconds + graceSeconds - 1) * 1000);
    expect(await (seen ? tokens : new AccessTokens(keys, clock)).grantOf(token)).toBe(grant);
    clock.advance(2000);
    expect(await tokens.grantOf(token)).toBeUndefined();
  });
});
