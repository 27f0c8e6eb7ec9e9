import type { AcceptedEvent } from '@rapport/contracts';
import fc from 'fast-check';
import type { IdentityPolicy } from './identity-policy.js';
import {
  compare,
  type Edge,
  type History,
  identifiersOf,
  strength,
  type Tuple,
  typeOf,
} from './model.spec-support.js';

/** What a person might do, given as places in lists, so that it shrinks with the history. */
export interface DrawnDecision {
  /** After this share of the events, in per cent. */
  after: number;
  kind: 'link' | 'unlink' | 'separate' | 'lift';
  places: number[];
  /** Milliseconds after noon: where a link stands in the walk. */
  at: number;
}

export const decisions: fc.Arbitrary<DrawnDecision[]> = fc.array(
  fc.record({
    after: fc.nat(100),
    kind: fc.constantFrom('link', 'link', 'link', 'unlink', 'separate', 'separate', 'lift' as const),
    places: fc.array(fc.nat(99), { minLength: 4, maxLength: 4 }),
    at: fc.constantFrom(0, 3, 6, 9, 50_000),
  }),
  { minLength: 1, maxLength: 6 },
);

export type Decided =
  { edge: Omit<Edge, 'kind'>; active: boolean } | { separation: number; parts: string[][]; lifted: boolean };

/** All that people have decided so far: pure data, as the model takes it. */
class Decisions {
  private readonly edges: Omit<Edge, 'kind'>[] = [];
  private readonly separations = new Map<number, string[][]>();
  private count = 0;

  get history(): Pick<History, 'operatorEdges' | 'separations'> {
    return { operatorEdges: this.edges, separations: [...this.separations.values()] };
  }

  /** @param known identifiers that can be decided about. @returns what happens; undefined when there is nothing to do */
  decide({ kind, places, at }: DrawnDecision, known: readonly string[]): Decided | undefined {
    const number = this.count++;
    const chosen = [...new Set(places.map((place) => known[place % known.length] ?? ''))];
    switch (kind) {
      case 'link':
        return chosen.length < 2 ? undefined : this.link(chosen, momentOfDecision(at, number));
      case 'unlink': {
        const [edge] = this.edges.splice((places[0] ?? 0) % Math.max(1, this.edges.length), 1);
        return edge && { edge, active: false };
      }
      case 'separate': {
        if (chosen.length < 2) return undefined;
        const parts = [chosen.slice(0, 1), chosen.slice(1, 3), chosen.slice(3)].filter(
          (part) => part.length > 0,
        );
        this.separations.set(number, parts);
        return { separation: number, parts, lifted: false };
      }
      case 'lift': {
        const [entry] = this.separations;
        if (!entry) return undefined;
        this.separations.delete(entry[0]);
        return { separation: entry[0], parts: entry[1], lifted: true };
      }
    }
  }

  private link(chosen: readonly string[], moment: Tuple): Decided {
    const [anchor = '', node = ''] = chosen.slice(0, 2).sort((a, b) => compare(strength(a), strength(b)));
    const edge = { anchor, node, moment };
    const isDrawn = this.edges.some((one) => one.anchor === anchor && one.node === node);
    if (!isDrawn) this.edges.push(edge);
    return { edge, active: true };
  }
}

export interface Step {
  events: readonly AcceptedEvent[];
  /** After them. */
  decided?: Decided;
}

/** A history of events and decisions as steps to take, and what the decisions amount to in the end. */
export function livedThrough(
  events: readonly AcceptedEvent[],
  drawn: readonly DrawnDecision[],
  policy: IdentityPolicy,
): { steps: Step[]; decisions: Decisions['history'] } {
  const made = new Decisions();
  const steps: Step[] = [];
  let from = 0;
  for (const decision of [...drawn].sort((a, b) => a.after - b.after)) {
    const until = Math.round((decision.after * events.length) / 100);
    const known = new Set(events.slice(0, until).flatMap((event) => identifiersOf(event, policy)));
    const decided = known.size > 0 ? made.decide(decision, [...known].sort()) : undefined;
    steps.push({ events: events.slice(from, until), ...(decided && { decided }) });
    from = until;
  }
  return { steps: [...steps, { events: events.slice(from) }], decisions: made.history };
}

/** (now, now, 0, actor, request), identity.md 7.1. */
function momentOfDecision(at: number, number: number): Tuple {
  const ms = Date.parse('2026-01-01T12:00:00.000Z') + at;
  return [ms, ms, 0, '00000000-0000-7000-8000-0000000000ff', `decision-${number}`];
}

export function identifierNamed(node: string): { type: string; value: string } {
  const type = typeOf(node);
  return { type, value: node.slice(type.length + 1) };
}
