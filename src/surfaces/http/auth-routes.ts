import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parse } from '#kernel/execute.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import { strict } from '#kernel/values/strict.ts';
import {
  beginSignIn,
  giveCodeBack,
  signInBroken,
  signInDone,
  takeCode,
} from '#modules/office/access/sign-in/attempts.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';

import type { Identities, Identity } from './identity.ts';
import { LIMITS } from './limits.ts';
import { refuseDoor, sendJson } from './reply.ts';

const text = z.string().max(400);

/** What of the sign-in library is offered, with what it is told; every other of its addresses does not exist. */
const OFFERED = {
  'sign-in/email': { email: text, password: text, rememberMe: z.boolean().optional() },
  'sign-out': {},
  'change-password': { currentPassword: text, newPassword: text },
  'two-factor/enable': { password: text },
  'two-factor/disable': { password: text },
  'two-factor/verify-totp': { code: text, trustDevice: z.boolean().optional() },
  'two-factor/verify-backup-code': { code: text, trustDevice: z.boolean().optional() },
  'two-factor/generate-backup-codes': { password: text },
} as const;

/** What is open to somebody with a one-time password: everything else waits until it is changed. */
const BEFORE_CHANGE: ReadonlySet<string> = new Set(['change-password', 'sign-in/email', 'sign-out']);

/** Whether an address is one of those. */
export const isOffered = (url: string): boolean =>
  Object.keys(OFFERED).some((path) => url.split('?')[0] === `/api/auth/${path}`);

interface AuthRoutes {
  readonly auth: Auth;
  readonly identities: Identities;
  /** Tries from one address. */
  readonly perMinute: number;
}

export function authRoutes(server: FastifyInstance, { auth, identities, perMinute }: AuthRoutes): void {
  for (const [path, told] of Object.entries(OFFERED) as [keyof typeof OFFERED, z.ZodRawShape][]) {
    const schema = strict(z.object(told));
    server.post(
      `/api/auth/${path}`,
      { bodyLimit: LIMITS.signInBytes, config: { rateLimit: { max: perMinute, timeWindow: 60_000 } } },
      async (request, reply) => {
        parse(schema, request.body);
        identities.forget();
        if (path === 'change-password') refuseSamePassword(request);
        const identity = await identities.identify(request);
        if (identity?.person.mustChangePassword && !BEFORE_CHANGE.has(path)) refuseDoor('password_change_required');
        const response = await answerTo(auth, path, request, identity);
        if (path === 'change-password' && response.ok) await passwordChanged(auth, identity);
        identities.forget();
        return pass(response, reply, path === 'change-password' ? { mustChangePassword: false } : {});
      },
    );
  }

  server.get('/api/me', async (request, reply) => {
    const identity = await identities.identify(request);
    if (!identity) return sendJson(reply, { user: null });
    return sendJson(reply, { user: { ...identity.person, companies: await identities.companies(identity) } });
  });

  server.get('/api/me/sessions', async (request, reply) => {
    const { person, sessionToken } = await atHome(identities, request);
    const found = await auth.pool.query(
      `select id, token = $2 as current, created_at as "createdAt", expires_at as "expiresAt", ip_address as "ipAddress",
        user_agent as "userAgent" from auth.session where user_id = $1 and expires_at > now() order by created_at desc`,
      [person.id, sessionToken],
    );
    return sendJson(reply, { sessions: found.rows });
  });

  server.post<{ Params: { id: string } }>('/api/me/sessions/:id/revoke', async (request, reply) => {
    const { person } = await atHome(identities, request);
    const found = await auth.pool.query('delete from auth.session where user_id = $1 and id = $2', [
      person.id,
      request.params.id,
    ]);
    identities.forget();
    if (found.rowCount === 0) refuseCommon('not_found', { what: 'session' });
    return sendJson(reply, {});
  });
}

export async function signedIn(identities: Identities, request: FastifyRequest) {
  const identity = await identities.identify(request);
  if (!identity?.sessionToken) return refuseCommon('not_signed_in');
  return identity;
}

/** Somebody signed in with a password of their own. */
async function atHome(identities: Identities, request: FastifyRequest) {
  const identity = await signedIn(identities, request);
  if (identity.person.mustChangePassword) refuseDoor('password_change_required');
  return identity;
}

const emailOf = (request: FastifyRequest): string => {
  const { email } = (request.body ?? {}) as { email?: unknown };
  return typeof email === 'string' ? email.toLowerCase().slice(0, 200) : '';
};

/** What the library is told whatever the caller says: a new password ends every other session. */
const ALWAYS: Record<string, object> = { 'change-password': { revokeOtherSessions: true } };

function ask(auth: Auth, path: string, request: FastifyRequest): Promise<Response> {
  const headers = new Headers({ 'content-type': 'application/json', 'x-countinghouse-address': request.ip });
  for (const name of ['cookie', 'origin', 'user-agent'] as const)
    if (request.headers[name]) headers.set(name, request.headers[name]);
  const base = auth.library.options.baseURL;
  if (!headers.has('origin')) headers.set('origin', new URL(base).origin);
  return auth.library.handler(
    new Request(new URL(`/api/auth/${path}`, base), {
      method: 'POST',
      headers,
      body: JSON.stringify({ ...(request.body as object), ...ALWAYS[path] }),
    }),
  );
}

interface Known {
  readonly code: string;
  readonly status: number;
  readonly text?: string;
}

const WRONG: Known = { code: 'wrong_credentials', status: 401 };
/** What the library says in ours; its own texts tell of things nobody can ask for here. */
const CODES: ReadonlyMap<string, Known> = new Map<string, Known>([
  ['INVALID_EMAIL_OR_PASSWORD', WRONG],
  ['INVALID_EMAIL', WRONG],
  ['INVALID_PASSWORD', WRONG],
  ['NO_COMPANY', { code: 'no_company', status: 403 }],
  ['UNAUTHORIZED', { code: 'not_signed_in', status: 401 }],
  ['INVALID_CODE', { code: 'wrong_code', status: 401, text: 'The code is wrong.' }],
  ['INVALID_BACKUP_CODE', { code: 'wrong_code', status: 401, text: 'The code is wrong, or was used already.' }],
  ['INVALID_TWO_FACTOR_COOKIE', { code: 'sign_in_again', status: 401, text: 'This took too long. Sign in again.' }],
  [
    'TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE',
    { code: 'sign_in_again', status: 401, text: 'Too many wrong codes. Sign in again.' },
  ],
  [
    'ACCOUNT_TEMPORARILY_LOCKED',
    { code: 'codes_locked', status: 429, text: 'Too many wrong codes. Try again in 15 minutes.' },
  ],
]);

/** The library's answer in our shapes; cookies go along, tokens stay in them. `known` is what is true of the user since. */
async function pass(response: Response, reply: FastifyReply, known: object): Promise<FastifyReply> {
  for (const cookie of response.headers.getSetCookie()) reply.header('set-cookie', cookie);
  const body = (await response.json().catch(() => null)) as Record<string, unknown> | null;
  if (response.ok) {
    const { token: _, user, ...rest } = body ?? {};
    return sendJson(reply, user ? { ...rest, user: { ...user, ...known } } : rest);
  }
  // It gives no code of its own where two changed the same at once.
  if (response.status === 409) refuseCommon('busy');
  if (response.status >= 500) throw new Error(`The sign-in library failed: ${JSON.stringify(body)}`);
  const given = String(body?.code ?? '');
  const { code, status, text } = CODES.get(given) ?? {
    ...{ code: given.toLowerCase() || 'invalid_input', status: response.status, text: undefined },
  };
  throw new Refusal(code, text ?? String(body?.message ?? 'This is not possible.'), {}, status);
}

/** Whoever is asked for a password, at sign-in or later, is asked only as often as it may be tried; a code opens once. */
async function answerTo(
  auth: Auth,
  path: keyof typeof OFFERED,
  request: FastifyRequest,
  identity: Identity | undefined,
): Promise<Response> {
  if (path === 'two-factor/verify-totp' || path === 'two-factor/verify-backup-code')
    return takingCode(auth, path, request, identity);
  if (path === 'sign-in/email') return withPassword(auth, path, request, emailOf(request));
  const asksPassword = 'password' in OFFERED[path] || 'currentPassword' in OFFERED[path];
  if (!asksPassword || !identity?.sessionToken) return ask(auth, path, request);
  return withPassword(auth, path, request, identity.person.email);
}

/** The library is asked only as often as the address may be tried. */
async function withPassword(auth: Auth, path: string, request: FastifyRequest, email: string): Promise<Response> {
  const seconds = await beginSignIn(auth, email);
  if (seconds !== undefined) refuseDoor('locked', { minutes: Math.ceil(seconds / 60), seconds });
  const response = await ask(auth, path, request);
  const body = (await response
    .clone()
    .json()
    .catch(() => null)) as { code?: string } | null;
  if (CODES.get(body?.code ?? '') === WRONG) request.log.warn({ email, path }, 'wrong password');
  // Somebody without a company had the right password, too.
  else if (response.ok || response.status === 403) await signInDone(auth, email);
  else await signInBroken(auth, email);
  return response;
}

/** A password given once, or known to somebody else, is not kept by being called new. */
function refuseSamePassword(request: FastifyRequest): void {
  const { currentPassword, newPassword } = request.body as { currentPassword: string; newPassword: string };
  if (currentPassword === newPassword) refuseDoor('same_password');
}

/** A code somebody saw being typed opens nothing more. The sign-in it was typed for goes on: the next code opens it. */
async function takingCode(
  auth: Auth,
  path: 'two-factor/verify-totp' | 'two-factor/verify-backup-code',
  request: FastifyRequest,
  identity: Identity | undefined,
): Promise<Response> {
  const given = (request.body as { code: string }).code;
  const code = path === 'two-factor/verify-totp' ? given.replace(/\D/g, '') : given;
  const user = identity?.sessionToken ? identity.person.id : await signingIn(auth, request.headers.cookie);
  if (user !== undefined && !(await takeCode(auth, user, code))) refuseDoor('used_code');
  const response = await ask(auth, path, request);
  if (user !== undefined && !response.ok) await giveCodeBack(auth, user, code);
  return response;
}

const HALF = /(?:^|; )(?:__Secure-)?countinghouse\.two_factor=([^;]+)/;

/** Who has given a password and not yet a code, by the cookie the library left; it is the library that checks the cookie. */
async function signingIn({ pool }: Auth, cookies = ''): Promise<string | undefined> {
  const signed = HALF.exec(cookies)?.[1];
  if (signed === undefined) return undefined;
  const found = await pool.query<{ value: string }>(
    'select value from auth.verification where identifier = $1 and expires_at > now()',
    [decoded(signed).replace(/\.[^.]*$/, '')],
  );
  return found.rows[0]?.value;
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
};

/** Sign-ins that wait for their second step were begun with the old password. */
async function passwordChanged({ pool }: Auth, identity: Identity | undefined): Promise<void> {
  await pool.query(`update auth."user" set must_change_password = false where id = $1`, [identity?.person.id]);
  await pool.query('delete from auth.verification where value = $1', [identity?.person.id]);
}
