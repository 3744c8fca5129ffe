/** A limit on everything that comes in. */
export const LIMITS = {
  bodyMiB: 4,
  /** Of the one operation that takes a file, as base64. */
  uploadMiB: 16,
  signInBytes: 4_096,
  /** The whole request must have arrived by then. */
  requestMs: 30_000,
  keepAliveMs: 65_000,
  /** From one address, unless the operator says otherwise. */
  requestsPerMinute: 30_000,
  signInsPerMinute: 20,
  keyLength: 200,
  queryLength: 16_384,
  /** The event loop is overloaded when it is later than this so many times in a row, looked at so often. */
  eventLoopDelayMs: 1_000,
  lateTurns: 5,
  pressureMs: 100,
  liveClients: 500,
  searchPerEntity: 8,
  searchTotal: 40,
  timelineRows: 100,
} as const;
