import type { SourceKind } from '../api/types';
import { t } from '../intl/text';

const words: Record<SourceKind, string> = {
  any: t('Any'),
  browser: t('Browser'),
  mobile: t('Mobile app'),
  server: t('Server'),
};

export const sourceKinds = (Object.keys(words) as SourceKind[]).map((value) => ({
  value,
  label: words[value],
}));

export function sayKind(kind: SourceKind): string {
  return words[kind];
}
