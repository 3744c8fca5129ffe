import type { Row } from '../api/meta.ts';

interface LineChange {
  readonly line: unknown;
  readonly name: string;
  readonly was: unknown;
  readonly now: unknown;
}

/** Lines of an amended document, value by value: what each said before and says now. Null where they are no such lines. */
export function linesChanged(before: unknown, after: unknown): LineChange[] | null {
  if (!Array.isArray(before) || !Array.isArray(after) || before.length !== after.length) return null;
  const pairs = after.map((now: Row | null, index) => [before[index] as Row | null, now] as const);
  if (pairs.some(([was, now]) => (was ?? now)?.line === undefined)) return null;
  return pairs.flatMap(([was, now]) =>
    Object.keys(now ?? was ?? {})
      .filter((name) => name !== 'line' && JSON.stringify(was?.[name] ?? null) !== JSON.stringify(now?.[name] ?? null))
      .map((name) => ({ line: (was ?? now)!.line, name, was: was?.[name], now: now?.[name] ?? null })),
  );
}
