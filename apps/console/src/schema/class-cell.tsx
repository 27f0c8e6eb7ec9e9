import { Button } from '@mantine/core';
import type { SeenTrait } from '../api/schema-types';
import { t } from '../intl/text';
import { tellFault } from '../ui/notices';
import { ClassBadge } from './class-badge';
import classes from './schema.module.css';
import { useDescribeTrait } from './use-describe-trait';

/** The class of a trait; of a name that every tool knows also what it is elsewhere, as an offer. Nobody decides it but people. */
export function ClassCell({ trait }: { trait: SeenTrait }) {
  const describe = useDescribeTrait();
  const suggested = trait.reserved?.suggestedPiiClass ?? 'none';
  const isOffered = trait.piiClass === 'none' && suggested !== 'none';
  return (
    <span className={classes.classCell}>
      <ClassBadge piiClass={trait.piiClass} />
      {isOffered && (
        <Button
          size="compact-xs"
          variant="default"
          loading={describe.isPending}
          onClick={() => describe.mutate({ name: trait.name, piiClass: suggested }, { onError: tellFault })}
        >
          {suggested === 'pii' ? t('Call it personal') : t('Call it sensitive')}
          <span className="visually-hidden"> {trait.name}</span>
        </Button>
      )}
    </span>
  );
}
