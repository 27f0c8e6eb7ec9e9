import type { IdentityPreview, IdentityRecomputation } from '../api/identity-types';
import { formatNumber, t } from '../intl/text';

/** "412 people would become 380: 64 would be joined with others, none would be split." */
export function sayPreview({ profiles, profilesAfter, merging, splitting }: IdentityPreview): string {
  if (merging === 0 && splitting === 0) {
    return t('Nobody would change: {n, plural, one {# person stays} other {# people stay}} as they are.', {
      n: profiles,
    });
  }
  return t('{before} people would become {after}: {joined} joined with others, {split} split.', {
    before: formatNumber(profiles),
    after: formatNumber(profilesAfter),
    joined: formatNumber(merging),
    split: formatNumber(splitting),
  });
}

export function sayRecomputation({ merged, split }: IdentityRecomputation): string {
  if (merged === 0 && split === 0) return t('Nobody changed.');
  return t(
    '{merged, plural, =0 {Nobody was} one {# person was} other {# people were}} joined to others, {split, plural, =0 {nobody} other {#}} came apart.',
    { merged, split },
  );
}
