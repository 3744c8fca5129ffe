import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected } from '#kernel/db/server-roles.ts';
import { makeCertificate } from '#test/certificate.ts';
import { emptyDatabase } from '#test/cluster.ts';
import { digestsOf, openMailServer } from '#test/mail-server.ts';

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

const cli = (...args: string[]): Promise<Outcome> => cliWith({}, ...args);

const cliWith = (settings: NodeJS.ProcessEnv, ...args: string[]): Promise<Outcome> =>
  new Promise((resolve) => {
    execFile(
      process.execPath,
      [MAIN, ...args],
      { env: { ...env, ...settings }, maxBuffer: 64 * 2 ** 20 },
      (error, out, err) => {
        resolve({ code: error ? Number(error.code) : 0, out, err });
      },
    );
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

test('a digest kept outside is found again, and tells a log that was made anew', async () => {
  const { out } = await cli('digest');
  const printed = [...out.matchAll(/: ([0-9a-f]{64})$/gm)].map(([, digest]) => digest!);
  expect(printed.length).toBeGreaterThan(1);
  const kept = await mailedDigests();
  expect(kept).toEqual(printed);
  // Something goes on between the two.
  const party = '{"code":"C","name":"C","isCustomer":true}';
  expect((await cli('call', 'parties.create_party', '--json', party)).code).toBe(0);
  expect(await cli('verify', '--since', ...kept)).toMatchObject({ code: 0, out: expect.stringContaining('clean') });
  await makeLogAnew();
  expect(await cli('verify'), 'nothing inside tells').toMatchObject({ code: 0 });
  const told = await cli('verify', '--since', ...kept);
  expect(told.code).toBe(1);
  for (const digest of kept)
    expect(told.out).toContain(`no block has the digest ${digest}: the log was made anew since`);
});

/** As they come out of the mail, over TLS and with a password; who can't be reached keeps it from nobody else. */
async function mailedDigests(): Promise<string[]> {
  expect(await cli('digest', '--mail')).toMatchObject({ code: 2, err: expect.stringContaining('There is no mail') });
  const certificate = makeCertificate();
  const server = await openMailServer({
    ...{ password: 'hunter2', tls: { certificate, first: true } },
    unknown: ['nobody@example.com'],
  });
  const folder = mkdtempSync(join(tmpdir(), 'countinghouse-mail-'));
  try {
    const trusted = join(folder, 'certificate.pem');
    writeFileSync(trusted, certificate.cert);
    const mail = (password: string, digestTo: string) =>
      cliWith(
        {
          ...{ NODE_EXTRA_CA_CERTS: trusted, MAIL_FROM: 'Books <books@example.com>', DIGEST_TO: digestTo },
          SMTP_URL: `smtps://books:${password}@localhost:${server.port}`,
        },
        ...['digest', '--mail'],
      );
    expect(await mail('hunter2', '')).toMatchObject({ code: 2, err: expect.stringContaining('names nobody') });
    const wrong = await mail('hunter3', 'audit@example.com');
    expect(wrong).toMatchObject({ code: 3, err: expect.stringContaining('did not accept the user and password') });
    expect(wrong.out + wrong.err).not.toContain('hunter3');
    const sent = await mail('hunter2', 'nobody@example.com, audit@example.com');
    expect(sent).toMatchObject({ code: 3, out: expect.stringMatching(/^Mailed to audit@example.com\.$/m) });
    expect(sent.err).toMatch(/No mail to nobody@example.com: .* 550 /);
    expect(server.letters).toMatchObject([{ from: 'books@example.com', to: 'audit@example.com' }]);
    expect(await mail('hunter2', 'audit@example.com')).toMatchObject({ code: 0, err: '' });
    return digestsOf(await server.letter(2));
  } finally {
    rmSync(folder, { recursive: true });
    await server.close();
  }
}

/** As whoever may write everything would hide what they changed. */
async function makeLogAnew(): Promise<void> {
  const client = new pg.Client({ connectionString: database.adminUrl });
  await client.connect();
  try {
    await client.query(`set session_replication_role = replica;
      update kernel.event set actor_name = 'Another' where operation = 'parties.create_party';
      update kernel.event e set hash = kernel.event_digest(e) where operation = 'parties.create_party';
      delete from kernel.seal_event;
      delete from kernel.seal_block;
      update kernel.seal_state set horizon = '0'`);
  } finally {
    await client.end();
  }
}

test('start serves until it is asked to end, and then ends by itself', async () => {
  const reset = await cli('user', 'reset', 'reader@example.com');
  const password = reset.out.trim().split('\t')[1];
  const child = spawn(process.execPath, [MAIN, 'start', '--no-demo', '--port', '0'], {
    env: { ...env, SMTP_URL: 'smtp://localhost', MAIL_FROM: 'books@example.com', DIGEST_TO: 'audit@example.com' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const address = await readyAddress(child);
  expect((await fetch(`${address}/readyz`)).status).toBe(200);
  const headers = { 'content-type': 'application/json', 'x-requested-with': 'countinghouse' };
  const body = JSON.stringify({ email: 'reader@example.com', password });
  expect((await fetch(`${address}/api/auth/sign-in/email`, { method: 'POST', headers, body })).status).toBe(200);
  await expect.poll(timetable, { timeout: 60_000 }).toContain('digest.mail audit@example.com');
  const live = new AbortController();
  fetch(`${address}/api/live`, { signal: live.signal }).catch(() => undefined);
  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  live.abort();
  expect(code).toBe(0);
});

const timetable = (): Promise<string[]> =>
  connected(database.ownerUrl, async (client) => {
    const { rows } = await client.query<{ identifier: string }>(
      'select identifier from graphile_worker._private_known_crontabs',
    );
    return rows.map(({ identifier }) => identifier);
  });

async function readyAddress(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout! })) {
    const found = /ready at (\S+)/.exec(line)?.[1];
    if (found) return found;
  }
  throw new Error('It ended before it was ready.');
}
