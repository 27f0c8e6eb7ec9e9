export interface StreamItem {
  /** `Last-Event-ID` of a client that comes back. */
  id: string;
  event: string;
  data: unknown;
}
