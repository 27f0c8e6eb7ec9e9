import { apiKeySecretOf, newApiKeySecret, newWriteKey, sha256 } from './new-credentials.js';

describe('new credentials', () => {
  it('have the forms that the edge reads', () => {
    expect(newWriteKey()).toMatch(/^wk_[a-z0-9]{24}$/);
    expect(newApiKeySecret().full).toMatch(/^sk_[a-z0-9]{16}_[A-Za-z0-9_-]{43}$/);
  });

  it('never repeat', () => {
    const keys = Array.from({ length: 1000 }, newWriteKey);
    expect(new Set(keys).size).toBe(1000);
  });

  it('find the same row for a secret that the settings gave', () => {
    const made = newApiKeySecret();
    expect(apiKeySecretOf(made.full)).toEqual(made);
    expect(apiKeySecretOf(`sk_Abcdefgh_${'s_-'.repeat(12)}`)).toMatchObject({
      keyId: 'Abcdefgh',
      secretHash: sha256('s_-'.repeat(12)),
    });
  });
});
