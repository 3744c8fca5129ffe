import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCompany, seedActor } from '#kernel/company.ts';
import { freePort, livePostmaster } from '#kernel/db/server-process.ts';
import { listEntity } from '#kernel/entity-read.ts';
import { execute } from '#kernel/execute.ts';
import { createApiKey } from '#modules/office/access/contract.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import { openProgram } from '#surfaces/open.ts';
import { actAs, firstOwner } from '#surfaces/people.ts';

const MAIN = join(import.meta.dirname, '../../src/main.ts');
const OWNER = 'owner@storm.example';
const SCOPES = [
  ...['sales.order.write', 'sales.delivery.ship', 'sales.order.invoice', 'receivables.payment.write'],
  ...['purchasing.order.write', 'purchasing.order.read', 'purchasing.price.read', 'purchasing.receipt.write'],
  ...['payables.bill.post', 'payables.payment.write'],
];
const STOCK = 1_000_000;

/** The whole program as a process of its own, on its own data folder and port, which may be killed and comes back. */
export interface Program {
  readonly env: NodeJS.ProcessEnv;
  readonly address: string;
  readonly key: string;
  readonly customers: readonly string[];
  readonly suppliers: readonly string[];
  readonly items: readonly string[];
  /** Starts the process and waits until it serves. */
  start(): Promise<void>;
  /** Kills the process without a word; its database stays. */
  killApp(): Promise<void>;
  /** The process of the postmaster; undefined when none runs at the moment. */
  database(): number | undefined;
  /** Kills the postmaster without a word. Returns its process; undefined when none runs at the moment. */
  killDatabase(): number | undefined;
  /** Lets the process end in order. */
  stop(): Promise<void>;
  remove(): void;
}

export async function makeProgram(): Promise<Program> {
  const home = mkdtempSync(join(tmpdir(), 'countinghouse-storm-'));
  chmodSync(home, 0o755);
  const dataDir = join(home, 'data');
  const port = await freePort();
  const env = {
    ...process.env,
    COUNTINGHOUSE_DATA: dataDir,
    PORT: String(port),
    HTTP_REQUESTS_PER_MINUTE: '1000000',
    LOG_LEVEL: 'silent',
    DATABASE_URL: '',
  };
  const masters = await layMasters(env);
  let child: ChildProcess | undefined;
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  const database = () => livePostmaster(join(dataDir, 'postgresql'))?.pid;
  return {
    env,
    ...masters,
    address: `http://127.0.0.1:${port}`,
    start: async () => {
      child = spawn(process.execPath, [MAIN, 'start', '--no-demo'], { env, stdio: ['ignore', 'pipe', 'ignore'] });
      await serving(child);
    },
    killApp: () => end('SIGKILL'),
    database,
    killDatabase: () => {
      const pid = database();
      if (pid !== undefined) process.kill(pid, 'SIGKILL');
      return pid;
    },
    stop: () => end('SIGTERM'),
    remove: () => rmSync(home, { recursive: true, force: true, maxRetries: 10 }),
  };
}

async function serving(child: ChildProcess): Promise<void> {
  let said = '';
  const ready = new Promise<void>((resolve) =>
    child.stdout!.on('data', (data) => {
      said += data;
      if (said.includes('ready at')) resolve();
    }),
  );
  const ended = once(child, 'exit').then(([code]) => {
    if (!said.includes('ready at') && code !== null) throw new Error(`The program ended with ${code}: ${said}`);
  });
  await Promise.race([ready, ended]);
}

async function layMasters(env: NodeJS.ProcessEnv) {
  const { app, close } = await openProgram(env);
  try {
    const setup = seedActor(app, 'owner');
    const company = await createCompany(app, { code: 'STORM', name: 'Storm', currency: 'EUR', country: 'AT' }, setup);
    await firstOwner(app, OWNER);
    const actor = await actAs(app, OWNER, company);
    const call = async (operation: string, input: object) =>
      (await execute(app, operation, { actor, company, input, via: 'test' })).output as Record<string, string>;
    const { key } = await call(createApiKey.name, { name: 'storm', scopes: SCOPES });
    const items: string[] = [];
    const customers: string[] = [];
    const suppliers: string[] = [];
    for (let n = 0; n < 5; n++) {
      items.push((await call('catalog.create_item', { code: `I${n}`, name: `Item ${n}`, listPrice: '10' })).id!);
      customers.push((await call('parties.create_party', { code: `C${n}`, name: `C ${n}`, isCustomer: true })).id!);
      suppliers.push((await call('parties.create_party', { code: `S${n}`, name: `S ${n}`, isSupplier: true })).id!);
    }
    const entity = app.registry.entities.get('organisation.site')!;
    const [site] = (await listEntity({ app, actor, company, entity }, {})).rows;
    const lines = items.map((item) => ({ item, quantity: String(STOCK), unitCost: '4' }));
    await call(receiveStock.name, { site: String(site!.id), reason: 'opening', lines });
    return { key: key!, items, customers, suppliers };
  } finally {
    await close();
  }
}
