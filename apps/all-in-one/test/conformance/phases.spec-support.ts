export type Phase = [name: string, work: () => Promise<void>];

/** Printed in the name of each suite; set it to see the same calls and faults again. */
export function chosenSeed(): number {
  return Number(process.env.CONFORMANCE_SEED ?? Date.now() % 1_000_000);
}

/** One after the other; a failure says in which, and what the server printed. */
export async function runPhases(phases: readonly Phase[], log: () => string): Promise<void> {
  const took: string[] = [];
  for (const [name, work] of phases) {
    const started = Date.now();
    await work().catch((cause: unknown) => {
      throw new Error(`${name}: ${(cause as Error).message}\n${took.join(', ')}\n${log()}`, { cause });
    });
    took.push(`${name} ${Math.round((Date.now() - started) / 1000)} s`);
  }
  process.stdout.write(`${took.join(', ')}\n`);
}
