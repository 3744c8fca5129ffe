import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import type { Registry } from '#kernel/registry.ts';
import { createUser } from '#modules/office/access/contract.ts';
import { type Auth, makeAuth } from '#modules/office/access/sign-in/auth.ts';
import { makeHttp } from '#surfaces/http/server.ts';
import { type Opened, openOwnWorld, type World } from '#test/harness.ts';

export const ORIGIN = 'http://127.0.0.1:3000';
export const METRICS_TOKEN = 'a token for the one who measures';
export const PASSWORD = 'a long enough password';

/** Somebody at a door: a browser with its cookies, or a program with its key. */
export interface Client {
  readonly email: string;
  cookie: string;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  post(url: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  // biome-ignore lint/suspicious/noExplicitAny: whatever the server says is what is looked at
  readonly body: any;
  readonly headers: LightMyRequestResponse['headers'];
  readonly text: string;
}

export interface HttpWorld {
  readonly world: World;
  readonly http: FastifyInstance;
  readonly auth: Auth;
  readonly guest: Client;
  /** Makes a person with these roles; returns them with their one-time password. */
  invite(email: string, roles: string[], company?: number): Promise<string>;
  /** A person signed in, past the change of the one-time password. */
  signIn(email: string, roles: string[], company?: number): Promise<Client>;
  client(cookie?: string, email?: string): Client;
  keyClient(key: string): Client;
  close(): Promise<void>;
}

export async function openHttp(options: { registry?: Registry; signInsPerMinute?: number } = {}): Promise<HttpWorld> {
  const opened: Opened = await openOwnWorld(options.registry ? { offered: options.registry } : undefined);
  const { world } = opened;
  const auth = await makeAuth({
    appUrl: world.app.pool.options.connectionString!,
    publicUrl: ORIGIN,
    log: () => undefined,
  });
  const http = await makeHttp({
    app: world.app,
    auth,
    publicUrl: ORIGIN,
    logLevel: 'silent',
    // A busy machine turns nobody away here: that is asked for by itself.
    eventLoopDelayMs: 60_000,
    metricsToken: METRICS_TOKEN,
    signInsPerMinute: options.signInsPerMinute ?? 10_000,
  });
  const ask = async (options: InjectOptions): Promise<Answer> => {
    const answer = await http.inject(options);
    const type = String(answer.headers['content-type'] ?? '');
    const body = type.includes('application/json') ? answer.json() : answer.body;
    return { status: answer.statusCode, body, headers: answer.headers, text: answer.body };
  };
  const client = (cookie = '', email = '', base: Record<string, string> = {}): Client => {
    const self: Client = {
      email,
      cookie,
      get: (url, headers = {}) =>
        ask({ method: 'GET', url, headers: { host: '127.0.0.1:3000', cookie: self.cookie, ...base, ...headers } }),
      post: async (url, body, headers = {}) => {
        const answer = await ask({
          method: 'POST',
          url,
          headers: {
            host: '127.0.0.1:3000',
            origin: ORIGIN,
            cookie: self.cookie,
            'x-requested-with': 'countinghouse',
            'content-type': 'application/json',
            ...base,
            ...headers,
          },
          payload: typeof body === 'string' ? body : JSON.stringify(body ?? {}),
        });
        self.cookie = withCookies(self.cookie, answer.headers['set-cookie']);
        return answer;
      },
    };
    return self;
  };
  const invite = async (email: string, roles: string[], company = world.company) => {
    const actor = seedActor(world.app, 'owner');
    const { output } = await execute(world.app, createUser.name, {
      actor,
      company,
      input: { email, name: email.split('@')[0], roles },
    });
    return (output as { password: string }).password;
  };
  return {
    world,
    http,
    auth,
    guest: client(),
    client,
    keyClient: (key) => client('', '', { authorization: `Bearer ${key}` }),
    invite,
    signIn: async (email, roles, company) => {
      const password = await invite(email, roles, company);
      const person = client('', email);
      await welcome(person, '/api/auth/sign-in/email', { email, password });
      await welcome(person, '/api/auth/change-password', { currentPassword: password, newPassword: PASSWORD });
      return person;
    },
    close: async () => {
      await http.close();
      await auth.close();
      await opened.close();
    },
  };
}

async function welcome(person: Client, url: string, body: object): Promise<void> {
  const { status, text } = await person.post(url, body);
  if (status !== 200) throw new Error(`${url} of ${person.email}: ${status} ${text}`);
}

/** What a browser would send back after these answers. */
function withCookies(before: string, set: string | string[] | undefined): string {
  const jar = new Map(
    before
      .split('; ')
      .filter(Boolean)
      .map((pair) => [pair.slice(0, pair.indexOf('=')), pair] as const),
  );
  for (const line of [set ?? []].flat()) {
    const pair = line.split(';')[0]!;
    const name = pair.slice(0, pair.indexOf('='));
    if (/max-age=0/i.test(line)) jar.delete(name);
    else jar.set(name, pair);
  }
  return [...jar.values()].join('; ');
}
