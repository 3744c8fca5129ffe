type Values = Readonly<Record<string, unknown>>;

/** What is wrong with a record as it would be, by the field: where the value of one depends on another. */
export type Judge = (record: Values) => Readonly<Record<string, string>>;

/** What a change makes wrong, as issues of an input. What was wrong before and is not touched stays as it is. */
export function madeWrong(
  judge: Judge | undefined,
  changes: Values,
  before?: Values,
): { path: string; message: string }[] {
  const already = (before && judge?.(before)) ?? {};
  return Object.entries(judge?.({ ...before, ...changes }) ?? {})
    .filter(([name]) => name in changes || !(name in already))
    .map(([name, message]) => ({ path: before ? `changes.${name}` : name, message }));
}
