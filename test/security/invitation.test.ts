import { afterAll, beforeAll, expect, test } from 'vitest';
import { execute } from '#kernel/execute.ts';
import { grantRole, resetPassword } from '#modules/office/access/contract.ts';
import { SIGN_IN } from '#modules/office/access/sign-in/limits.ts';
import { operator } from '#surfaces/people.ts';
import { type Client, type HttpWorld, openHttp, PASSWORD } from './http-world.ts';

/** The owner of another company may have made the account of somebody who comes to work here. */

let door: HttpWorld;
let ours: Client;
let theirs: Client;
beforeAll(async () => {
  door = await openHttp();
  ours = await door.signIn('ours@example.com', ['owner']);
  theirs = await door.signIn('theirs@example.com', ['owner'], door.world.other);
});
afterAll(() => door.close());

const OWN = 'known to nobody else';
const op = (client: Client, name: string, input: unknown) => client.post(`/api/op/access.${name}`, input);
const join = (client: Client, code: string, newPassword = OWN) =>
  client.post('/api/me/invitations', { code, newPassword });
const rolesHere = async (client: Client) =>
  (await client.get('/api/meta', { 'x-company': String(door.world.company) })).body.user?.roles;
const invite = async (email: string, roles = ['controller']) =>
  (await op(ours, 'create_user', { email, name: 'Somebody', roles })).body.output as {
    id: null;
    password: null;
    invitationCode: string;
  };
/** Somebody whose account was made at the other company. */
const foreign = (email: string) => door.signIn(email, ['bookkeeper'], door.world.other);

test('an account made elsewhere gets our roles by our code alone, and nobody who knew its password comes along', async () => {
  const email = 'planned@example.com';
  const impostor = await foreign(email);
  const { id } = (await impostor.get('/api/me')).body.user;
  const added = await invite(email);
  expect(added).toMatchObject({
    id: null,
    password: null,
    invitationCode: expect.stringMatching(/^(\w{4}-){3}\w{4}$/),
  });
  expect(await rolesHere(impostor)).toBeUndefined();
  expect((await impostor.get('/api/me')).body.user.companies).toEqual([door.world.other]);
  expect((await op(theirs, 'reset_password', { user: id })).status, 'not yet of two companies').toBe(200);
  const first = await door.world.owner(
    (sql) => sql<{ n: number }>`select count(*)::int as n from kernel.user_role where user_id = ${id}`,
  );
  expect(first[0]!.n).toBe(1);

  // The other owner has set a password, is signed in with it, and holds half a sign-in besides.
  const again = await op(theirs, 'reset_password', { user: id });
  const left = door.client();
  await left.post('/api/auth/sign-in/email', { email, password: again.body.output.password });
  const person = door.client();
  await person.post('/api/auth/sign-in/email', { email, password: again.body.output.password });
  expect((await join(person, added.invitationCode, again.body.output.password)).body.error.code).toBe('same_password');
  expect(await join(person, added.invitationCode)).toMatchObject({
    status: 200,
    body: { company: door.world.company },
  });
  expect(await rolesHere(person)).toEqual(['controller']);
  expect((await left.get('/api/meta')).status).toBe(401);
  const old = door.client();
  expect(
    (await old.post('/api/auth/sign-in/email', { email, password: again.body.output.password })).body.error.code,
  ).toBe('wrong_credentials');
  expect((await old.post('/api/auth/sign-in/email', { email, password: OWN })).status).toBe(200);

  // From now on the password and the second factor are theirs alone; the operator at the machine may reset them.
  for (const removeTwoFactor of [false, true])
    expect((await op(theirs, 'reset_password', { user: id, removeTwoFactor })).body.error.code).toBe('other_company');
  const { app, other } = door.world;
  const reset = await execute(app, resetPassword.name, {
    ...{ actor: operator(app), company: other, input: { user: id } },
  });
  expect((reset.output as { password: string }).password).toMatch(/-/);
});

test('half a sign-in begun with the old password does not come in after a new one', async () => {
  const email = 'half@example.com';
  const person = await foreign(email);
  const enabled = await person.post('/api/auth/two-factor/enable', { password: PASSWORD });
  await door.world.owner(
    (sql) => sql`update auth.two_factor set verified = true
      where user_id = (select id from auth."user" where email = ${email})`,
  );
  await door.world.owner((sql) => sql`update auth."user" set two_factor_enabled = true where email = ${email}`);
  const { invitationCode } = await invite(email);
  const half = door.client();
  const begun = await half.post('/api/auth/sign-in/email', { email, password: PASSWORD });
  expect(begun.body.twoFactorRedirect).toBe(true);
  expect((await join(person, invitationCode)).status).toBe(200);
  const code = enabled.body.backupCodes[0];
  expect((await half.post('/api/auth/two-factor/verify-backup-code', { code })).status).toBe(401);
});

test('a code holds once, for whom it was made, until it expires, is replaced or revoked', async () => {
  const wrong = { status: 422, body: { error: { code: 'wrong_code' } } };
  const person = await foreign('once@example.com');
  const stranger = await foreign('stranger@example.com');
  const first = await invite('once@example.com');
  const second = await invite('once@example.com', ['auditor']);
  expect(await join(person, first.invitationCode)).toMatchObject(wrong);
  expect(await join(stranger, second.invitationCode)).toMatchObject(wrong);
  expect((await join(door.guest, second.invitationCode)).status).toBe(401);
  expect((await join(person, second.invitationCode, 'short')).body.error.code).toBe('invalid_input');
  expect((await join(person, ` ${second.invitationCode.toUpperCase()} `)).status).toBe(200);
  expect(await rolesHere(person)).toEqual(['auditor']);
  expect(await join(person, second.invitationCode, PASSWORD)).toMatchObject(wrong);
  expect(
    (await op(ours, 'create_user', { email: 'once@example.com', name: 'X', roles: ['owner'] })).body.error.code,
  ).toBe('already_member');

  const late = await invite('stranger@example.com');
  await door.world.owner(
    (sql) => sql`update access.invitation set expires_at = now() where email = 'stranger@example.com'`,
  );
  expect(await join(stranger, late.invitationCode)).toMatchObject(wrong);
  const taken = await invite('stranger@example.com');
  const { rows } = (await ours.get('/api/entity/access.invitation')).body;
  expect(rows.map(({ email, state }: { email: string; state: string }) => `${email} ${state}`)).toEqual([
    'stranger@example.com open',
    'stranger@example.com revoked',
    'once@example.com accepted',
    'once@example.com revoked',
    'half@example.com accepted',
    'planned@example.com accepted',
  ]);
  expect((await ours.get('/api/entity/access.invitation')).text).not.toContain(taken.invitationCode);
  const [{ id }] = rows;
  expect((await op(theirs, 'revoke_invitation', { invitation: id })).body.error.code).toBe('not_found');
  expect((await op(ours, 'revoke_invitation', { invitation: id })).status).toBe(200);
  expect((await op(ours, 'revoke_invitation', { invitation: id })).body.error.code).toBe('invitation_over');
  expect(await join(stranger, taken.invitationCode)).toMatchObject(wrong);
  expect(await rolesHere(stranger)).toBeUndefined();
});

test('of two who enter a code at once, one comes in; guesses are counted, and lock neither sign-in nor others', async () => {
  const person = await foreign('twice@example.com');
  const { invitationCode } = await invite('twice@example.com');
  const both = await Promise.all([join(person, invitationCode), join(person, invitationCode, `${OWN} too`)]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 422]);

  const guesser = await foreign('guesser@example.com');
  const added = await invite('guesser@example.com');
  const tries = await Promise.all(Array.from({ length: 12 }, (_, n) => join(guesser, `abcd-efgh-jkmn-pq${n}`)));
  const codes = tries.map(({ body }) => body.error.code);
  expect(codes.filter((code) => code === 'wrong_code')).toHaveLength(SIGN_IN.failures);
  expect(codes.filter((code) => code === 'codes_locked')).toHaveLength(12 - SIGN_IN.failures);
  expect(await join(guesser, added.invitationCode)).toMatchObject({
    status: 429,
    body: { error: { code: 'codes_locked' } },
  });
  const elsewhere = door.client();
  const signIn = { email: 'guesser@example.com', password: PASSWORD };
  expect((await elsewhere.post('/api/auth/sign-in/email', signIn)).status).toBe(200);
});

test('only who may give roles invites and revokes, and gives no right they do not have', async () => {
  await foreign('wanted@example.com');
  const clerk = await door.signIn('clerk@example.com', ['controller']);
  const input = { email: 'wanted@example.com', name: 'W', roles: ['owner'] };
  expect((await op(clerk, 'create_user', input)).body.error.code).toBe('not_permitted');
  await op(ours, 'create_role', {
    name: 'desk',
    label: 'Desk',
    permissions: ['access.user.write', 'access.user.read'],
  });
  const desk = await door.signIn('desk@example.com', ['desk']);
  expect((await op(desk, 'create_user', input)).body.error.code).toBe('beyond_own');
  await op(ours, 'create_user', input);
  const [{ id }] = (await desk.get('/api/entity/access.invitation')).body.rows;
  expect((await op(desk, 'revoke_invitation', { invitation: id })).body.error.code).toBe('beyond_own');
  expect((await op(clerk, 'accept_invitation', { code: 'x', newPassword: OWN })).status).toBe(404);
});

test('who has lost every role here and worked elsewhere comes back by a code; one of ours alone at once', async () => {
  const person = await foreign('returns@example.com');
  const { invitationCode } = await invite('returns@example.com');
  await join(person, invitationCode);
  const { id } = (await person.get('/api/me')).body.user;
  await op(ours, 'disable_user', { user: id });
  // The other owner has the account to themselves again.
  expect((await op(theirs, 'reset_password', { user: id })).status).toBe(200);
  expect((await op(ours, 'grant_role', { user: id, role: 'owner' })).body.error.code).toBe('needs_invitation');
  const back = await invite('returns@example.com');

  // Without a role anywhere they are let in to enter the code, and see nothing else.
  await op(theirs, 'disable_user', { user: id });
  const { app, company } = door.world;
  const { output } = await execute(app, resetPassword.name, {
    ...{ actor: operator(app), company, input: { user: id } },
  });
  const { password } = output as { password: string };
  const out = door.client();
  expect((await out.post('/api/auth/sign-in/email', { email: 'returns@example.com', password })).status).toBe(200);
  expect((await out.get('/api/me')).body.user.companies).toEqual([]);
  expect((await join(out, back.invitationCode)).status).toBe(200);
  expect(await rolesHere(out)).toEqual(['controller']);

  await door.signIn('alone@example.com', ['bookkeeper']);
  const { rows } = (await ours.get(`/api/entity/access.user?q=${encodeURIComponent('{"search":"alone"}')}`)).body;
  await op(ours, 'disable_user', { user: rows[0].id });
  expect((await op(ours, 'grant_role', { user: rows[0].id, role: 'auditor' })).status).toBe(200);
  await op(ours, 'disable_user', { user: rows[0].id });
  const added = await op(ours, 'create_user', { email: 'alone@example.com', name: 'A', roles: ['auditor'] });
  expect(added.body.output).toEqual({ id: rows[0].id, password: null, invitationCode: null });

  // The operator answers for all companies.
  const granted = { user: id, role: 'auditor' };
  await op(ours, 'disable_user', { user: id });
  await execute(app, grantRole.name, { actor: operator(app), company, input: granted });
  await out.post('/api/auth/sign-in/email', { email: 'returns@example.com', password: OWN });
  expect(await rolesHere(out)).toEqual(['auditor']);
});

test('neither code nor password stands in the log', async () => {
  const person = await foreign('quiet@example.com');
  const { invitationCode } = await invite('quiet@example.com');
  await join(person, invitationCode, 'whispered to nobody');
  const [found] = await door.world.owner(
    (sql) => sql<{ n: number }>`select count(*)::int as n from kernel.event e
      where e::text like ${`%${invitationCode}%`} or e::text like '%whispered%'`,
  );
  expect(found!.n).toBe(0);
});
