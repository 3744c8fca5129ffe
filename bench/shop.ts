import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { type App, makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import type { Command } from '#kernel/command.ts';
import { createCompany, seedActor } from '#kernel/company.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { type Server, startServer } from '#kernel/db/server.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { withClient } from '#kernel/transaction.ts';
import { modules } from '#modules/all.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { migrateJobs } from '#surfaces/worker/jobs.ts';

export const DAY = '2026-03-02';

/** A durable server of its own with one company that buys and sells: customers, suppliers, items with stock. */
export interface Shop {
  readonly app: App;
  readonly server: Server;
  readonly company: number;
  readonly site: string;
  readonly customers: readonly string[];
  readonly suppliers: readonly string[];
  readonly items: readonly string[];
  call(operation: string, input: object): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

export interface Size {
  readonly customers?: number;
  readonly suppliers?: number;
  readonly items: number;
  readonly connections: number;
}

export async function openShop({ customers = 0, suppliers = 0, items, connections }: Size): Promise<Shop> {
  const dataDir = mkdtempSync(join(tmpdir(), 'countinghouse-bench-'));
  const server = await startServer({ dataDir });
  await migrate(server.ownerUrl);
  await migrateJobs(server.ownerUrl);
  const app = makeApp({
    registry: makeRegistry(modules),
    appUrl: server.appUrl,
    ownerUrl: server.ownerUrl,
    clock: fixedClock(`${DAY}T09:00:00Z`),
    connections,
  });
  const actor = seedActor(app, 'owner');
  const company = await createCompany(app, { code: 'BENCH', name: 'Bench', currency: 'EUR', country: 'AT' }, actor);
  const call = async (operation: string, input: object) =>
    (await execute(app, operation, { actor, company, input, via: 'bench' })).output as Record<string, unknown>;
  const first = async (entity: string, filter?: object) => {
    const found = await listEntity({ app, actor, company, entity: app.registry.entities.get(entity)! }, { filter });
    return String(found.rows[0]!.id);
  };
  const make = async (count: number, operation: string, input: (n: number) => object) => {
    const ids: string[] = [];
    for (let n = 0; n < count; n++) ids.push(String((await call(operation, input(n))).id));
    return ids;
  };
  const site = await first('organisation.site');
  const terms = await first('parties.terms', { code: 'NET30' });
  const itemIds = await make(items, 'catalog.create_item', (n) => ({
    code: `I-${n}`,
    name: `Item ${n}`,
    listPrice: String(10 + n),
    costingMethod: n % 2 ? 'average' : 'fifo',
  }));
  const customerIds = await make(customers, 'parties.create_party', (n) => ({
    code: `C-${n}`,
    name: `Customer ${n}`,
    isCustomer: true,
    salesTerms: terms,
    country: 'AT',
  }));
  const supplierIds = await make(suppliers, 'parties.create_party', (n) => ({
    code: `S-${n}`,
    name: `Supplier ${n}`,
    isSupplier: true,
    purchaseTerms: terms,
    country: 'AT',
  }));
  const lines = itemIds.map((item) => ({ item, quantity: '10000000', unitCost: '4' }));
  await call(receiveStock.name, { site, reason: 'opening', lines } satisfies InputOf<typeof receiveStock>);
  await withClient(app.ownerPool, (client) => client.query('vacuum analyze'));
  return {
    app,
    server,
    company,
    site,
    customers: customerIds,
    suppliers: supplierIds,
    items: itemIds,
    call,
    close: async () => {
      await app.close();
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

type InputOf<C extends Command> = C['input']['_input'];

/** Rules the run must not have broken, beside the invariants of the modules. Returns what is wrong. */
const faultsAfter = ({ app }: Shop): Promise<{ what: string; n: bigint }[]> =>
  withClient(
    app.ownerPool,
    (client) => sqlOn(client)<{ what: string; n: bigint }>`
    select * from (
      select 'an order number twice' as what, count(*) - count(distinct (company_id, number)) as n from sales.sales_order
      union all select 'an invoice number twice', count(number) - count(distinct (company_id, kind, number)) from receivables.invoice
      union all select 'a purchase order number twice', count(*) - count(distinct (company_id, number)) from purchasing.purchase_order
      union all select 'a bill number twice', count(number) - count(distinct (company_id, kind, number)) from payables.bill
      union all select 'stock below zero', count(*) from inventory.stock where on_hand < 0 or reserved < 0
    ) f where n > 0`,
  );

/** Throws when the run left a number twice, stock below zero or a broken invariant; says so when it did not. */
export async function proveBooks(shop: Shop): Promise<void> {
  const faults = [...(await faultsAfter(shop)), ...(await verifyInvariants(shop.app.ownerPool))];
  if (faults.length > 0) throw new Error(`The run broke a rule: ${inspect(faults.slice(0, 5), { depth: 5 })}`);
  console.log('invariants clean, no number twice, no stock below zero');
}
