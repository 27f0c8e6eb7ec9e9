import type { Link } from '../api/person-types';
import { t } from '../intl/text';

/** Words for a type of identifier; what a workspace defines keeps its own name. */
export function sayType(type: string): string {
  const known: Record<string, string> = {
    user_id: t('user id'),
    anonymous_id: t('anonymous id'),
    email: t('email'),
    phone: t('phone'),
  };
  return known[type] ?? type;
}

/** Why two identifiers that were named together are two people all the same. */
export function sayApart(verdict: string, limitType: string | null): string {
  switch (verdict) {
    case 'refused_limit':
      return limitType
        ? t('one person may not have so many identifiers of the type “{type}”', { type: sayType(limitType) })
        : t('one person may not have so many identifiers of a type');
    case 'refused_hub':
      return t(
        'it was seen with so many people that it tells nothing about any of them, like a shared device',
      );
    case 'refused_alias_limit':
      return t('too many ids were joined by alias calls already');
    case 'refused_separated':
      return t('somebody separated them by hand');
    case 'not_counted':
      return t('the identity policy does not count it, or it was taken back');
    default:
      return verdict;
  }
}

export function isRefused(link: Pick<Link, 'verdict'>): boolean {
  return link.verdict !== 'joined' && link.verdict !== 'already_joined';
}

/** The identifier at the other end of a link. */
export function otherEnd(link: Link, end: { type: string; value: string }): { type: string; value: string } {
  return link.anchor.type === end.type && link.anchor.value === end.value ? link.identifier : link.anchor;
}
