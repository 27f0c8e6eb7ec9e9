import { systemActor } from '@rapport/access';
import { etagOf, honourIfMatch, matches, requireIfMatch } from './etag.js';

const current = { etag: etagOf(3), changedAt: '2026-11-25T18:02:05.000Z', changedBy: systemActor };

describe('If-Match', () => {
  it('is demanded of edits: 428 without it, 412 with who changed what when it is stale', () => {
    expect(() => requireIfMatch(undefined, current)).toThrow(
      expect.objectContaining({ code: 'if_match_required' }),
    );
    expect(() => requireIfMatch(etagOf(2), current)).toThrow(
      expect.objectContaining({ code: 'stale_revision', extra: { current } }),
    );
    expect(() => requireIfMatch(current.etag, current)).not.toThrow();
    expect(() => requireIfMatch('*', current)).not.toThrow();
  });

  it('is honoured elsewhere only when it is sent', () => {
    expect(() => honourIfMatch(undefined, current)).not.toThrow();
    expect(() => honourIfMatch(etagOf(2), current)).toThrow(expect.objectContaining({ status: 412 }));
  });

  it('may be a list; weak tags never match', () => {
    expect(matches(`"a", ${current.etag}`, current.etag)).toBe(true);
    expect(matches(`W/${current.etag}`, current.etag)).toBe(false);
  });
});
