import type { Profile } from '../api/types';
import { t } from '../intl/text';

type Named = Pick<Profile, 'id' | 'userId' | 'email' | 'traits'> & { identifiers: { value: string }[] };

/** The best words for a person: name traits, then email, then an identifier; anonymous people are people too. */
export function nameOf(profile: Named): string {
  const text = (name: string) => {
    const value = profile.traits[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
  };
  const parts = [text('firstName') ?? text('first_name'), text('lastName') ?? text('last_name')].filter(
    Boolean,
  );
  const full = text('name') ?? (parts.length > 0 ? parts.join(' ') : null);
  if (full) return full;
  if (profile.email) return profile.email;
  if (profile.userId) return t('User {id}', { id: profile.userId });
  const anonymous = profile.identifiers[0]?.value;
  return anonymous ? t('Anonymous {id}', { id: anonymous.slice(0, 8) }) : t('Anonymous');
}
