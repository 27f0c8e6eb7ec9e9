import { createInterface } from 'node:readline';

/**
 * Reads one call per line from standard input and lets an SDK make it. When the input ends and the SDK has settled every
 * call, it prints what the SDK gave up as one line of JSON, `{"failed":[…]}`, and ends.
 * @param {{ make(call: object, settled: (error?: unknown) => void): void, close(): Promise<unknown> }} sdk
 */
export async function play(sdk) {
  const failed = [];
  let open = 0;
  let wake = () => {};
  for await (const line of createInterface({ input: process.stdin })) {
    open++;
    const settled = (error) => {
      open--;
      if (error) failed.push(String(error?.message ?? error));
      wake();
    };
    sdk.make(revive(JSON.parse(line)), settled);
  }
  while (open > 0) await new Promise((resolve) => (wake = resolve));
  await sdk.close();
  process.stdout.write(`${JSON.stringify({ failed })}\n`, () => process.exit(0));
}

const odd = { NaN: NaN, Infinity: Infinity, undefined: undefined };

function revive(value) {
  if (Array.isArray(value)) return value.map(revive);
  if (typeof value !== 'object' || value === null) return value;
  if (typeof value.$date === 'string') return new Date(value.$date);
  if (typeof value.$odd === 'string') return odd[value.$odd];
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, revive(held)]));
}

/** The fields that a Segment or RudderStack call takes, from the neutral form. */
export function fieldsOf({ n, timestamp, ...fields }) {
  delete fields.type;
  return { ...fields, ...(timestamp && { timestamp: new Date(timestamp) }), context: { told: n } };
}
