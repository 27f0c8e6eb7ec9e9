import type { Actor } from '@rapport/access';
import type { Moment } from './domain/moment.js';

/** A link that an operator draws or takes back. */
export interface DecidedEdge {
  anchorId: string;
  nodeId: string;
  active: boolean;
  /** It only holds a part of this separation together. */
  separationId: string | null;
}

/** What a person decided about identity, or a job that applies what a person decided, in place of an event. */
export interface Decision {
  type: 'operator' | 'settings';
  /** ISO 8601 */
  at: string;
  /** Where links drawn by it stand in the walk. */
  moment: Moment;
  actor: Actor;
  /** In the person's own words. */
  reason: string | null;
  edges: readonly DecidedEdge[];
  /** Nodes by part: no two of different parts may be one person. */
  separation: { id: string; parts: readonly (readonly string[])[] } | null;
  /** Id of a separation that ends. */
  lifted: string | null;
}
