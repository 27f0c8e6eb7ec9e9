/** What one function, one event and one request may use up. */
export const sandboxLimits = {
  /** All memory of a function: the engine's own, its stack and everything the function makes. Fixed; it cannot grow. */
  memoryBytes: 16 * 1024 * 1024,
  /** Of calls inside one another, in the engine's own stack. */
  stackBytes: 192 * 1024,
  /** Of one event in one function; looked at by the interpreter, so that plain code never runs longer. */
  eventMs: 250,
  /** The same, by the wall clock alone, on a machine too busy to give the process even `eventMs`. */
  starvedMs: 1_500,
  /** One event that keeps a thread this long is inside a built-in that cannot be interrupted: the thread is killed. */
  stuckMs: 2_000,
  /** Events of one request together, as they were run. */
  requestMs: 10_000,
  /** A thread turns to the next request after this long, so that no workspace keeps it for itself. */
  turnMs: 100,
  eventsPerTurn: 200,
  /** What waits for a thread, all requests together, and how long it waits at most. */
  waitingEvents: 10_000,
  waitMs: 5_000,
  /** For a request that has begun, from then on. */
  finishMs: 15_000,
  /** That one event may become. */
  eventsPerSplit: 25,
  codeLength: 64 * 1024,
  /** UTF-16 units of one event that comes out; its bytes are measured by the rules of the door. */
  resultLength: 32 * 1024,
  /** UTF-16 units that come out for a whole request. */
  requestResultLength: 32 * 1024 * 1024,
  messageLength: 300,
  logLines: 50,
  logLineLength: 500,
} as const;
