import { Text } from '@mantine/core';
import { t } from '../intl/text';
import classes from './event-facts.module.css';
import { sayFlag } from './say-code';

/** A flag is no fault: the event counts, and what was odd about it is said in words. */
export function FlagList({ flags }: { flags: readonly string[] }) {
  if (flags.length === 0) return null;
  return (
    <div>
      <Text fw={600} size="sm" mb={6}>
        {t('Odd, but kept')}
      </Text>
      <ul className={classes.flags}>
        {flags.map((flag) => {
          const { name, why } = sayFlag(flag);
          return (
            <li key={flag}>
              <strong>{name}</strong>
              {why && <span>{why}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
