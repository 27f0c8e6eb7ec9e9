import type { SqlParameters } from '@rapport/conditions';
import { compileCondition, type SqlDialect } from '@rapport/conditions';
import { foldedForSearch } from '../../persistence/profile.repository.js';
import type { PeopleFilter, PeopleOrder, Position } from '../domain/people-filter.js';
import { lowerAscii } from '../domain/search-key.js';
import { groupsSql, objectsSql } from './relations-sql.js';

/** Kept apart from the profile, because every event changes it. */
const lastSeenAt = `(
  SELECT s.last_seen_at FROM profiles.profile_sightings s
  WHERE s.workspace_id = p.workspace_id AND s.profile_id = p.profile_id)`;

/** Where a condition finds what it looks at, with `p` a row of `profiles.profiles`. */
export const peopleDialect: SqlDialect = {
  traits: 'p.traits',
  reserved: { createdAt: 'p.created_at', firstSeenAt: 'p.first_seen_at', lastSeenAt },
  groups: groupsSql,
  objects: objectsSql,
};

/** Where each order is kept, so that a page is read along an index. */
export const orders: Record<PeopleOrder, { table: string; column: string; position: string }> = {
  createdAt: { table: 'profiles.profiles', column: 'created_at', position: 'p.created_at' },
  lastSeenAt: { table: 'profiles.profile_sightings', column: 'last_seen_at', position: lastSeenAt },
};

/** Names a value's key as the index on identifiers does. */
export const identifierKey = 'lower(left(n.value, 128))';

/** Whether a person fits, as SQL: true, false, or NULL where the evaluator must be asked. */
export function fitsSql(filter: PeopleFilter, workspace: string, parameters: SqlParameters): string {
  const { q, identified, condition, now, workspaceTimeZone } = filter;
  const parts: string[] = [];
  if (identified !== undefined) parts.push(`p.identified = ${parameters.place(identified, 'boolean')}`);
  if (q !== undefined) parts.push(beginsWithSql(q, filter, workspace, parameters));
  if (condition) {
    parts.push(compileCondition(condition, { dialect: peopleDialect, now, workspaceTimeZone, parameters }));
  }
  return parts.length === 0 ? 'true' : `(${parts.join(' AND ')})`;
}

/** Beginnings that a person is looked for by: of phone and name in lower case, of identifiers as their index folds them. */
export function beginningsOf(q: string): { text: string; identifiers: string[] } {
  const cut = (text: string): string => [...text].slice(0, 128).join('');
  const identifiers = [...new Set([cut(q.toLowerCase()), cut(lowerAscii(q))])];
  return { text: foldedForSearch(q) ?? '', identifiers };
}

/** Columns of a profile in which `q` looks, as far as the caller may see them. */
export function columnsFor({ hidden }: PeopleFilter): string[] {
  const seen = (...traits: string[]): boolean => !traits.some((trait) => hidden.has(trait));
  return [
    ...(seen('phone') ? ['phone_folded'] : []),
    ...(seen('name', 'firstName', 'lastName') ? ['name_folded'] : []),
  ];
}

/** `AND …`: only identifiers, rows `n`, that the caller may see. */
export function visibleSql({ hidden }: PeopleFilter, parameters: SqlParameters): string {
  return hidden.size === 0 ? '' : `AND n.type <> ALL (${parameters.place([...hidden], 'text[]')})`;
}

function beginsWithSql(
  q: string,
  filter: PeopleFilter,
  workspace: string,
  parameters: SqlParameters,
): string {
  const { text, identifiers } = beginningsOf(q);
  const columns = columnsFor(filter).map(
    (column) => `COALESCE(starts_with(p.${column}, ${parameters.place(text, 'text')}), false)`,
  );
  const beginnings = identifiers.map(
    (one) => `starts_with(${identifierKey}, ${parameters.place(one, 'text')})`,
  );
  // `OFFSET 0`: asked of one person at a time, never of everybody at once in a hash table.
  const held = `EXISTS (
    SELECT FROM profiles.identity_nodes n
    WHERE n.workspace_id = ${workspace} AND n.profile_id = p.profile_id AND n.seen IS NOT NULL
      ${visibleSql(filter, parameters)} AND (${beginnings.join(' OR ')}) OFFSET 0)`;
  return `(${[...columns, held].join(' OR ')})`;
}

/** `AND …`: only what comes after a position, newest first. */
export function afterSql(
  column: string,
  id: string,
  after: Position | undefined,
  parameters: SqlParameters,
): string {
  if (!after) return '';
  return `AND (${column}, ${id}) < (${parameters.place(after.at, 'timestamptz')}, ${parameters.place(after.id, 'uuid')})`;
}
