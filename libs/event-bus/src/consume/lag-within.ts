import { messageOf, pause } from '@rapport/kernel';

/** `/readyz` must answer while the store does not. */
const limitMs = 1_500;

/** What was measured, or why it could not be. Never rejects. */
export async function lagWithin<T extends object>(measuring: Promise<T>): Promise<T | string> {
  const measured = new AbortController();
  const late = pause(limitMs, measured.signal).then(() => `no answer within ${limitMs} ms`);
  try {
    return await Promise.race([measuring, late]);
  } catch (error) {
    return messageOf(error);
  } finally {
    measured.abort();
  }
}
