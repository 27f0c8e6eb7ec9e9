import { fieldProblem, ProblemError } from '@rapport/kernel';

const mostMetadata = 20;
const longestMetadata = 500;

/** Labels of a message, searchable. @throws ProblemError naming every label that is wrong */
export function parseMetadata(input: Record<string, unknown>): Record<string, string> {
  const entries = Object.entries(input);
  if (entries.length > mostMetadata)
    throw fieldProblem('metadata', 'max_items', `must be at most ${mostMetadata}`);
  const errors = entries.flatMap(([key, value]) => {
    const field = `metadata.${key.slice(0, 64)}`;
    if (!/^[A-Za-z0-9_-]{1,64}$/.test(key))
      return [{ field, rule: 'pattern', message: 'must be letters, digits, _ or -' }];
    if (typeof value !== 'string') return [{ field, rule: 'type', message: 'must be a text' }];
    return value.length > longestMetadata
      ? [{ field, rule: 'max_length', message: `must be at most ${longestMetadata}` }]
      : [];
  });
  if (errors.length > 0) throw new ProblemError('validation_failed', { errors });
  return input as Record<string, string>;
}
