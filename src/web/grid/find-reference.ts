import type { EntityMeta, Row } from '../api/meta.ts';
import { type ListQuery, listQuery, type Page, queries, titleOf } from '../api/queries.ts';

export interface FoundReference {
  readonly id: string;
  readonly title: string;
  readonly row: Row;
}

const ask = (entity: EntityMeta, query: ListQuery): Promise<Page> =>
  queries.fetchQuery({ ...listQuery(entity.name, query), staleTime: 30_000 });

/**
 * The records that pasted or quickly typed texts mean: by their key, by their whole title, or the only one a search
 * finds. All keys are asked for at once; texts that mean nothing, or several records, are absent.
 */
export async function findReferences(
  entity: EntityMeta,
  texts: readonly string[],
): Promise<Map<string, FoundReference>> {
  const found = new Map<string, FoundReference>();
  const wanted = [...new Set(texts.map((text) => text.trim()).filter(Boolean))];
  const put = (text: string, row: Row) => found.set(text, { id: String(row.id), title: titleOf(entity, row), row });
  if (entity.key) {
    const codes = wanted.map((text) => text.split(' · ')[0]!);
    for (let at = 0; at < codes.length; at += 200) {
      const { rows } = await ask(entity, { filter: { [entity.key]: codes.slice(at, at + 200) }, size: 200 });
      for (const row of rows) {
        const text = wanted[codes.indexOf(String(row[entity.key]))];
        if (text !== undefined) put(text, row);
      }
    }
  }
  const left = wanted.filter((text) => !found.has(text)).slice(0, 40);
  const pages = await Promise.all(left.map((text) => ask(entity, { search: text, size: 5 })));
  pages.forEach(({ rows }, index) => {
    const text = left[index]!;
    const same = rows.filter((row) =>
      [row[entity.title], row[entity.key ?? entity.title]].some(
        (value) => String(value).toLowerCase() === text.toLowerCase(),
      ),
    );
    const only = same.length === 1 ? same[0] : rows.length === 1 ? rows[0] : undefined;
    if (only) put(text, only);
  });
  return found;
}
