import type { App } from './app.ts';
import { json, raw, sqlOn } from './db/sql.ts';
import { withClient } from './transaction.ts';
import type { Tx } from './tx.ts';
import { newId } from './values/id.ts';

/**
 * Numbers of documents the law wants without gaps (invoices, credit notes, payments). Fills the `number` column of the
 * given rows, in order, as the last thing before the commit, because the series' row is held until then.
 */
export function numberAtCommit(tx: Tx, series: string, year: number, tableName: string, ids: readonly string[]): void {
  if (ids.length === 0) return;
  tx.beforeCommit(async () => {
    await tx.sql`
      with given as (
        update kernel.number_series set next = next + ${ids.length}
        where company_id = ${tx.company} and series = ${series} and year = ${year}
        returning next - ${ids.length} as first, prefix, width
      ), opened as (
        insert into kernel.number_series (company_id, series, year, prefix, width, next)
        select company_id, series, ${year}, prefix || ${`${year}-`}, width, 1 + ${ids.length} from kernel.number_series
        where company_id = ${tx.company} and series = ${series} and year = 0 and not exists (select from given)
        on conflict (company_id, series, year) do update set next = kernel.number_series.next + ${ids.length}
        returning next - ${ids.length} as first, prefix, width
      )
      update ${raw(tableName)} as t
      set number = s.prefix || lpad((s.first + r.position - 1)::text, s.width, '0')
      from (select * from given union all select * from opened) as s,
        unnest(${ids}::uuid[]) with ordinality as r(id, position)
      where t.company_id = ${tx.company} and t.id = r.id`;
  });
}

/** Declares a series when a company is made. A gapless one starts anew each year with the year in its prefix. */
export const defineSeries = (
  tx: Tx,
  series: readonly { series: string; prefix: string; width?: number }[],
): Promise<unknown> =>
  tx.sql`insert into kernel.number_series (company_id, series, year, prefix, width)
    select ${tx.company}, series, 0, prefix, coalesce(width, 5)
    from jsonb_to_recordset(${json(series)}) as r(series text, prefix text, width int) on conflict do nothing`;

const BLOCK = 50;
interface Block {
  next: bigint;
  until: bigint;
  prefix: string;
  width: number;
}
const blocks = new WeakMap<App, Map<string, Block>>();

/**
 * Numbers for documents that may have gaps (orders, deliveries): taken in blocks outside the transaction, so nobody waits
 * for anybody. Each process hands out its own blocks.
 */
export async function takeNumbers(app: App, company: number, series: string, count: number): Promise<string[]> {
  let mine = blocks.get(app);
  if (!mine) {
    mine = new Map();
    blocks.set(app, mine);
  }
  const key = `${company}/${series}`;
  const numbers: string[] = [];
  while (numbers.length < count) {
    const block = mine.get(key);
    if (block && block.next < block.until) {
      numbers.push(block.prefix + String(block.next++).padStart(block.width, '0'));
      continue;
    }
    mine.set(key, await nextBlock(app, company, series, Math.max(BLOCK, count - numbers.length)));
  }
  return numbers;
}

const nextBlock = (app: App, company: number, series: string, size: number): Promise<Block> =>
  withClient(app.sidePool, async (client) => {
    const sql = sqlOn(client);
    await client.query('begin');
    const event = newId();
    await sql`select set_config('countinghouse.company', ${String(company)}, true), set_config('countinghouse.event', ${event}, true)`;
    const [row] = await sql<{ first: bigint; prefix: string; width: number }>`
      update kernel.number_series set next = next + ${size} where company_id = ${company} and series = ${series} and year = 0
      returning next - ${size} as first, prefix, width`;
    await sql`insert into kernel.event (company_id, id, at, actor, actor_name, via, operation, input, hash)
      values (${company}, ${event}, ${app.clock.now()}, 'numbers', 'Numbers', 'program', 'kernel.take_numbers', ${json({ series, count: size })}, '')`;
    await client.query('commit');
    if (!row) throw new Error(`The company ${company} has no number series ${series}.`);
    return { next: row.first, until: row.first + BigInt(size), prefix: row.prefix, width: row.width };
  });
