import { List, Text } from '@mantine/core';
import { problemOf, sayProblem } from '../../api/problem';
import { t } from '../../intl/text';
import { PersonLink } from '../../ui/links';
import { FaultAlert } from '../../ui/states';
import { sayApart } from '../say-link';

/** Why it cannot be done; a merge that is protected names what stands in its way. */
export function Refusal({ error }: { error: unknown }) {
  const { code, obstacle } = problemOf(error);
  if (code !== 'merge_protected' || !obstacle) return <FaultAlert message={sayProblem(error)} />;
  return (
    <FaultAlert
      title={t('These two cannot become one person')}
      message={
        <>
          <Text size="sm">{t('That is, {why}.', { why: sayApart(obstacle.verdict, obstacle.type) })}</Text>
          {obstacle.identifiers.length > 0 && (
            <List size="sm" mt={6}>
              {obstacle.identifiers.map((name) => (
                <List.Item key={name}>
                  <PersonLink person={name}>{name}</PersonLink>
                </List.Item>
              ))}
            </List>
          )}
          <Text size="sm" mt={6}>
            {helpAgainst(obstacle.verdict)}
          </Text>
        </>
      }
    />
  );
}

function helpAgainst(verdict: string): string {
  switch (verdict) {
    case 'refused_separated':
      return t('Lift the separation on the page of one of them first.');
    case 'refused_hub':
      return t('Block that value in the identity policy, or merge by other identifiers.');
    default:
      return t('Raise the limit in the identity policy, or separate what does not belong to one person.');
  }
}
