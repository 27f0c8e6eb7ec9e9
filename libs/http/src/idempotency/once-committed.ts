import { AsyncLocalStorage } from 'node:async_hooks';

const pending = new AsyncLocalStorage<(() => Promise<void>)[]>();

/**
 * Runs `work` before the request is answered, but after its effect is committed. Call it where your own transaction has
 * ended: under an `Idempotency-Key` a larger one may still be open around it, and waiting inside for what only its commit
 * shows would wait for ever.
 */
export async function onceCommitted(work: () => Promise<void>): Promise<void> {
  const list = pending.getStore();
  if (list) list.push(work);
  else await work();
}

/** Runs `transaction`, then what was registered inside it. */
export async function collectingCommittedWork<T>(transaction: () => Promise<T>): Promise<T> {
  const list: (() => Promise<void>)[] = [];
  const result = await pending.run(list, transaction);
  for (const work of list) await work();
  return result;
}
