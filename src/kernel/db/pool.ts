import pg from 'pg';

const OID = {
  int8: 20,
  numeric: 1700,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  int8Array: 1016,
  numericArray: 1231,
};

const isoTime = (text: string): string => text.replace(' ', 'T').replace(/\+00$/, 'Z');

const parsers: Record<number, (text: string) => unknown> = {
  [OID.int8]: BigInt,
  [OID.numeric]: (text) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text),
  [OID.date]: (text) => text,
  [OID.timestamp]: isoTime,
  [OID.timestamptz]: isoTime,
};

const types: pg.CustomTypesConfig = {
  // biome-ignore lint/suspicious/noExplicitAny: pg types its parsers so
  getTypeParser: (oid: number, format?: any): any => parsers[oid] ?? pg.types.getTypeParser(oid, format),
};

const LIMITS = { connections: 16, slots: 32, statementMs: 60_000, connectMs: 10_000 } as const;

const slots = new WeakMap<pg.ClientBase, number>();
let nextSlot = Math.floor(Math.random() * LIMITS.slots);

/** The slot of a connection, fixed for its life: which of the parallel balance rows it adds to. */
export const slotOf = (client: pg.ClientBase): number => {
  let slot = slots.get(client);
  if (slot === undefined) {
    slot = nextSlot++ % LIMITS.slots;
    slots.set(client, slot);
  }
  return slot;
};

export function makePool(url: string, options: { max?: number; statementMs?: number; name?: string } = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.max ?? LIMITS.connections,
    types,
    pipeline: true,
    connectionTimeoutMillis: LIMITS.connectMs,
    idleTimeoutMillis: 30_000,
    application_name: options.name ?? 'countinghouse',
    options: `-c statement_timeout=${options.statementMs ?? LIMITS.statementMs} -c timezone=UTC -c datestyle=ISO -c intervalstyle=iso_8601`,
  } as pg.PoolConfig);
  return surviving(pool);
}

/**
 * A lost connection must not end the process, idle or in use: its queries fail and tell whoever waits for them, and the next
 * checkout replaces it. Without listeners Node would take the error itself as fatal.
 */
export const surviving = (pool: pg.Pool): pg.Pool =>
  pool.on('error', () => undefined).on('connect', (client) => void client.on('error', () => undefined));
