/** What the bus needs of a logger; pino's has it. An event name and fields, never a key or a value of a record. */
export interface BusLog {
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}
