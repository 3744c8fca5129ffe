import type { EntityMeta, Row } from '../api/meta.ts';
import { anyListQuery, type ListQuery, type Page, queries, titleOf } from '../api/queries.ts';

export interface FoundReference {
  readonly id: string;
  readonly title: string;
  readonly row: Row;
  /** The text was its key or its title; otherwise it is the only one a search found. */
  readonly exact: boolean;
}

type Filter = Readonly<Record<string, unknown>>;

/** What is offered: of those that fit, the ones in use. */
export const offered = (entity: EntityMeta, filter: Filter = {}): Record<string, unknown> => ({
  ...(entity.fields.active ? { active: true } : {}),
  ...Object.fromEntries(Object.entries(filter).filter(([name]) => name in entity.fields)),
});

const ask = (entity: EntityMeta, query: ListQuery): Promise<Page> =>
  queries.fetchQuery({ ...anyListQuery(entity.name, query), staleTime: 30_000 });

const MOST_KEYS = 200;
/** So many searches run at the same time: a pasted column of names must not keep everybody else waiting. */
const AT_ONCE = 8;

/**
 * The records that texts mean: by their key, by their whole title, or the only one a search finds. All keys are asked for
 * together. A text that means several is told so; one that means nothing is absent.
 */
export async function findReferences(
  entity: EntityMeta,
  texts: readonly string[],
  filter?: Filter,
): Promise<Map<string, FoundReference | 'several'>> {
  const found = new Map<string, FoundReference | 'several'>();
  const wanted = [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  const those = offered(entity, filter);
  if (entity.key) {
    const byCode = Map.groupBy(wanted, (text) => text.split(' · ')[0]!);
    const codes = [...byCode.keys()];
    for (let at = 0; at < codes.length; at += MOST_KEYS) {
      const asked = { filter: { ...those, [entity.key]: codes.slice(at, at + MOST_KEYS) }, size: MOST_KEYS };
      for (const row of (await ask(entity, asked)).rows)
        for (const text of byCode.get(String(row[entity.key])) ?? []) found.set(text, foundOf(entity, row, true));
    }
  }
  const left = wanted.filter((text) => !found.has(text));
  for (let at = 0; at < left.length; at += AT_ONCE) {
    const some = left.slice(at, at + AT_ONCE);
    const pages = await Promise.all(some.map((text) => ask(entity, { search: text, filter: those, size: 20 })));
    pages.forEach(({ rows }, index) => {
      const hit = meant(entity, rows, some[index]!);
      if (hit) found.set(some[index]!, hit);
    });
  }
  return found;
}

const foundOf = (entity: EntityMeta, row: Row, exact: boolean): FoundReference => ({
  id: String(row.id),
  title: titleOf(entity, row),
  row,
  exact,
});

/** Of what a search found, the one record the text means. */
function meant(entity: EntityMeta, rows: readonly Row[], text: string): FoundReference | 'several' | undefined {
  const wanted = text.toLowerCase();
  const called = (name: string) =>
    rows.filter((row) => String(row[`${name}Title`] ?? row[name] ?? '').toLowerCase() === wanted);
  const byKey = entity.key ? called(entity.key) : [];
  const same = byKey.length > 0 ? byKey : called(entity.title);
  const whole = rows.filter((row) => titleOf(entity, row).toLowerCase() === wanted);
  const exact = same.length > 0 ? same : whole;
  if (exact.length === 1) return foundOf(entity, exact[0]!, true);
  if (exact.length > 1 || rows.length > 1) return 'several';
  return rows[0] ? foundOf(entity, rows[0], false) : undefined;
}

/** The record a list for this text has on top, the one of this key before all others. */
export async function firstReference(
  entity: EntityMeta,
  text: string,
  filter?: Filter,
): Promise<FoundReference | undefined> {
  const { rows } = await ask(entity, { search: text, filter: offered(entity, filter), size: 20 });
  const hit = meant(entity, rows, text.trim());
  if (hit && hit !== 'several') return hit;
  return rows[0] ? foundOf(entity, rows[0], false) : undefined;
}
