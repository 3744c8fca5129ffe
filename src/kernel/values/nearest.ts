/** The name that was probably meant, if one is near enough. */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const [wanted, most] = [given.toLowerCase(), Math.max(1, Math.floor(given.length / 3))];
  const ranked = names
    .map((name) => ({ name, far: distance(wanted, name.toLowerCase()) }))
    .filter(({ name, far }) => far <= most || holds(wanted, name.toLowerCase()))
    .sort((a, b) => a.far - b.far || a.name.localeCompare(b.name));
  return ranked[0]?.name;
}

const SHORTEST_PART = 4;

/** `itemId` for `item`, `discount` for `discountPercent`. */
const holds = (a: string, b: string): boolean =>
  Math.min(a.length, b.length) >= SHORTEST_PART && (a.startsWith(b) || b.startsWith(a));

/** How many letters are missing, too many, wrong or in the place of their neighbour (Damerau, one row at a time). */
function distance(a: string, b: string): number {
  let [before, last] = [[] as number[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        row[j] = Math.min(row[j]!, before[j - 2]! + 1);
    }
    [before, last] = [last, row];
  }
  return last[b.length]!;
}
