import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { verifySeal } from '#kernel/seal.ts';
import { withClient } from '#kernel/transaction.ts';
import { openProgram } from '#surfaces/open.ts';
import { LONG, sealAll } from '#test/harness.ts';
import { makeProgram, type Program } from './program.ts';

/** How often the program and how often the database is killed; more by request. */
const KILLS = Number(process.env.STORM_KILLS ?? (LONG ? 20 : 4));
const CLIENTS = 4;
const BREATH_MS = 700;
/** Only ends a test that hangs. */
const CEILING_MS = 1_800_000 + KILLS * 120_000;
/** Busy, and too many. */
const AGAIN = new Set([409, 429]);

interface Storm {
  over: boolean;
  /** How often something was killed and is there again. */
  kills: number;
  /** The newest of these after which somebody asked and was answered. */
  answeredAfter: number;
}

interface Noted {
  readonly key: string;
  readonly operation: string;
  /** Undefined: never answered. */
  output?: Record<string, unknown>;
}

test('what was answered is kept once, however often the program and its database are killed', {
  timeout: CEILING_MS,
}, async () => {
  const program = await makeProgram();
  const journal: Noted[] = [];
  const gaps = { app: [] as number[], database: [] as number[] };
  try {
    await program.start();
    const storm: Storm = { over: false, kills: 0, answeredAfter: 0 };
    const clients = Array.from({ length: CLIENTS }, (_, n) => (n % 2 === 0 ? sell : buy)(program, journal, storm));
    const all = Promise.all(clients);
    all.catch(() => undefined);
    for (let kill = 0; kill < KILLS * 2; kill++) {
      await wait(BREATH_MS * (0.3 + Math.random()));
      const start = performance.now();
      if (kill % 2 === 1) {
        // The program stays and starts its database anew.
        const killed = program.killDatabase();
        expect(killed, 'a database runs').toBeDefined();
        while ([undefined, killed].includes(program.database())) await Promise.race([wait(10), all]);
      } else {
        await program.killApp();
        await program.start();
      }
      storm.kills++;
      // Somebody who asked since is answered; a client that was refused ends the test.
      while (storm.answeredAfter < storm.kills) await Promise.race([wait(10), all]);
      gaps[kill % 2 === 0 ? 'app' : 'database'].push(performance.now() - start);
    }
    storm.over = true;
    await all;
    await program.stop();
    await examine(program, journal);
    const worst = (times: number[]) => Math.round(Math.max(...times));
    console.log(
      `${KILLS} kills of each, ${journal.length} operations answered; back after at most ${worst(gaps.app)} ms and ${worst(gaps.database)} ms`,
    );
  } finally {
    await program.stop();
    program.remove();
  }
});

/** Takes orders to their payment until the storm is over; each step is tried again under its key until it is answered. */
async function sell(program: Program, journal: Noted[], storm: Storm): Promise<void> {
  while (!storm.over) {
    const customer = program.customers[journal.length % program.customers.length]!;
    const lines = program.items.slice(0, 3).map((item) => ({ item, quantity: '1' }));
    const placed = await insist({ program, journal, storm }, 'sales.place_order', { customer, lines, confirm: true });
    const orders = [placed.order];
    await insist({ program, journal, storm }, 'sales.ship_orders', { orders });
    const { invoices } = await insist({ program, journal, storm }, 'sales.invoice_orders', { orders });
    const amountMinor = String(placed.totalMinor);
    const payment = { customer, amountMinor, settle: 'documents', documents: invoices };
    await insist({ program, journal, storm }, 'receivables.record_payment', payment);
  }
}

/** The same for what is bought: ordered, received, billed and paid. */
async function buy(program: Program, journal: Noted[], storm: Storm): Promise<void> {
  while (!storm.over) {
    const supplier = program.suppliers[journal.length % program.suppliers.length]!;
    const lines = program.items.slice(0, 3).map((item) => ({ item, quantity: '2', unitPrice: '4.10' }));
    const { order } = await insist({ program, journal, storm }, 'purchasing.place_order', {
      supplier,
      lines,
      send: true,
    });
    const { receipt } = await insist({ program, journal, storm }, 'purchasing.receive_goods', { order });
    const goods = await linesOf(program, String(receipt));
    const billed = goods.map((receiptLine) => ({ receiptLine, quantity: '2', unitPrice: '4.15', taxCodes: [] }));
    const bill = { supplier, supplierNumber: crypto.randomUUID(), acknowledgeDuplicate: true, lines: billed };
    const { totalMinor } = await insist({ program, journal, storm }, 'payables.post_bill', bill);
    await insist({ program, journal, storm }, 'payables.record_payment', { supplier, amountMinor: String(totalMinor) });
  }
}

async function linesOf({ address, key }: Program, receipt: string): Promise<string[]> {
  const query = encodeURIComponent(JSON.stringify({ filter: { receipt } }));
  for (;;) {
    const headers = { authorization: `Bearer ${key}` };
    const answer = await fetch(`${address}/api/entity/purchasing.receipt_line?q=${query}`, { headers }).catch(
      () => null,
    );
    if (answer?.ok) return ((await answer.json()) as { rows: { id: string }[] }).rows.map((row) => row.id);
    await wait(20);
  }
}

interface Client {
  readonly program: Program;
  readonly journal: Noted[];
  readonly storm: Storm;
}

async function insist({ program, journal, storm }: Client, operation: string, input: object) {
  const noted: Noted = { key: crypto.randomUUID(), operation };
  journal.push(noted);
  for (;;) {
    const { kills } = storm;
    const answer = await ask(program, operation, noted.key, input);
    if (answer?.status === 200) {
      noted.output = answer.body.output as Record<string, unknown>;
      storm.answeredAfter = Math.max(storm.answeredAfter, kills);
      return noted.output;
    }
    // A refusal would be wrong here: every step is one that may be done, and done once.
    if (answer && answer.status < 500 && !AGAIN.has(answer.status))
      throw new Error(`${operation} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
    await wait(20);
  }
}

async function ask(program: Program, operation: string, key: string, input: object) {
  try {
    const answer = await fetch(`${program.address}/api/op/${operation}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${program.key}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
      body: JSON.stringify(input),
    });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
  } catch {
    return undefined;
  }
}

async function examine(program: Program, journal: Noted[]): Promise<void> {
  const { app, close } = await openProgram(program.env);
  try {
    const events = await withClient(
      app.ownerPool,
      (client) => sqlOn(client)<{ key: string; n: bigint; output: Record<string, unknown> }>`
      select request_key as key, count(*) as n, (array_agg(output))[1] as output from kernel.event
      where via like 'api:%' group by request_key`,
    );
    expect(events.filter(({ n }) => n !== 1n)).toEqual([]);
    const kept = new Map(events.map(({ key, output }) => [key, output]));
    const lost = journal.filter(({ key, output }) => output && !kept.has(key));
    expect(lost).toEqual([]);
    expect(new Set(kept.keys())).toEqual(new Set(journal.map(({ key }) => key)));
    for (const { key, output } of journal) expect(kept.get(key)).toEqual(output);
    const [documents] = await withClient(
      app.ownerPool,
      (client) => sqlOn(client)`
      select (select count(*) from sales.sales_order) as "sales.place_order", (select count(*) from sales.delivery) as "sales.ship_orders",
        (select count(*) from receivables.invoice) as "sales.invoice_orders", (select count(*) from receivables.payment) as "receivables.record_payment",
        (select count(*) from purchasing.purchase_order) as "purchasing.place_order", (select count(*) from purchasing.receipt) as "purchasing.receive_goods",
        (select count(*) from payables.bill) as "payables.post_bill", (select count(*) from payables.payment) as "payables.record_payment"`,
    );
    const asked = [...Map.groupBy(journal, ({ operation }) => operation)].map(([name, all]) => [
      name,
      BigInt(all.length),
    ]);
    expect(plainKeys(documents!)).toEqual(plainKeys(Object.fromEntries(asked)));
    await sealAll(app);
    expect(await verifyInvariants(app.ownerPool)).toEqual([]);
    expect(await verifySeal(app)).toEqual([]);
  } finally {
    await close();
  }
}

/** Columns come back in camel case. */
const plainKeys = (of: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(of).map(([name, value]) => [name.replaceAll('_', '').toLowerCase(), value]));
