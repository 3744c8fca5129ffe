import type { FastifyRequest } from 'fastify';
import type { App } from '#kernel/app.ts';
import { loadActor } from '#kernel/company.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { withClient } from '#kernel/transaction.ts';
import type { Actor } from '#kernel/tx.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';
import { refuseDoor } from './reply.ts';

export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly twoFactor: boolean;
  readonly mustChangePassword: boolean;
}

/** Who stands behind a request: a signed-in person, or a key that acts for one in one company with part of their rights. */
export interface Identity {
  readonly person: Person;
  readonly sessionToken?: string;
  readonly key?: { id: string; company: number; scopes: ReadonlySet<string> };
}

export interface Caller extends Identity {
  readonly actor: Actor;
  readonly company: number;
}

const CACHE_MS = 1_000;
const CACHE_ENTRIES = 10_000;

/**
 * Finds out who asks and what they may do. Answers are kept for a second at most, so that what an administrator takes away
 * is gone at once; a write to access rights in this process forgets them all.
 */
export class Identities {
  readonly #app: App;
  readonly #auth: Auth;
  readonly #known = new Map<string, { value: Promise<unknown>; until: number }>();

  constructor(app: App, auth: Auth) {
    this.#app = app;
    this.#auth = auth;
  }

  forget(): void {
    this.#known.clear();
  }

  /** Undefined when nobody is signed in; a key that is wrong, expired or revoked is refused. */
  identify(request: FastifyRequest): Promise<Identity | undefined> {
    const bearer = keyOf(request);
    if (bearer) return this.#remember(`key ${bearer}`, () => this.#byKey(bearer));
    const cookie = request.headers.cookie ?? '';
    if (!cookie.includes('countinghouse.session_token')) return Promise.resolve(undefined);
    return this.#remember(`cookie ${cookie}`, () => this.#bySession(cookie));
  }

  /** Who asks, in the company they ask for. Refuses those not signed in and those with no role there. */
  async require(request: FastifyRequest): Promise<Caller> {
    const identity = await this.identify(request);
    if (!identity) return refuseCommon('not_signed_in');
    if (identity.person.mustChangePassword) refuseDoor('password_change_required');
    const company = await this.#companyOf(request, identity);
    const { person, key } = identity;
    const actor = await this.#remember(`actor ${person.id} ${company}`, () => loadActor(this.#app, person, company));
    if (!actor) return refuseDoor('no_company');
    if (!key) return { ...identity, actor, company };
    const permissions = new Set([...actor.permissions].filter((permission) => key.scopes.has(permission)));
    return { ...identity, actor: { ...actor, permissions }, company };
  }

  /** The companies a person has a role in; a key has one. */
  companies({ person, key }: Identity): Promise<number[]> {
    if (key) return Promise.resolve([key.company]);
    return this.#remember(`companies ${person.id}`, () =>
      withClient(this.#app.pool, async (client) =>
        (await sqlOn(client)<{ id: number }>`select auth.companies_of(${person.id}) as id`).map(({ id }) => id),
      ),
    );
  }

  async #companyOf(request: FastifyRequest, identity: Identity): Promise<number> {
    const companies = await this.companies(identity);
    const query = (request.query as Record<string, unknown> | undefined)?.company;
    const asked = request.headers['x-company'] ?? (typeof query === 'string' ? query : undefined);
    if (asked === undefined) return companies[0] ?? refuseDoor('no_company');
    const found = companies.find((id) => String(id) === asked);
    return found ?? refuseDoor('no_company');
  }

  async #bySession(cookie: string): Promise<Identity | undefined> {
    const headers = new Headers({ cookie });
    const found = await this.#certain(
      () => this.#auth.library.api.getSession({ headers }),
      (session) => session !== null,
    );
    if (!found) return undefined;
    return { person: personOf(found.user), sessionToken: found.session.token };
  }

  async #byKey(key: string): Promise<Identity> {
    const checked = await this.#certain(
      () => this.#auth.library.api.verifyApiKey({ body: { key } }),
      ({ valid }) => valid,
    );
    if (!checked.valid || !checked.key) return refuseCommon('not_signed_in');
    const found = await this.#auth.pool.query(`select * from auth."user" where id = $1`, [checked.key.referenceId]);
    const row = found.rows[0];
    if (!row) return refuseCommon('not_signed_in');
    const { company } = checked.key.metadata as unknown as { company: number };
    const scopes = new Set(checked.key.permissions?.scopes ?? []);
    const person = { ...personOf(row), twoFactor: row.two_factor_enabled === true, mustChangePassword: false };
    return { person, key: { id: checked.key.id, company, scopes } };
  }

  /**
   * The library hides a lost connection: a key it could not look up is wrong, a session it could not look up is none, or it
   * breaks with an error of its own. So such an answer is asked for again once the database is known to answer.
   */
  async #certain<T>(ask: () => Promise<T>, good: (answer: T) => boolean): Promise<T> {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined && good(answer)) return answer;
    await this.#auth.pool.query('select 1');
    return ask();
  }

  #remember<T>(name: string, find: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const known = this.#known.get(name);
    if (known && known.until > now) return known.value as Promise<T>;
    if (this.#known.size > CACHE_ENTRIES) this.#known.clear();
    const value = find();
    this.#known.set(name, { value, until: now + CACHE_MS });
    // A failure is nobody's answer: the next request asks again.
    value.catch(() => this.#known.delete(name));
    return value;
  }
}

/** The API key a request comes with. */
export const keyOf = (request: FastifyRequest): string | undefined =>
  /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];

const personOf = (user: Record<string, unknown>): Person => ({
  id: String(user.id),
  name: String(user.name),
  email: String(user.email),
  twoFactor: user.twoFactorEnabled === true,
  mustChangePassword: user.mustChangePassword === true,
});
