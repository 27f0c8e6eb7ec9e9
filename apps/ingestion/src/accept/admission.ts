/** Bodies and events that this process holds at a time (reliability.md 4.9). */
const mostBytes = 64 * 1024 * 1024;
const mostEvents = 10_000;

/** Bounds what is held in memory while the log is slow: beyond it the door refuses, and the client tries again. */
export class Admission {
  private bytes = 0;
  private events = 0;

  constructor(private readonly limits = { bytes: mostBytes, events: mostEvents }) {}

  /** One request is always let in, however large. @returns what gives the room back; undefined when there is none */
  admit(bytes: number, events: number): (() => void) | undefined {
    if (this.events > 0 && this.events + events > this.limits.events) return undefined;
    if (this.bytes > 0 && this.bytes + bytes > this.limits.bytes) return undefined;
    this.bytes += bytes;
    this.events += events;
    return () => {
      this.bytes -= bytes;
      this.events -= events;
    };
  }

  get eventsHeld(): number {
    return this.events;
  }
}
