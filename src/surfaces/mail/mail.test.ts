import tls from 'node:tls';
import Fastify from 'fastify';
import { expect, test } from 'vitest';
import { verifySeal } from '#kernel/seal.ts';
import { createTerms } from '#modules/master/parties/contract.ts';
import { makeCertificate } from '#test/certificate.ts';
import { openOwnWorld, sealAll, type World } from '#test/harness.ts';
import { digestsOf, openMailServer } from '#test/mail-server.ts';
import { operatorRoutes } from '../http/operator-routes.ts';
import { start } from '../start.ts';
import { migrateJobs, startWorker } from '../worker/jobs.ts';
import { digestChore } from './digest.ts';
import { sendMail } from './send.ts';
import { type MailSettings, mailSettings } from './settings.ts';

const PASSWORD = 'p@ss:wörd';
const FROM = 'books@example.com';

const settingsFor = (url: string, digestTo = ''): MailSettings =>
  mailSettings({ SMTP_URL: url, MAIL_FROM: FROM, DIGEST_TO: digestTo })!;

const letterTo = (to: string) => ({ to, subject: 'A try', text: 'Some words.\n' });

test('settings name the server, the sender and the readers, or say in a sentence what is wrong and no password', async () => {
  expect(mailSettings({ SMTP_URL: '', DIGEST_TO: '' })).toBeUndefined();
  expect(settingsFor('smtps://books%40x:p%40ss@mail.example.com', ' a@x.org, b@x.org,a@x.org,')).toEqual({
    server: {
      ...{ host: 'mail.example.com', port: 465, secure: true, thisMachine: false },
      login: { user: 'books@x', pass: 'p@ss' },
    },
    from: FROM,
    digestTo: ['a@x.org', 'b@x.org'],
  });
  expect(settingsFor('smtp://[::1]:25').server).toMatchObject({
    host: '::1',
    port: 25,
    thisMachine: true,
    login: undefined,
  });
  expect(settingsFor('smtp://localhost.example.com').server).toMatchObject({ port: 587, thisMachine: false });
  const wrong: [NodeJS.ProcessEnv, string][] = [
    [{ DIGEST_TO: 'a@x.org' }, 'there is no SMTP_URL'],
    [{ SMTP_URL: 'smtp://u:secret@h' }, 'needs a sender'],
    [{ SMTP_URL: 'smtp://u:secret@h', MAIL_FROM: 'smtp://u:secret@h' }, 'MAIL_FROM is no mail address'],
    [{ SMTP_URL: 'smtp://u:secret@h', MAIL_FROM: 'Books <a@x.org>', DIGEST_TO: 'a@x.org; b' }, 'DIGEST_TO is a list'],
    ...['https://u:secret@h', 'u:secret@h', 'smtp://u:sec/ret@h', 'smtp://u:secret@h?tls.rejectUnauthorized=false'].map(
      (url): [NodeJS.ProcessEnv, string] => [{ SMTP_URL: url, MAIL_FROM: FROM }, 'SMTP_URL is no address'],
    ),
    [{ SMTP_URL: 'smtp://u:secret%@h', MAIL_FROM: FROM }, 'written %25'],
  ];
  for (const [env, sentence] of wrong) {
    const refused = await start({ demo: false, worker: false, http: false, host: '', port: 0 }, env).catch(String);
    expect(refused).toContain(sentence);
    expect(refused).not.toMatch(/sec.?ret/);
  }
});

test('nothing is said to another machine but through TLS with a certificate that is trusted', async () => {
  const certificate = makeCertificate();
  const plain = await openMailServer({ password: PASSWORD });
  const secure = await openMailServer({ password: PASSWORD, tls: { certificate, first: true } });
  const changing = await openMailServer({ password: PASSWORD, tls: { certificate, first: false } });
  const login = `books:${encodeURIComponent(PASSWORD)}`;
  // 0.0.0.0 leads here, but is not a name of this machine that the program knows.
  const ways = [`smtps://${login}@localhost:${secure.port}`, `smtp://${login}@0.0.0.0:${changing.port}`];
  const send = (url: string) => sendMail(settingsFor(url), letterTo('a@x.org'));
  await expect(send(`smtp://${login}@0.0.0.0:${plain.port}`)).rejects.toThrow(
    /No mail to a@x.org: 0.0.0.0:\d+ .*STARTTLS/,
  );
  for (const url of ways) await expect(send(url)).rejects.toThrow(/self-signed certificate/);
  for (const server of [plain, secure, changing]) expect([...server.signIns, ...server.letters]).toEqual([]);
  const trusted = tls.getCACertificates('default');
  tls.setDefaultCACertificates([certificate.cert]);
  try {
    for (const url of ways) await send(url);
  } finally {
    tls.setDefaultCACertificates(trusted);
  }
  for (const server of [secure, changing]) {
    expect(server.signIns).toEqual([`books:${PASSWORD}`]);
    expect(server.letters).toMatchObject([
      { from: FROM, to: 'a@x.org', source: expect.stringContaining('Some words.') },
    ]);
  }
  await Promise.all([plain.close(), secure.close(), changing.close()]);
});

test('why a letter was not taken is told without the password, also when the server repeats it', async () => {
  const server = await openMailServer({ password: PASSWORD, unknown: ['nobody@x.org'] });
  const to = (address: string, password: string) =>
    sendMail(settingsFor(`smtp://books:${password}@127.0.0.1:${server.port}`), letterTo(address)).catch(
      (error: Error) => `${error.stack} ${JSON.stringify(error)}`,
    );
  const refused = await to('a@x.org', 'hunter2');
  expect(refused).toContain('did not accept the user and password of SMTP_URL');
  expect(refused).not.toMatch(/hunter2|aHVudGVyMg/);
  expect(await to('nobody@x.org', encodeURIComponent(PASSWORD))).toMatch(
    /No mail to nobody@x.org: .* did not take it: .*550 nobody has/,
  );
  await server.close();
  expect(await to('a@x.org', 'hunter2')).toContain('ECONNREFUSED');
});

/** The night of the mail has gone by while no program ran. */
const missANight = (world: World, readers: readonly string[]) =>
  world.owner(
    (sql) => sql`insert into graphile_worker._private_known_crontabs (identifier, known_since)
    select 'digest.mail ' || reader, now() - interval '3 days' from unnest(${readers}::text[]) as reader`,
  );

const waitingMails = (world: World) =>
  world.owner((sql) => sql`select id from graphile_worker.jobs where task_identifier = 'digest.mail'`);

test('of several programs one mails the digest of a day to each reader', async () => {
  const { world, close } = await openOwnWorld();
  const ownerUrl = world.app.ownerPool.options.connectionString!;
  await migrateJobs(ownerUrl);
  const readers = ['a@x.org', 'b@x.org'];
  await missANight(world, readers);
  await sealAll(world.app);
  const server = await openMailServer();
  const chores = [digestChore(world.app, settingsFor(`smtp://127.0.0.1:${server.port}`, readers.join()))];
  const problems: string[] = [];
  const program = () => startWorker({ app: world.app, ownerUrl, chores, log: (_, message) => problems.push(message) });
  const stops = await Promise.all([program(), program(), program()]);
  await server.letter(2);
  for (const stop of stops) await stop();
  expect(await waitingMails(world)).toEqual([]);
  expect(problems).toEqual([]);
  expect(server.letters.map(({ to }) => to).toSorted()).toEqual(readers);
  for (const letter of server.letters) {
    expect(letter.source).toMatch(/^subject: countinghouse: digest of 2026-03-02\r?$/im);
    expect(letter.source).toMatch(/^TEST block \d+ of 2026-03-02.*:\r?\n[0-9a-f]{64}\r?$/m);
    expect(letter.source).toContain('OTHER block');
    expect(letter.source).toContain('countinghouse verify --since');
    expect(await verifySeal(world.app, { since: digestsOf(letter) })).toEqual([]);
  }
  await server.close();
  await close();
});

test('with the mail server away it is told and tried again, with what is newest by then', async () => {
  const { world, close } = await openOwnWorld();
  const ownerUrl = world.app.ownerPool.options.connectionString!;
  await migrateJobs(ownerUrl);
  await missANight(world, ['a@x.org']);
  const away = await openMailServer();
  const { port } = away;
  await away.close();
  const chores = [digestChore(world.app, settingsFor(`smtp://books:hunter2@127.0.0.1:${port}`, 'a@x.org'))];
  const problems: string[] = [];
  let told: () => void = () => undefined;
  const failed = new Promise<void>((resolve) => {
    told = resolve;
  });
  const log = (_: string, message: string) => {
    problems.push(message);
    told();
  };
  const stop = await startWorker({ app: world.app, ownerUrl, chores, log });
  await failed;
  expect(problems[0]).toMatch(/No mail to a@x.org: 127.0.0.1:\d+ did not take it: .*ECONNREFUSED/);
  const http = Fastify();
  operatorRoutes(http, world.app, 'token');
  const health = async () => (await http.inject({ url: '/metrics', headers: { authorization: 'Bearer token' } })).body;
  await expect.poll(health, { timeout: 60_000 }).toContain('countinghouse_jobs_failing{job="digest.mail"} 1');
  await world.as('owner')(createTerms, {
    code: 'LATER',
    name: 'Later',
    instalments: [{ days: 9 }],
  });
  const back = await openMailServer({ port, password: 'hunter2' });
  const letter = await back.letter(1);
  await stop();
  const heads = await world.owner(
    (sql) => sql<{
      digest: string;
    }>`select distinct on (company_id) encode(digest, 'hex') as digest from kernel.seal_block
    order by company_id, number desc`,
  );
  expect(digestsOf(letter)).toEqual(heads.map(({ digest }) => digest));
  expect(await health()).not.toContain('digest.mail"');
  expect(problems.join()).not.toContain('hunter2');
  await http.close();
  await back.close();
  await close();
});
