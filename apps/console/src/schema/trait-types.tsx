import { TriangleAlert } from 'lucide-react';
import type { SeenTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { StatusBadge } from '../ui/status-badge';
import { sayTypes } from './say-types';
import classes from './schema.module.css';

/** Types that arrived although the documentation of the reserved name knows others. */
export function strayTypes({ types, reserved }: Pick<SeenTrait, 'types' | 'reserved'>): string[] {
  return reserved ? types.filter((type) => type !== 'null' && !reserved.types.includes(type)) : [];
}

export function TraitTypes({ trait }: { trait: SeenTrait }) {
  const isStray = strayTypes(trait).length > 0;
  return (
    <span className={classes.classCell}>
      {sayTypes(trait)}
      {isStray && trait.reserved && (
        <StatusBadge tone="warn" icon={TriangleAlert}>
          {t('documented: {types}', { types: trait.reserved.types.join(t(' or ')) })}
        </StatusBadge>
      )}
    </span>
  );
}
