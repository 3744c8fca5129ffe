import type { Entity, Field } from '../entity.ts';
import type { Tx } from '../tx.ts';
import { titlesOf } from './value.ts';

/** Names what references to several kinds lead to, one question a kind. */
export async function withKinds<R extends Record<string, unknown>>(
  tx: Tx,
  entity: Entity,
  visible: [string, Field][],
  rows: R[],
): Promise<R[]> {
  const fields = visible.flatMap(([name, { kindIn }]) => (kindIn ? [{ name, kindIn }] : []));
  if (fields.length === 0 || rows.length === 0) return rows;
  const named = fields.flatMap(({ name, kindIn }) =>
    rows.flatMap((row) => (row[name] ? [{ kind: String(row[kindIn]), id: String(row[name]) }] : [])),
  );
  const kinds = Map.groupBy(named, ({ kind }) => kind);
  const titles = new Map(
    await Promise.all(
      [...kinds].map(
        async ([kind, of]) => [kind, new Map(await titlesOf(tx, kind, [...new Set(of.map(({ id }) => id))]))] as const,
      ),
    ),
  );
  return rows.map((row) => {
    const own = fields.map(({ name, kindIn }) => {
      const [kind, id] = [String(row[kindIn]), row[name]];
      if (!id || (kind === entity.name && id === row.id)) return { [name]: null, [`${name}Title`]: null };
      const title = titles.get(kind)?.get(String(id));
      return { [`${name}Title`]: [tx.registry.entities.get(kind)?.label, title].filter(Boolean).join(' ') };
    });
    return Object.assign({}, row, ...own);
  });
}
