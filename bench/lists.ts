/*
 * A page of 50 sales orders, filtered and sorted, of a company with a million orders beside one with ten thousand in the same
 * database. Run: npm run bench -- lists. BENCH_ROWS (1000000). The last line is JSON.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeApp } from '#kernel/app.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { startServer } from '#kernel/db/server.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { withClient } from '#kernel/transaction.ts';
import { modules } from '#modules/all.ts';

const ROWS = Number(process.env.BENCH_ROWS ?? 1_000_000);
const FEW = 10_000;
const TURNS = 25;
/** Pages a person looks at: the newest, those to deliver, a customer's, a range of days, a later page, by amount of a day. */
const PAGES = {
  newest: { sort: '-orderedOn' },
  'to deliver, by promise': { filter: { state: 'confirmed' }, sort: 'promisedOn' },
  'of a customer': { filter: { customer: '' }, sort: '-orderedOn' },
  'of some days, third page': {
    filter: { orderedOn: { from: '2026-02-01', to: '2026-02-28' } },
    sort: '-orderedOn',
    page: 3,
  },
} as const;

const dataDir = mkdtempSync(join(tmpdir(), 'bench-lists-'));
const server = await startServer({ dataDir });
await migrate(server.ownerUrl);
const app = makeApp({ registry: makeRegistry(modules), appUrl: server.appUrl, ownerUrl: server.ownerUrl });
const actor = seedActor(app, 'owner');
const entity = app.registry.entities.get('sales.sales_order')!;

/** Orders of one line over three years, by statements over sets; 200 customers; one in fifty still to deliver. */
async function fill(company: number, rows: number): Promise<string> {
  return withClient(app.ownerPool, async (client) => {
    await client.query(`
      with site as (select id from organisation.site where company_id = ${company}),
      customer as (insert into parties.party (company_id, id, code, name, is_customer)
        select ${company}, gen_random_uuid(), 'C' || n, 'Customer ' || n, true from generate_series(1, 200) n returning id, code),
      item as (insert into catalog.item (company_id, id, code, name, kind, unit) values (${company}, gen_random_uuid(), 'P', 'Pump', 'stocked', 'EA') returning id),
      made as (
        insert into sales.sales_order (company_id, id, number, state, customer_id, ordered_on, promised_on, site_id, currency, owner, net_minor, tax_minor, open_base_minor)
        select ${company}, gen_random_uuid(), 'SO-' || lpad(n::text, 8, '0'), case when n % 50 = 0 then 'confirmed' else 'done' end, c.id,
          date '2024-01-01' + (n::bigint * 1000 / ${rows})::int, date '2024-01-15' + (n::bigint * 1000 / ${rows})::int, site.id, 'EUR', 'bench', n, 0, 0
        from generate_series(1, ${rows}) n join customer c on c.code = 'C' || (1 + n % 200), site returning id, state
      )
      insert into sales.order_line (company_id, id, order_id, position, item_id, stocked, description, quantity, unit, unit_price, price_reason, net_minor, shipped, invoiced)
      select ${company}, gen_random_uuid(), made.id, 1, item.id, true, 'Pump', 1, 'EA', 1, '{}', 100, case when state = 'done' then 1 else 0 end, case when state = 'done' then 1 else 0 end
      from made, item`);
    await client.query('vacuum analyze sales.sales_order, sales.order_line, parties.party');
    const [customer] = await sqlOn(client)<{
      id: string;
    }>`select id from parties.party where company_id = ${company} and code = 'C7'`;
    return customer!.id;
  });
}

async function timed(company: number, query: object): Promise<number> {
  const times: number[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const start = performance.now();
    const page = await listEntity({ app, actor, company, entity }, query);
    times.push(performance.now() - start);
    if (page.rows.length !== 50) throw new Error(`${JSON.stringify(query)} gave ${page.rows.length} rows.`);
  }
  return times.toSorted((a, b) => a - b)[Math.floor(TURNS / 2)]!;
}

try {
  const few = await createCompany(app, { code: 'FEW', name: 'Few', currency: 'EUR' }, actor);
  const many = await createCompany(app, { code: 'MANY', name: 'Many', currency: 'EUR' }, actor);
  const customers = { [few]: await fill(few, FEW), [many]: await fill(many, ROWS) };
  let worst = 0;
  for (const [name, page] of Object.entries(PAGES)) {
    const queryOf = (company: number) =>
      'filter' in page && 'customer' in page.filter ? { ...page, filter: { customer: customers[company] } } : page;
    const [short, long] = [await timed(few, queryOf(few)), await timed(many, queryOf(many))];
    worst = Math.max(worst, long / short);
    console.log(
      `${name}: ${short.toFixed(2)} ms of ${FEW}, ${long.toFixed(2)} ms of ${ROWS}: ${(long / short).toFixed(2)}`,
    );
  }
  console.log(JSON.stringify({ bench: 'lists', rows: ROWS, page_many_to_few: Number(worst.toFixed(2)) }));
} finally {
  await app.close();
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
}
