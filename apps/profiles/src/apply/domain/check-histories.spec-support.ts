import { randomInt } from 'node:crypto';
import type { AcceptedEvent } from '@rapport/contracts';
import { messageOf } from '@rapport/kernel';
import fc from 'fast-check';
import { historyTable } from './history-table.spec-support.js';

/** `IDENTITY_SEED=… npx jest FILE` draws the same histories again. */
export const seed = Number(process.env.IDENTITY_SEED ?? randomInt(2 ** 31));

/** A case that names its history `events`, and the order in which it is processed `disorder`. */
export interface HistoryCase {
  events: AcceptedEvent[];
  disorder?: AcceptedEvent[];
}

/**
 * Draws random cases and holds each to `check`. The seed is printed whatever comes of it; a case that fails is shrunk, and
 * thrown as a table to be read: its events, and what differs. Of a slow one only events are taken away; no value is tried.
 */
export async function checkHistories<Case extends HistoryCase>(
  cases: fc.Arbitrary<Case>,
  numRuns: number,
  check: (one: Case) => unknown,
  { isSlow = false } = {},
): Promise<{ runs: number }> {
  let runs = 0;
  const property = fc.asyncProperty(cases, async (one) => {
    await check(one);
    runs++;
  });
  const details = await fc.check(property, { numRuns, seed, endOnFailure: isSlow });
  const { currentTestName: test = '', testPath = '' } = expect.getState();
  process.stdout.write(`  seed ${seed} · ${details.numRuns} histories · ${test}\n`);
  const [counterexample] = details.counterexample ?? [];
  if (!counterexample) return { runs };
  const fewest = await withoutBystanders(counterexample, check);
  throw new Error(
    [
      `history ${details.numRuns} of seed ${seed} fails, shrunk to:`,
      '',
      ...historyTable(fewest),
      '',
      await failureOf(fewest, check),
      '',
      `again: IDENTITY_SEED=${seed} npx jest ${testPath} -t '${test}'`,
    ].join('\n'),
  );
}

/** What is left when no event, and no repetition, can be taken away without the failure going away, too. */
async function withoutBystanders<Case extends HistoryCase>(
  one: Case,
  check: (one: Case) => unknown,
): Promise<Case> {
  const smaller = [
    ...one.events.map((event) => ({
      ...one,
      events: one.events.filter((other) => other !== event),
      ...(one.disorder && { disorder: one.disorder.filter((other) => other !== event) }),
    })),
    ...(one.disorder ?? []).flatMap((event, n, all) =>
      all.indexOf(event) < n ? [{ ...one, disorder: all.filter((_, index) => index !== n) }] : [],
    ),
  ];
  for (const candidate of smaller) {
    if ((await failureOf(candidate, check)) !== undefined) return withoutBystanders(candidate, check);
  }
  return one;
}

async function failureOf<Case>(one: Case, check: (one: Case) => unknown): Promise<string | undefined> {
  try {
    await check(one);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}
