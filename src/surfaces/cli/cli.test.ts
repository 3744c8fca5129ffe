import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { emptyDatabase } from '#test/cluster.ts';

const MAIN = join(import.meta.dirname, '../../main.ts');

let database: Awaited<ReturnType<typeof emptyDatabase>>;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  database = await emptyDatabase();
  env = { ...process.env, DATABASE_URL: database.ownerUrl, DATABASE_APP_URL: database.appUrl };
});
afterAll(() => database.drop());

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

const cli = (...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(process.execPath, [MAIN, ...args], { env, maxBuffer: 64 * 2 ** 20 }, (error, out, err) => {
      resolve({ code: error ? Number(error.code) : 0, out, err });
    });
  });

test('exit codes tell apart done, refused and wrong use; a first company makes the first owner', async () => {
  expect(await cli('report', 'access.roles')).toMatchObject({ code: 2, err: expect.stringContaining('no company') });
  const made = await cli('company', 'add', '--code', 'MAIN', '--name', 'Main', '--currency', 'EUR');
  expect(made).toMatchObject({ code: 0, out: expect.stringMatching(/owner@.*\t(\w{4}-){3}\w{4}/) });
  const party = ['call', 'parties.create_party', '--json', '{"code":"A","name":"A","isCustomer":true}'];
  expect(JSON.parse((await cli(...party)).out)).toMatchObject({ replayed: false, output: { id: expect.any(String) } });
  expect(await cli(...party)).toMatchObject({ code: 1, err: expect.stringContaining('duplicate') });
  expect(await cli('call', 'parties.create_party', '--json', '{"code":"B"}')).toMatchObject({
    code: 1,
    err: expect.stringContaining('name: '),
  });
  expect((await cli('call', 'parties.create_party', '--json', '{')).code).toBe(2);
  expect((await cli('call', 'parties.no_such')).err).toContain('parties.create_party');
  expect((await cli('nonsense')).code).toBe(2);
  expect((await cli('call', '--help')).out).toContain('--json');
});

test('a user acts with their own rights; reports and records come as table, csv and json', async () => {
  const added = await cli('user', 'add', 'reader@example.com', '--name', 'Reader', '--role', 'auditor');
  expect(added.out).toMatch(/^reader@example\.com\t(\w{4}-){3}\w{4}\n$/);
  const refused = await cli('call', 'parties.create_party', '--as', 'reader@example.com', '--json', '{}');
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('not_permitted') });
  const json = await cli('list', 'parties.party', '--as', 'reader@example.com', '--format', 'json');
  expect(JSON.parse(json.out).rows).toMatchObject([{ code: 'A' }]);
  expect((await cli('report', 'access.roles', '--format', 'csv')).out).toMatch(/^Role,Own,Permissions,Users\nOwner,/);
  expect((await cli('report', 'access.roles')).out).toContain('│ Owner');
  expect((await cli('user', 'list')).out).toContain('reader@example.com\tReader\tAuditor');
  expect((await cli('export', 'seal')).out).toMatch(/^\{"countinghouse":"seal"/);
  expect(await cli('print', 'sales.no_such', 'x')).toMatchObject({ code: 2 });
  expect((await cli('print', '--help')).out).toContain('payables.remittance_advice');
  expect((await cli('export', 'journal')).out).toContain('commodity 1000.00 EUR');
  expect(JSON.parse((await cli('openapi')).out).openapi).toBe('3.1.0');
  expect(await cli('verify')).toMatchObject({ code: 0, out: expect.stringContaining('clean') });
});

test('start serves until it is asked to end, and then ends by itself', async () => {
  const reset = await cli('user', 'reset', 'reader@example.com');
  const password = reset.out.trim().split('\t')[1];
  const child = spawn(process.execPath, [MAIN, 'start', '--no-demo', '--port', '0'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await readyAddress(child);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  const headers = { 'content-type': 'application/json', 'x-requested-with': 'countinghouse' };
  const body = JSON.stringify({ email: 'reader@example.com', password });
  expect((await fetch(`${address}/api/auth/sign-in/email`, { method: 'POST', headers, body })).status).toBe(200);
  const live = new AbortController();
  fetch(`${address}/api/live`, { signal: live.signal }).catch(() => undefined);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  live.abort();
  expect(code).toBe(0);
});

async function readyAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = /ready at (\S+)/.exec(line)?.[1];
    if (found) return found;
  }
  throw new Error('It ended before it was ready.');
}
