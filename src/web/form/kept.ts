interface Entry {
  readonly at: number;
  readonly what: unknown;
}

const KEEP_MS = 14 * 86_400_000;

/** JSON knows neither exact whole numbers nor maps: they are kept as objects of one member, named so. */
const asJson = (_: string, value: unknown): unknown =>
  typeof value === 'bigint' ? { $bigint: String(value) } : value instanceof Map ? { $map: [...value] } : value;

function fromJson(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { $bigint, $map } = value as { $bigint?: string; $map?: [unknown, unknown][] };
  return $bigint === undefined ? ($map === undefined ? value : new Map($map)) : BigInt($bigint);
}

type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

/** What was kept under a key; nothing when it is too old, unreadable, or the browser keeps nothing. */
export function readKept<T>(shelf: Shelf, key: string, now: number): T | undefined {
  try {
    const kept = JSON.parse(shelf.getItem(key) ?? 'null', fromJson) as Entry | null;
    if (kept && now - kept.at < KEEP_MS) return kept.what as T;
    if (kept) shelf.removeItem(key);
    return undefined;
  } catch {
    return undefined;
  }
}

export function writeKept(shelf: Shelf, key: string, what: unknown, now: number): void {
  try {
    shelf.setItem(key, JSON.stringify({ at: now, what }, asJson));
  } catch {
    // The browser keeps nothing, or no more: the form works without.
  }
}
