import type { z } from 'zod';
import { outputSchema } from './json-schema.ts';

/*
 * What somebody may be told of what an operation answers. A field of an output names the permission it needs (`SeenWith`); whoever
 * lacks it gets the answer without the field, whatever door it leaves by, be it carried out, rehearsed or given again.
 */

export interface ProtectedOutput {
  /** Names from the top; `*` stands for each of a list. */
  readonly path: readonly string[];
  readonly right: string;
}

interface Schema {
  readonly right?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

const known = new WeakMap<z.ZodType, readonly ProtectedOutput[]>();

export function protectedOutputs(output: z.ZodType): readonly ProtectedOutput[] {
  const found = known.get(output) ?? within(outputSchema(output), []);
  known.set(output, found);
  return found;
}

const within = ({ right, properties = {}, items, anyOf = [] }: Schema, path: readonly string[]): ProtectedOutput[] => [
  ...(right ? [{ path, right }] : []),
  ...Object.entries(properties).flatMap(([name, inner]) => within(inner, [...path, name])),
  ...(items ? within(items, [...path, '*']) : []),
  ...anyOf.flatMap((inner) => within(inner, path)),
];

/** The output as who has these permissions may see it. */
export const visibleOutput = <T>(output: z.ZodType, permissions: ReadonlySet<string>, value: T): T =>
  protectedOutputs(output)
    .filter(({ right }) => !permissions.has(right))
    .reduce<T>((seen, { path }) => without(seen, path) as T, value);

function without(value: unknown, [name, ...rest]: readonly string[]): unknown {
  if (value === null || typeof value !== 'object') return value;
  if (name === '*') return Array.isArray(value) ? value.map((item) => without(item, rest)) : value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      key !== name ? [[key, item]] : rest.length > 0 ? [[key, without(item, rest)]] : [],
    ),
  );
}
