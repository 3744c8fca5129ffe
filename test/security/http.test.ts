import { once } from 'node:events';
import { connect } from 'node:net';
import { hostname } from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { readSheet } from 'read-excel-file/node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { connected } from '#kernel/db/server-roles.ts';
import { translate } from '#kernel/words/database.ts';
import { show } from '#surfaces/http/errors.ts';
import { Pressure } from '#surfaces/http/pressure.ts';
import { makeHttp } from '#surfaces/http/server.ts';
import { urlsFor } from '#test/cluster.ts';
import { registry } from '#test/harness.ts';
import { type Client, type HttpWorld, METRICS_TOKEN, ORIGIN, openHttp } from './http-world.ts';

let door: HttpWorld;
let owner: Client;
beforeAll(async () => {
  door = await openHttp();
  owner = await door.signIn('owner@example.com', ['owner']);
});
afterAll(() => door.close());

const newParty = (code: string, name = code) => ({ code, name, isCustomer: true });
const parties = async (search: string) =>
  (await owner.get(`/api/entity/parties.party?q=${encodeURIComponent(JSON.stringify({ search }))}`)).body.rows;

test('every answer carries the headers that keep a browser safe', async () => {
  for (const url of ['/api/me', '/nothing-here.txt', '/healthz']) {
    const { headers } = await door.guest.get(url);
    expect(headers['content-security-policy']).toContain("script-src 'self'");
    expect(headers['content-security-policy']).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY' });
    expect(headers['x-powered-by']).toBeUndefined();
  }
  expect((await door.guest.get('/api/me')).headers['cache-control']).toBe('no-store');
});

test('without sign-in nothing is told but how to sign in', async () => {
  for (const path of ['meta', 'entity/parties.party', 'report/access.roles', 'search?q=a', 'live', 'me/sessions'])
    expect((await door.guest.get(`/api/${path}`)).body.error.code, path).toBe('not_signed_in');
  expect((await door.guest.post('/api/op/parties.create_party', newParty('X'))).status).toBe(401);
});

test('an address that is not there, and names that are not there, are 404 in the one shape', async () => {
  for (const path of [
    '/api/nothing',
    '/api/entity/no.such',
    '/api/report/no.such',
    '/api/entity/parties.party/not-an-id',
  ])
    expect(await owner.get(path)).toMatchObject({ status: 404, body: { error: { code: 'not_found' } } });
  expect((await owner.post('/api/op/no.such_operation', {})).status).toBe(404);
  expect((await owner.post('/api/nothing', {})).status).toBe(404);
});

test('bodies: too large, not JSON, broken JSON, another type, none', async () => {
  const url = '/api/op/parties.create_party';
  const huge = `{"code":"H","name":"${'x'.repeat(5 * 2 ** 20)}"}`;
  expect(await owner.post(url, huge)).toMatchObject({ status: 413, body: { error: { code: 'too_large' } } });
  expect(await owner.post(url, '{"code":')).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
  expect(await owner.post(url, 'code=1', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
    status: 415,
    body: { error: { code: 'not_json' } },
  });
  expect((await owner.post(url, '{}', { 'content-type': 'text/plain' })).status).toBe(415);
  expect((await owner.post(url, '')).body.error.details.issues.length).toBeGreaterThan(0);
  const proto = await owner.post(url, '{"code":"PROTO","name":"P","__proto__":{"active":false}}');
  expect(proto.status).toBe(400);
  const named = encodeURIComponent('{"filter":{"__proto__":1}}');
  for (const q of [
    named,
    encodeURIComponent('{"filter":{"\\u005f_proto__":1}}'),
    encodeURIComponent('{"filter":{"constructor":1}}'),
  ])
    expect(await owner.get(`/api/entity/parties.party?q=${q}`)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_input' } },
    });
  expect((await owner.get(`/api/entity/parties.party?q=${encodeURIComponent('{"filter":')}`)).status).toBe(400);
  expect((await owner.get('/api/entity/parties.party?q={}&q={}')).status).toBe(400);
});

test('a file that is too large is told so by its own limit, however large it is', async () => {
  const upload = (bytes: number) =>
    owner.post('/api/op/files.upload_file', {
      name: 'x.pdf',
      content: Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(bytes)]).toString('base64'),
    });
  expect(await upload(11 * 2 ** 20)).toMatchObject({
    status: 422,
    body: { error: { code: 'too_large', message: 'x.pdf is larger than 10 MiB.' } },
  });
  expect(await upload(20 * 2 ** 20)).toMatchObject({
    status: 413,
    body: { error: { code: 'too_large', message: 'The file is larger than 10 MiB.', details: { limit: 10 } } },
  });
});

test('a refusal comes with its own status, code, words and details', async () => {
  const made = await owner.post('/api/op/parties.create_party', newParty('TWICE'));
  expect(made).toMatchObject({ status: 200, body: { replayed: false, event: expect.any(String) } });
  expect(await owner.post('/api/op/parties.create_party', newParty('TWICE'))).toMatchObject({
    status: 409,
    body: { error: { code: 'duplicate', request: expect.any(String) } },
  });
  const invalid = await owner.post('/api/op/parties.create_party', { code: 'A' });
  expect(invalid.body.error.details.issues[0].path).toBe('name');
  const user = (await owner.get('/api/meta')).body.user.id;
  expect(await owner.post('/api/op/access.grant_role', { user, role: 'nobody' })).toMatchObject({
    status: 422,
    body: { error: { code: 'unknown_role', message: 'There is no role nobody.', details: { role: 'nobody' } } },
  });
});

test('ten requests with one key make one document; another input with it is refused', async () => {
  const headers = { 'idempotency-key': 'a click' };
  const answers = await Promise.all(
    Array.from({ length: 10 }, () => owner.post('/api/op/parties.create_party', newParty('CLICK'), headers)),
  );
  expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(200));
  expect(new Set(answers.map((answer) => answer.body.output.id)).size).toBe(1);
  expect(answers.filter((answer) => !answer.body.replayed)).toHaveLength(1);
  expect(await parties('CLICK')).toHaveLength(1);
  const other = await owner.post('/api/op/parties.create_party', newParty('CLACK'), headers);
  expect(other.body.error.code).toBe('key_reused');
  const long = await owner.post('/api/op/parties.create_party', newParty('CLACK'), {
    'idempotency-key': 'k'.repeat(201),
  });
  expect(long.body.error.code).toBe('invalid_input');
});

test('a key belongs to who sent it: nobody gets the answer another was given, or uses the key up', async () => {
  const clerk = await door.signIn('second@example.com', ['owner']);
  const headers = { 'idempotency-key': 'mine' };
  const input = newParty('MINE');
  const first = await owner.post('/api/op/parties.create_party', input, headers);
  expect(first.status).toBe(200);
  const other = await clerk.post('/api/op/parties.create_party', input, headers);
  expect(other.body.error.code).toBe('duplicate');
  expect(other.text).not.toContain(first.body.output.id);
  expect((await clerk.post('/api/op/parties.create_party', newParty('THEIRS'), headers)).body.replayed).toBe(false);
  expect((await owner.post('/api/op/parties.create_party', input, headers)).body).toMatchObject({ replayed: true });
});

test('what nobody knows in an address or a body is refused, with the name that was meant', async () => {
  const issues = async (answer: Promise<{ status: number; body: unknown }>) => {
    const { status, body } = await answer;
    expect(status).toBe(400);
    return JSON.stringify((body as { error: { details: unknown } }).error.details);
  };
  const inQuery = '{"serch":"x"}';
  expect(await issues(owner.get(`/api/entity/parties.party?q=${encodeURIComponent(inQuery)}`))).toContain(
    'Did you mean search?',
  );
  expect(await issues(owner.get('/api/entity/parties.party?sort=code'))).toContain('There is no field sort here.');
  expect(await issues(owner.get('/api/report/receivables.ageing?asOf=2026-01-01'))).toContain('no field asOf');
  const asof = encodeURIComponent('{"asof":"2026-01-01"}');
  expect(await issues(owner.get(`/api/report/receivables.ageing?params=${asof}`))).toContain('Did you mean asOf?');
  expect(await issues(owner.post('/api/op/parties.create_party', { ...newParty('Q'), nmae: 'Q' }))).toContain(
    'Did you mean name?',
  );
  expect(await issues(owner.post('/api/auth/sign-out', { callback: 'https://evil.example' }))).toContain(
    'no field callback',
  );
});

test('an upload is refused before its body is read, to whom it is not allowed', async () => {
  await door.http.listen({ port: 0, host: '127.0.0.1' });
  const { port } = door.http.server.address() as { port: number };
  const nobody = await door.signIn('reader@example.com', ['auditor']);
  const tries = { '': '401', [nobody.cookie]: '403' };
  for (const [cookie, status] of Object.entries(tries)) {
    const socket = connect(port, '127.0.0.1');
    const said = once(socket, 'data');
    // The head alone, and not one byte of the fifteen million that it promises.
    socket.write(
      `POST /api/op/files.upload_file HTTP/1.1\r\nhost: 127.0.0.1:3000\r\ncookie: ${cookie}\r\n` +
        'x-requested-with: countinghouse\r\ncontent-type: application/json\r\ncontent-length: 15000000\r\n\r\n',
    );
    expect(String((await said)[0]).split(' ')[1]).toBe(status);
    socket.destroy();
  }
});

test('the wrong method is told the right one; a broken address is told so', async () => {
  const wrong = await owner.get('/api/op/parties.create_party');
  expect(wrong).toMatchObject({ status: 405, body: { error: { code: 'wrong_method', message: 'Use POST here.' } } });
  expect(wrong.headers.allow).toBe('POST');
  expect((await owner.post('/api/report/receivables.ageing')).status).toBe(405);
  const broken = await owner.get('/api/entity/%zz');
  expect(broken).toMatchObject({ status: 400, body: { error: { code: 'invalid_input' } } });
});

test('what the database has run out of is told as a pause, a statement too long as such', () => {
  for (const code of ['53100', '53200', '53300', '57P03'])
    expect(show(Object.assign(new Error('raw'), { code })), code).toMatchObject({ status: 503, code: 'unavailable' });
  const slow = show(translate(Object.assign(new Error('raw'), { code: '57014' }), registry));
  expect(slow).toMatchObject({
    status: 503,
    code: 'too_slow',
    message: expect.stringContaining('longer than is allowed'),
  });
});

test('the timeline tells who did what; a record is found by words', async () => {
  const { body } = await owner.post('/api/op/parties.create_party', newParty('STORY', 'Story Ltd'));
  const { id } = body.output;
  await owner.post('/api/op/parties.update_party', { id, changes: { name: 'Story Works' } });
  const { rows, more } = (await owner.get(`/api/entity/parties.party/${id}/timeline`)).body;
  expect(more).toBe(false);
  expect(rows).toMatchObject([
    {
      operation: 'parties.update_party',
      actorName: 'owner',
      via: 'http',
      before: { name: 'Story Ltd' },
      after: { name: 'Story Works' },
    },
    { operation: 'parties.create_party', label: 'New party', after: { code: 'STORY' } },
  ]);
  const older = await owner.get(`/api/entity/parties.party/${id}/timeline?size=1&before=${rows[0].event}`);
  expect(older.body.rows).toMatchObject([{ operation: 'parties.create_party' }]);
  const { results } = (await owner.get('/api/search?q=story%20works')).body;
  expect(results).toContainEqual(
    expect.objectContaining({ entity: 'parties.party', label: 'Party', id, title: expect.any(String) }),
  );
});

test('files hold every page, and no cell runs as a formula', async () => {
  await owner.post('/api/op/parties.create_party', newParty('EVIL', '=HYPERLINK("http://evil.example")'));
  await owner.post('/api/op/parties.create_party', newParty('MINUS', '-2+3'));
  for (const [at, sign] of [...'＝＋－＠'].entries())
    await owner.post('/api/op/parties.create_party', newParty(`WIDE${at}`, `${sign}1+1`));
  // Where `;` divides cells, there are more of them; unseen signs and quotes hide none.
  const divided = ["x;=cmd|'/c calc'!A0;y", 'x";"=2+3', '\u200b =2+3', 'AG; Wien'];
  for (const [at, name] of divided.entries())
    await owner.post('/api/op/parties.create_party', newParty(`DIVIDED${at}`, name));
  const csv = await owner.get('/api/entity/parties.party/export.csv');
  expect(csv.headers['content-disposition']).toBe('attachment; filename="parties.csv"');
  expect(csv.text).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
  expect(csv.text).toContain(`'-2+3`);
  for (const sign of '＝＋－＠') expect(csv.text).toContain(`'${sign}1+1`);
  for (const text of [`"x;'=cmd|'/c calc'!A0;y"`, `"x"";""'=2+3"`, `\u200b '=2+3`, '"AG; Wien"'])
    expect(csv.text).toContain(text);
  const [{ n }] = (await door.world.owner(
    (sql) => sql`select count(*)::int as n from parties.party where company_id = 1`,
  )) as [{ n: number }];
  expect(csv.text.trim().split('\r\n')).toHaveLength(n + 1);
  const xlsx = await door.http.inject({
    url: `/api/entity/parties.party/export.xlsx?q=${encodeURIComponent('{"filter":{"code":"EVIL"}}')}`,
    headers: { cookie: owner.cookie },
  });
  const sheet = await readSheet(xlsx.rawPayload);
  expect(sheet).toHaveLength(2);
  expect(sheet[1]).toContain(`'=HYPERLINK("http://evil.example")`);
  const report = await owner.get('/api/report/access.roles/export.csv');
  expect(report.text.split('\r\n')[0]).toBe('Role,Own,Permissions,Users');
  const day = String(report.headers['content-disposition']);
  expect(day).toMatch(/^attachment; filename="roles-test-works-as-of-\d+-[a-z]{3}-\d{4}\.csv"$/);
  const roles = await door.http.inject({
    url: '/api/report/access.roles/export.xlsx',
    headers: { cookie: owner.cookie },
  });
  const [title, said, , headings] = await readSheet(roles.rawPayload);
  expect(title![0]).toBe('Roles');
  expect(said![0]).toMatch(/^Test Works · as of \d+ [A-Z][a-z]{2} \d{4}$/);
  expect(headings).toEqual(['Role', 'Own', 'Permissions', 'Users']);
});

test('the log is told live, and only what the listener may read', async () => {
  const address = `http://127.0.0.1:${(door.http.server.address() as { port: number }).port}`;
  const buyer = await door.signIn('listener@example.com', ['storekeeper']);
  const listen = async (cookie: string) => {
    const stop = new AbortController();
    const response = await fetch(`${address}/api/live`, { headers: { cookie }, signal: stop.signal });
    expect(response.headers.get('content-type')).toBe('text/event-stream');
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return async (part: string) => {
      while (!text.includes(part)) text += (await reader.read()).value ?? '';
      stop.abort();
      return text;
    };
  };
  const [full, cut] = [await listen(owner.cookie), await listen(buyer.cookie)];
  const { body } = await owner.post('/api/op/access.create_user', {
    email: 'heard@example.com',
    name: 'H',
    roles: ['auditor'],
  });
  expect(await full(body.event)).toContain(`"records":[{"id":"${body.output.id}","entity":"access.user"}]`);
  // The buyer sees files, but not this one.
  const content = Buffer.from('%PDF-1.7 nobody else’s').toString('base64');
  const file = await owner.post('/api/op/files.upload_file', { name: 'own.pdf', content });
  const party = await owner.post('/api/op/parties.create_party', newParty('HEARD'));
  const heard = await cut(party.body.event);
  expect(heard).toContain(`"data: {"event":"${party.body.event}"`.slice(1));
  for (const { event } of [body, file.body]) {
    expect(event).toEqual(expect.any(String));
    expect(heard).not.toContain(event);
  }
  expect(heard).not.toMatch(/operation|actor/);
});

test('the door answers to the names it is known by, so that no other site leads a browser here', async () => {
  const asked = async (host: string) => (await owner.get('/api/meta', { host })).body.error?.code;
  for (const host of ['evil.test', 'evil.test:3000', 'localhost.evil.test', '127.0.0.1.evil.test'])
    expect(await asked(host), host).toBe('unknown_host');
  for (const host of ['localhost', 'localhost:5173', '127.0.0.1:3000', '192.168.1.20', '[::1]:3000', hostname()])
    expect(await asked(host), host).toBeUndefined();
  const write = { host: 'evil.test', origin: 'http://evil.test' };
  expect((await owner.post('/api/op/parties.create_party', newParty('EVIL2'), write)).status).toBe(421);
});

test('operators are told how it fares; strangers are not', async () => {
  expect((await door.guest.get('/healthz')).body).toEqual({ status: 'ok' });
  expect((await door.guest.get('/readyz')).body).toEqual({ status: 'ok' });
  const asked = await door.guest.get('/metrics', { authorization: `Bearer ${METRICS_TOKEN}` });
  expect(asked.text).toContain('countinghouse_http_seconds_bucket');
  // A proxy asks from the loopback as well, so the address opens nothing.
  for (const remoteAddress of ['127.0.0.1', '203.0.113.9'])
    expect((await door.http.inject({ url: '/metrics', remoteAddress })).statusCode).toBe(403);
  const bare = await makeHttp({ app: door.world.app, auth: door.auth, publicUrl: ORIGIN, logLevel: 'silent' });
  expect((await bare.inject({ url: '/metrics', headers: { authorization: 'Bearer ' } })).statusCode).toBe(403);
  await bare.close();
});

test('long work one after the other is a queue that stands; once, however long, or now and then, is none', () => {
  const pressure = new Pressure(1_000);
  const after = (...late: number[]) => {
    for (const ms of late) pressure.saw(ms);
    return pressure.stands;
  };
  expect(after(60_000, 0, 1_500, 1_500, 1_500, 1_500)).toBe(false);
  expect(after(1_500)).toBe(true);
  expect(after(10)).toBe(false);
});

/** The loop does nothing else for so long, so many times. */
async function hold(ms: number, times: number): Promise<void> {
  for (let n = 0; n < times; n++) {
    for (const until = performance.now() + ms; performance.now() < until; );
    await delay(1);
  }
}

test('requests are turned away while the loop is overloaded, and by its limit alone', async () => {
  const bare = { app: door.world.app, auth: door.auth, publicUrl: ORIGIN, logLevel: 'silent' };
  const [strict, lenient] = [
    await makeHttp({ ...bare, eventLoopDelayMs: 5 }),
    await makeHttp({ ...bare, eventLoopDelayMs: 60_000 }),
  ];
  await hold(1_100, 3);
  expect((await lenient.inject('/healthz')).statusCode).toBe(200);
  await hold(150, 6);
  const away = await strict.inject('/healthz');
  expect([away.statusCode, away.json().error.code, away.headers['retry-after']]).toEqual([503, 'unavailable', '2']);
  expect((await lenient.inject('/healthz')).statusCode).toBe(200);
  await Promise.all([strict.close(), lenient.close()]);
});

test('whenever the database drops every connection, requests fail softly, retries succeed, and nothing is made twice', async () => {
  const [{ name }] = (await door.world.owner((sql) => sql`select current_database() as name`)) as [{ name: string }];
  const create = (code: string) =>
    owner.post('/api/op/parties.create_party', newParty(code), { 'idempotency-key': `drop ${code}` });
  const statuses = new Set<number>();
  await connected(urlsFor('postgres').adminUrl, async (admin) => {
    for (let round = 0; round < 12; round++) {
      const asked = [0, 1, 2, 3, 4, 5].flatMap((n) => [
        create(`DROP-${round}-${n}`),
        owner.get('/api/entity/parties.party'),
      ]);
      await delay(round);
      await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
      for (const { status } of await Promise.all(asked)) statuses.add(status);
    }
  });
  expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
  const codes = Array.from({ length: 72 }, (_, n) => `DROP-${Math.floor(n / 6)}-${n % 6}`);
  for (const code of codes) expect((await create(code)).status).toBe(200);
  expect(await parties('DROP-')).toHaveLength(50);
  const [found] = await door.world.owner(
    (sql) => sql<{ n: number }>`select count(*)::int as n from parties.party where code like 'DROP-%'`,
  );
  expect(found!.n).toBe(72);
});

test('the description of the API has a path for everything and a status for every answer', async () => {
  const { paths, openapi } = (await door.guest.get('/api/openapi.json')).body;
  const { registry } = door.world.app;
  expect(openapi).toBe('3.1.0');
  for (const name of registry.operations.keys()) expect(paths[`/api/op/${name}`].post.responses).toHaveProperty('409');
  for (const name of registry.reports.keys()) expect(paths).toHaveProperty([`/api/report/${name}`]);
  for (const name of registry.entities.keys()) expect(paths).toHaveProperty([`/api/entity/${name}/{id}/timeline`]);
});

test('too many tries from one address are turned away, and told when to come back', async () => {
  const narrow = await openHttp({ signInsPerMinute: 3 });
  const ask = () =>
    narrow.guest.post('/api/auth/sign-in/email', { email: 'a@example.com', password: 'x' }, { origin: ORIGIN });
  const answers = [await ask(), await ask(), await ask(), await ask()];
  expect(answers.map((answer) => answer.status)).toEqual([401, 401, 401, 429]);
  expect(answers[3]!.body.error.code).toBe('too_many_requests');
  expect(Number(answers[3]!.headers['retry-after'])).toBeGreaterThan(0);
  await narrow.close();
});
