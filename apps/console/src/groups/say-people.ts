import type { PeopleGroup } from '../api/relation-queries';
import { formatNumber, t } from '../intl/text';

export function countOfPeople({
  profileCount,
  profileCountExact,
}: Pick<PeopleGroup, 'profileCount' | 'profileCountExact'>): string {
  const count = formatNumber(profileCount);
  return profileCountExact ? count : t('more than {count}', { count });
}
