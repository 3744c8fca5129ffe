import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SIGN_IN } from '#modules/office/access/sign-in/limits.ts';
import { type Client, type HttpWorld, ORIGIN, openHttp, PASSWORD } from './http-world.ts';

let door: HttpWorld;
beforeAll(async () => {
  door = await openHttp();
});
afterAll(() => door.close());

const signIn = (client: Client, email: string, password: string) =>
  client.post('/api/auth/sign-in/email', { email, password });

test('a new person signs in with the one-time password and must change it before anything else', async () => {
  const password = await door.invite('new@example.com', ['bookkeeper']);
  const person = door.client();
  expect((await person.get('/api/meta')).status).toBe(401);
  expect((await person.get('/api/me')).body).toEqual({ user: null });
  const answer = await signIn(person, 'New@Example.com', password);
  expect(answer.status).toBe(200);
  expect(answer.text).not.toContain('token');
  expect((await person.get('/api/me')).body.user).toMatchObject({ email: 'new@example.com', mustChangePassword: true });
  expect((await person.get('/api/meta')).body.error.code).toBe('password_change_required');
  expect((await person.post('/api/op/access.create_user', {})).body.error.code).toBe('password_change_required');
  const tooShort = await person.post('/api/auth/change-password', { currentPassword: password, newPassword: 'short' });
  expect(tooShort).toMatchObject({ status: 400, body: { error: { code: 'password_too_short' } } });
  const kept = await person.post('/api/auth/change-password', { currentPassword: password, newPassword: password });
  expect(kept).toMatchObject({ status: 400, body: { error: { code: 'same_password' } } });
  expect((await person.get('/api/meta')).body.error.code).toBe('password_change_required');
  for (const path of ['two-factor/enable', 'two-factor/disable', 'two-factor/generate-backup-codes'])
    expect((await person.post(`/api/auth/${path}`, { password })).body.error.code).toBe('password_change_required');
  expect((await person.get('/api/me/sessions')).body.error.code).toBe('password_change_required');
  const changed = await person.post('/api/auth/change-password', { currentPassword: password, newPassword: PASSWORD });
  expect(changed).toMatchObject({ status: 200, body: { user: { mustChangePassword: false } } });
  expect((await person.get('/api/meta')).body.user).toMatchObject({ email: 'new@example.com', roles: ['bookkeeper'] });
  expect((await signIn(door.client(), 'new@example.com', password)).status).toBe(401);
});

test('the one-time password stands neither in the log nor in a replayed answer', async () => {
  const owner = await door.signIn('log@example.com', ['owner']);
  const input = { email: 'hidden@example.com', name: 'Hidden', roles: ['auditor'] };
  const first = await owner.post('/api/op/access.create_user', input, { 'idempotency-key': 'hidden' });
  const { password } = first.body.output;
  expect(password).toMatch(/^(\w{4}-){3}\w{4}$/);
  const again = await owner.post('/api/op/access.create_user', input, { 'idempotency-key': 'hidden' });
  expect(again.body).toMatchObject({ replayed: true, output: { id: first.body.output.id, password: '***' } });
  const [found] = await door.world.owner(
    (sql) => sql<{ n: number }>`select count(*)::int as n from kernel.event e where e::text like ${`%${password}%`}`,
  );
  expect(found!.n).toBe(0);
});

test('cookies are closed to scripts and other sites; secure when we are reached by https', async () => {
  const password = await door.invite('cookie@example.com', ['auditor']);
  const { headers } = await signIn(door.client(), 'cookie@example.com', password);
  const cookie = [headers['set-cookie'] ?? []].flat().find((line) => line.includes('session_token'))!;
  expect(cookie).toMatch(/httponly/i);
  expect(cookie).toMatch(/samesite=lax/i);
  const { makeAuth } = await import('#modules/office/access/sign-in/auth.ts');
  const https = await makeAuth({
    appUrl: door.world.app.pool.options.connectionString!,
    publicUrl: 'https://books.example.com',
    log: () => undefined,
  });
  const response = await https.library.api.signInEmail({
    body: { email: 'cookie@example.com', password },
    asResponse: true,
  });
  expect(response.headers.get('set-cookie')).toMatch(/__Secure-.*Secure/);
  await https.close();
});

test('wrong passwords lock the address, for those who exist and those who do not, and the lock ends', async () => {
  const password = await door.invite('locked@example.com', ['auditor']);
  for (const email of ['locked@example.com', 'nobody@example.com']) {
    const client = door.client();
    for (let attempt = 1; attempt <= SIGN_IN.failures; attempt++)
      expect(await signIn(client, email, 'wrong password')).toMatchObject({
        status: 401,
        body: { error: { code: 'wrong_credentials' } },
      });
    const locked = await signIn(client, email, password);
    expect(locked).toMatchObject({ status: 429, body: { error: { code: 'locked' } } });
    expect(Number(locked.headers['retry-after'])).toBeGreaterThan(60);
  }
  await door.world.owner((sql) => sql`update auth.failure set locked_until = now() - interval '1 second'`);
  expect((await signIn(door.client(), 'locked@example.com', password)).status).toBe(200);
});

test('sixteen wrong passwords at once are counted like sixteen in turn', async () => {
  const tries = await Promise.all(
    Array.from({ length: 16 }, () => signIn(door.client(), 'parallel@example.com', 'wrong password')),
  );
  const codes = tries.map(({ body }) => body.error.code);
  expect(codes.filter((code) => code === 'wrong_credentials')).toHaveLength(SIGN_IN.failures);
  expect(codes.filter((code) => code === 'locked')).toHaveLength(16 - SIGN_IN.failures);
});

test('a password asked for after sign-in is counted like one at sign-in', async () => {
  for (const [path, input] of [
    ['change-password', { currentPassword: 'not the password', newPassword: `${PASSWORD} anew` }],
    ['two-factor/disable', { password: 'not the password' }],
  ] as const) {
    const email = `asked-${path.slice(0, 3)}@example.com`;
    const person = await door.signIn(email, ['bookkeeper']);
    const answers = [];
    for (let n = 0; n < SIGN_IN.failures + 2; n++) answers.push(await person.post(`/api/auth/${path}`, input));
    expect(answers.slice(0, SIGN_IN.failures).map(({ status }) => status)).toEqual(Array(SIGN_IN.failures).fill(401));
    for (const { body } of answers.slice(SIGN_IN.failures)) expect(body.error.code).toBe('locked');
    const right = { currentPassword: PASSWORD, newPassword: `${PASSWORD} anew` };
    expect((await person.post('/api/auth/change-password', right)).body.error.code).toBe('locked');
    expect((await signIn(door.client(), email, PASSWORD)).body.error.code).toBe('locked');
  }
  // What is wrong besides the password does not count.
  const other = await door.signIn('asked-short@example.com', ['bookkeeper']);
  for (let n = 0; n < SIGN_IN.failures + 2; n++)
    expect(
      (await other.post('/api/auth/change-password', { currentPassword: PASSWORD, newPassword: 'short' })).body.error
        .code,
    ).toBe('password_too_short');
});

test('an address of the library that is not offered does not exist, however it is asked', async () => {
  expect(await door.guest.get('/api/auth/nothing')).toMatchObject({ status: 404 });
  expect(await door.guest.post('/api/auth/nothing')).toMatchObject({ status: 404 });
  expect(await door.guest.get('/api/auth/sign-out')).toMatchObject({ status: 405 });
});

test('nobody makes their own account, and nothing else of the library is open', async () => {
  const { guest } = door;
  for (const path of ['sign-up/email', 'delete-user', 'update-user', 'api-key/create', 'list-sessions', 'ok', 'error'])
    expect(
      (await guest.post(`/api/auth/${path}`, { email: 'x@example.com', password: PASSWORD, name: 'X' })).status,
    ).toBe(404);
});

test('a second factor is asked for once it is set up; a wrong code opens nothing', async () => {
  const person = await door.signIn('factor@example.com', ['bookkeeper']);
  const enabled = await person.post('/api/auth/two-factor/enable', { password: PASSWORD });
  const { totpURI, backupCodes } = enabled.body;
  expect(backupCodes.length).toBeGreaterThan(5);
  const secret = new URL(totpURI).searchParams.get('secret')!;
  const code = totp(secret);
  expect((await person.post('/api/auth/two-factor/verify-totp', { code })).status).toBe(200);

  // The code that set it up was seen being typed: it opens nothing more, and leaves no session.
  const replayed = door.client();
  await signIn(replayed, 'factor@example.com', PASSWORD);
  const seen = await replayed.post('/api/auth/two-factor/verify-totp', { code });
  expect(seen).toMatchObject({ status: 401, body: { error: { code: 'used_code' } } });
  expect((await replayed.get('/api/meta')).status).toBe(401);
  expect((await person.get('/api/me/sessions')).body.sessions).toHaveLength(1);
  // A wrong code is no used one, however often; the same sign-in goes on with the next code.
  for (const _ of [1, 2])
    expect(await replayed.post('/api/auth/two-factor/verify-totp', { code: '000000' })).toMatchObject({
      status: 401,
      body: { error: { code: 'wrong_code', message: 'The code is wrong.' } },
    });
  expect((await replayed.post('/api/auth/two-factor/verify-totp', { code: totp(secret, -1) })).status).toBe(200);
  expect((await replayed.get('/api/meta')).status).toBe(200);

  const again = door.client();
  expect((await signIn(again, 'factor@example.com', PASSWORD)).body.twoFactorRedirect).toBe(true);
  expect((await again.get('/api/meta')).status).toBe(401);
  const wrong = await again.post('/api/auth/two-factor/verify-totp', { code: '000000' });
  expect(wrong.status).toBe(401);
  expect((await again.get('/api/meta')).status).toBe(401);
  expect((await again.post('/api/auth/two-factor/verify-totp', { code: totp(secret, 1) })).status).toBe(200);
  expect((await again.get('/api/meta')).body.user.twoFactor).toBe(true);

  const withBackup = door.client();
  await signIn(withBackup, 'factor@example.com', PASSWORD);
  expect((await withBackup.post('/api/auth/two-factor/verify-backup-code', { code: backupCodes[0] })).status).toBe(200);
  expect((await withBackup.get('/api/meta')).status).toBe(200);
});

test('a backup code opens once, also when it is sent many times at once', async () => {
  const person = await door.signIn('backup@example.com', ['bookkeeper']);
  const enabled = await person.post('/api/auth/two-factor/enable', { password: PASSWORD });
  const secret = new URL(enabled.body.totpURI).searchParams.get('secret')!;
  await person.post('/api/auth/two-factor/verify-totp', { code: totp(secret) });
  const [code] = enabled.body.backupCodes;
  const clients = Array.from({ length: 4 }, () => door.client());
  for (const client of clients) await signIn(client, 'backup@example.com', PASSWORD);
  const answers = await Promise.all(
    clients.map((client) => client.post('/api/auth/two-factor/verify-backup-code', { code })),
  );
  expect(answers.map(({ status, body }) => body.error?.code ?? status).sort()).toEqual([
    ...[200, 'used_code', 'used_code', 'used_code'],
  ]);
});

test('sessions are listed without their tokens and can be ended, one and all', async () => {
  const here = await door.signIn('sessions@example.com', ['bookkeeper']);
  const there = door.client();
  await signIn(there, 'sessions@example.com', PASSWORD);
  const { sessions } = (await here.get('/api/me/sessions')).body;
  expect(sessions).toHaveLength(2);
  expect(Object.keys(sessions[0])).not.toContain('token');
  const other = sessions.find((session: { current: boolean }) => !session.current);
  expect((await here.post(`/api/me/sessions/${other.id}/revoke`)).status).toBe(200);
  expect((await there.get('/api/meta')).status).toBe(401);
  const stranger = await door.signIn('stranger@example.com', ['bookkeeper']);
  const mine = sessions.find((session: { current: boolean }) => session.current);
  expect((await stranger.post(`/api/me/sessions/${mine.id}/revoke`)).status).toBe(404);
  expect((await here.post('/api/auth/sign-out')).status).toBe(200);
  expect((await here.get('/api/meta')).status).toBe(401);
});

test('a new password ends every other session, whatever the caller says', async () => {
  const here = await door.signIn('renew@example.com', ['bookkeeper']);
  const there = door.client();
  await signIn(there, 'renew@example.com', PASSWORD);
  const input = { currentPassword: PASSWORD, newPassword: `${PASSWORD} again` };
  expect((await here.post('/api/auth/change-password', { ...input, revokeOtherSessions: false })).status).toBe(400);
  expect((await here.post('/api/auth/change-password', input)).status).toBe(200);
  expect((await here.get('/api/meta')).status).toBe(200);
  expect((await there.get('/api/meta')).status).toBe(401);
});

test('what is taken away is gone with the next request; a disabled user is out and stays out', async () => {
  const owner = await door.signIn('chief@example.com', ['owner']);
  const clerk = await door.signIn('clerk@example.com', ['controller']);
  const { id } = (await clerk.get('/api/meta')).body.user;
  expect((await clerk.get('/api/entity/access.user')).status).toBe(200);
  await owner.post('/api/op/access.grant_role', { user: id, role: 'bookkeeper' });
  await owner.post('/api/op/access.revoke_role', { user: id, role: 'controller' });
  expect((await clerk.get('/api/entity/access.user')).body.error.code).toBe('not_permitted');
  expect((await owner.post('/api/op/access.disable_user', { user: id })).status).toBe(200);
  expect((await clerk.get('/api/meta')).status).toBe(401);
  expect((await signIn(door.client(), 'clerk@example.com', PASSWORD)).body.error.code).toBe('no_company');
});

test('a reset password ends the sessions; nobody locks the last owner out', async () => {
  const owner = await door.signIn('solo@example.com', ['owner'], door.world.other);
  const clerk = await door.signIn('forgot@example.com', ['bookkeeper'], door.world.other);
  const [me, them] = await Promise.all([owner, clerk].map(async (who) => (await who.get('/api/meta')).body.user.id));
  const scopes = ['access.user.read'];
  await owner.post('/api/op/access.grant_role', { user: them, role: 'owner' });
  const { key } = (await clerk.post('/api/op/access.create_api_key', { name: 'K', scopes })).body.output;
  expect((await door.keyClient(key).get('/api/entity/access.user')).status).toBe(200);
  const reset = await owner.post('/api/op/access.reset_password', { user: them });
  expect((await door.keyClient(key).get('/api/entity/access.user')).status).toBe(401);
  expect(JSON.stringify((await owner.get('/api/entity/access.api_key')).body.rows)).toContain('"state":"revoked"');
  await owner.post('/api/op/access.revoke_role', { user: them, role: 'owner' });
  expect((await clerk.get('/api/meta')).status).toBe(401);
  expect((await signIn(door.client(), 'forgot@example.com', PASSWORD)).status).toBe(401);
  expect((await signIn(door.client(), 'forgot@example.com', reset.body.output.password)).status).toBe(200);
  expect((await owner.post('/api/op/access.revoke_role', { user: me, role: 'owner' })).body.error.code).toBe(
    'last_owner',
  );
  expect((await owner.post('/api/op/access.disable_user', { user: me })).body.error.code).toBe('own_account');
});

test('nobody gives a right they have not, by role, own role or key', async () => {
  const owner = await door.signIn('giver@example.com', ['owner']);
  const permissions = ['access.user.write', 'access.role.write', 'access.api_key.write', 'access.user.read'];
  await owner.post('/api/op/access.create_role', { name: 'people_desk', label: 'People desk', permissions });
  const desk = await door.signIn('desk@example.com', ['people_desk']);
  const { id } = (await desk.get('/api/meta')).body.user;
  const tries: [string, unknown][] = [
    ['access.grant_role', { user: id, role: 'owner' }],
    ['access.create_user', { email: 'more@example.com', name: 'More', roles: ['controller'] }],
    ['access.create_role', { name: 'more', label: 'More', permissions: ['access.role.read'] }],
    ['access.update_role', { name: 'people_desk', permissions: [...permissions, 'access.role.read'] }],
    ['access.create_api_key', { name: 'more', scopes: ['access.role.read'] }],
  ];
  for (const [operation, input] of tries)
    expect((await desk.post(`/api/op/${operation}`, input)).body.error?.code, operation).toBe('beyond_own');
  // Nor does anybody take away by it what they have not; what they have goes, and comes, beside it.
  const more = ['access.api_key.write', 'ledger.entry.read'];
  await owner.post('/api/op/access.create_role', { name: 'readers', label: 'Readers', permissions: more });
  const change = async (permissions: string[]) =>
    (await desk.post('/api/op/access.update_role', { name: 'readers', permissions })).body.error?.code;
  expect(await change(['access.api_key.write'])).toBe('beyond_own');
  expect(await change([])).toBe('beyond_own');
  expect(await change(['access.user.read', 'ledger.entry.read'])).toBeUndefined();
  const ownerId = (await owner.get('/api/meta')).body.user.id;
  expect((await desk.post('/api/op/access.reset_password', { user: ownerId })).body.error.code).toBe('beyond_own');
  expect((await desk.post('/api/op/access.disable_user', { user: ownerId })).body.error.code).toBe('beyond_own');
});

test('an API key acts in its company within its scopes, and no more once revoked', async () => {
  const owner = await door.signIn('keys@example.com', ['owner']);
  const made = await owner.post('/api/op/access.create_api_key', { name: 'Reader', scopes: ['access.user.read'] });
  const { id, key } = made.body.output;
  const program = door.keyClient(key);
  expect((await program.get('/api/entity/access.user')).status).toBe(200);
  expect((await program.get('/api/report/access.roles')).body.error.code).toBe('not_permitted');
  expect((await program.post('/api/op/access.revoke_api_key', { key: id })).body.error.code).toBe('not_permitted');
  expect((await program.get('/api/entity/access.user', { 'x-company': '2' })).body.error.code).toBe('no_company');
  // A program sends no header of ours and comes from no page.
  const bare = await program.post(
    '/api/op/access.create_role',
    {},
    { origin: 'https://other.example', 'x-requested-with': '' },
  );
  expect(bare.body.error.code).toBe('not_permitted');
  expect((await owner.get('/api/entity/access.api_key')).text).not.toContain(key);
  expect((await owner.post('/api/op/access.revoke_api_key', { key: id })).status).toBe(200);
  expect((await program.get('/api/entity/access.user')).status).toBe(401);
  // When it was used last is known all the same.
  expect((await owner.get(`/api/entity/access.api_key/${id}`)).body).toMatchObject({
    ...{ state: 'revoked', lastUsedAt: expect.any(String) },
  });
  expect((await door.keyClient('ch_wrong').get('/api/meta')).status).toBe(401);
});

test('a key loses what its user loses', async () => {
  const owner = await door.signIn('above@example.com', ['owner']);
  const holder = await door.signIn('holder@example.com', ['owner']);
  const { id } = (await holder.get('/api/meta')).body.user;
  const made = await holder.post('/api/op/access.create_api_key', { name: 'All', scopes: ['access.user.read'] });
  const program = door.keyClient(made.body.output.key);
  expect((await program.get('/api/entity/access.user')).status).toBe(200);
  await owner.post('/api/op/access.grant_role', { user: id, role: 'bookkeeper' });
  await owner.post('/api/op/access.revoke_role', { user: id, role: 'owner' });
  expect((await program.get('/api/entity/access.user')).body.error.code).toBe('not_permitted');
});

test('a write with a cookie must come from our own pages', async () => {
  const owner = await door.signIn('origin@example.com', ['owner']);
  const input = { name: 'csrf', label: 'Csrf', permissions: [] };
  const strange: Record<string, string>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'x-requested-with': '' },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://evil.example', authorization: 'Basic eDp5' },
    { origin: 'https://evil.example', authorization: 'Bearer' },
  ];
  for (const headers of strange)
    expect((await owner.post('/api/op/access.create_role', input, headers)).body.error.code).toBe('cross_site');
  const signOut = await owner.post('/api/auth/sign-out', {}, { origin: 'https://evil.example' });
  expect(signOut.body.error.code).toBe('cross_site');
  const own = { origin: ORIGIN, 'sec-fetch-site': 'same-origin' };
  expect((await owner.post('/api/op/access.create_role', input, own)).status).toBe(200);
});

test('what one company decides about a user ends nothing in another', async () => {
  const theirs = await door.signIn('foreign-chief@example.com', ['owner'], door.world.other);
  const shared = await door.signIn('shared@example.com', ['bookkeeper']);
  const { id } = (await shared.get('/api/meta')).body.user;
  const added = await theirs.post('/api/op/access.create_user', {
    email: 'shared@example.com',
    name: 'S',
    roles: ['auditor'],
  });
  const { invitationCode: code } = added.body.output;
  expect((await shared.post('/api/me/invitations', { code, newPassword: `${PASSWORD} anew` })).status).toBe(200);
  expect((await theirs.post('/api/op/access.reset_password', { user: id })).body.error.code).toBe('other_company');
  expect((await theirs.post('/api/op/access.disable_user', { user: id })).status).toBe(200);
  expect((await shared.get('/api/meta')).body.user.roles).toEqual(['bookkeeper']);
  expect((await shared.get('/api/meta', { 'x-company': '2' })).body.error.code).toBe('no_company');
});

/** The code an authenticator shows now (RFC 6238, SHA-1, 6 digits, 30 s), computed on its own. */
function totp(secret: string, ahead = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replace(/=+$/, '')]
    .map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0'))
    .join('');
  const key = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const mac = createHmac('sha1', key).update(counter).digest();
  const offset = mac[19]! & 15;
  return String((mac.readUInt32BE(offset) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}
