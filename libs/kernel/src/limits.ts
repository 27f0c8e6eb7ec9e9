/** Every limit of the two doors, once (security.md 4.1, ingest.md 1.6). Bytes are UTF-8 bytes, lengths are UTF-16 units. */
export const limits = {
  /** Inflated body of a request on the SDK wire. */
  wireBodyBytes: 4 * 1024 * 1024,
  wireBatchItems: 2500,
  /** Inflated body of a management request, and of `POST /api/v1/events`. */
  managementBodyBytes: 1024 * 1024,
  /** The same as sent with gzip. */
  managementCompressedBytes: 512 * 1024,
  managementBatchItems: 500,
  /** Path and query of a request, in characters. */
  urlLength: 8 * 1024,
  eventBytes: 32 * 1024,
  depth: 16,
  keysPerEvent: 1000,
  keyLength: 128,
  eventStringLength: 8 * 1024,
  traitStringLength: 1024,
  arrayLength: 500,
  /** Of an item that was turned away; a record must stay below Kafka's default limit of 1 MB. */
  deadLetterBytes: 512 * 1024,
  identifierLength: 256,
  /** Names and categories of events: short enough for a btree entry (2,704 bytes) at three bytes each. */
  eventNameLength: 512,
  messageIdLength: 100,
  /** Of an imported file, inflated. */
  importBytes: 100 * 1024 * 1024,
  importRows: 2_000_000,
  importColumns: 500,
  /** One row of an imported file; an event that is larger than `eventBytes` is refused when it is judged. */
  importRowBytes: 256 * 1024,
  traitsPerProfile: 500,
  traitBytesPerProfile: 64 * 1024,
  identifiersPerProfile: 100,
  /** Groups that are shown of one person; those who were in more keep them, and show the most recent. */
  groupsPerProfile: 100,
} as const;
