import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type pg from 'pg';

/** A piece of SQL with its parameters, to be put into a larger statement. */
export class Fragment {
  readonly strings: readonly string[];
  readonly values: readonly unknown[];
  constructor(strings: readonly string[], values: readonly unknown[]) {
    this.strings = strings;
    this.values = values;
  }
}

/** `sql.part` text: parameters stay parameters. */
export const part = (strings: TemplateStringsArray, ...values: unknown[]): Fragment => new Fragment(strings, values);

/** SQL text as it stands. Only for names that come from the program, never from a user. */
export const raw = (text: string): Fragment => new Fragment([text], []);

export const join = (parts: readonly Fragment[], separator: string): Fragment => {
  if (parts.length === 0) return raw('');
  const strings: string[] = [''];
  const values: unknown[] = [];
  parts.forEach((item, index) => {
    if (index > 0) strings[strings.length - 1] += separator;
    strings[strings.length - 1] += item.strings[0]!;
    item.values.forEach((value, at) => {
      values.push(value);
      strings.push(item.strings[at + 1]!);
    });
  });
  return new Fragment(strings, values);
};

/** A value for a `json`/`jsonb` column; bigints become strings. */
export const json = (value: unknown): Fragment => new Fragment(['', '::jsonb'], [toJson(value)]);

export const toJson = (value: unknown): string =>
  JSON.stringify(value ?? null, (_, item) => (typeof item === 'bigint' ? item.toString() : item));

/**
 * Rows as a table expression: `… from ${table(lines, { id: 'uuid', amountMinor: 'bigint' })}` reads them as
 * `r(id, amount_minor)`. One parameter a column, however many rows.
 */
export function table<T extends object>(
  rows: readonly T[],
  columns: Partial<Record<keyof T & string, string>>,
  alias = 'r',
): Fragment {
  const names = Object.keys(columns);
  const types = columns as Record<string, string>;
  const strings: string[] = ['unnest('];
  const values = names.map((name) =>
    rows.map((row) => {
      const value = (row as Record<string, unknown>)[name];
      return types[name] === 'jsonb' && value !== null && value !== undefined ? toJson(value) : value;
    }),
  );
  names.forEach((name, index) => {
    const last = index === names.length - 1;
    strings.push(`::${types[name]}[]${last ? `) as ${alias}(${names.map(snakeCase).join(', ')})` : ', '}`);
  });
  return new Fragment(strings, values);
}

const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** Runs a statement; rows come back with camelCase keys, int8 as bigint, numeric, date and timestamptz as strings. */
export type Sql = <R = Record<string, unknown>>(strings: TemplateStringsArray, ...values: unknown[]) => Promise<R[]>;

export interface Statement {
  readonly text: string;
  readonly values: unknown[];
}

function compile(strings: readonly string[], values: readonly unknown[]): Statement {
  const out: unknown[] = [];
  let text = '';
  const add = (pieces: readonly string[], items: readonly unknown[]): void => {
    pieces.forEach((piece, index) => {
      text += piece;
      if (index >= items.length) return;
      const item = items[index];
      if (item instanceof Fragment) add(item.strings, item.values);
      else {
        out.push(item === undefined ? null : item);
        text += `$${out.length}`;
      }
    });
  };
  add(strings, values);
  return { text, values: out };
}

const names = new Map<string, string>();
const prepare = process.env.PG_PREPARE !== '0';

/** The same text is the same named statement on every connection (off with PG_PREPARE=0, for poolers that forbid it). */
const nameOf = (text: string): string | undefined => {
  if (!prepare) return undefined;
  let name = names.get(text);
  if (name === undefined) {
    if (names.size > 5_000) return undefined;
    name = createHash('sha1').update(text).digest('base64url');
    names.set(text, name);
  }
  return name;
};

/** How many statements this process has sent; tests assert that it does not grow with a document's lines. */
export const counters = { queries: 0 };

/** Of statements sent at once, those after one that failed fail only because of it: it is heard first, and is what they say. */
export const sqlOn = (client: pg.ClientBase): Sql => {
  let failure: unknown;
  return async (strings, ...values) => {
    try {
      return await run(client, compile(strings, values));
    } catch (error) {
      if ((error as { code?: string }).code !== '25P02') failure = error;
      else await turn();
      throw failure ?? error;
    }
  };
};

export async function run<R>(client: pg.ClientBase, { text, values }: Statement): Promise<R[]> {
  counters.queries++;
  // The name is left out of the type of array-mode queries in @types/pg, but not out of pg.
  const config = { name: nameOf(text), text, values, rowMode: 'array' as const };
  const result = await client.query<unknown[]>(config as pg.QueryArrayConfig);
  const keys = result.fields.map((field) => camel(field.name));
  return result.rows.map((row) => {
    const record: Record<string, unknown> = {};
    for (let index = 0; index < keys.length; index++) record[keys[index]!] = row[index];
    return record as R;
  });
}

const camels = new Map<string, string>();
const camel = (name: string): string => {
  let found = camels.get(name);
  if (found === undefined) {
    found = name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    camels.set(name, found);
  }
  return found;
};
