import { apiKey } from '@better-auth/api-key';
import { betterAuth } from 'better-auth';
import { APIError } from 'better-auth/api';
import { twoFactor } from 'better-auth/plugins/two-factor';
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { surviving } from '#kernel/db/pool.ts';
import { newId } from '#kernel/values/id.ts';
import { SIGN_IN } from './limits.ts';

export interface AuthOptions {
  /** The run-time role: the library reads and writes its own schema with it. */
  readonly appUrl: string;
  /** Where browsers reach us; an https address makes the cookies secure. */
  readonly publicUrl: string;
  readonly log: (level: 'debug' | 'info' | 'warn' | 'error', message: string) => void;
}

export interface Auth {
  readonly library: ReturnType<typeof configure>;
  readonly pool: pg.Pool;
  close(): Promise<void>;
}

/** The sign-in library on our tables. It keeps passwords, sessions, second factors and the hashes of API keys. */
export async function makeAuth(options: AuthOptions): Promise<Auth> {
  const pool = surviving(
    new pg.Pool({ connectionString: options.appUrl, max: 4, application_name: 'countinghouse-auth' }),
  );
  const secret = await pool.query<{ value: string }>('select value from auth.secret');
  return { library: configure(options, pool, secret.rows[0]!.value), pool, close: () => pool.end() };
}

function configure({ publicUrl, log }: AuthOptions, pool: pg.Pool, secret: string) {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), plugins: [new CamelCasePlugin()] });
  return betterAuth({
    appName: 'Countinghouse',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    database: { db, type: 'postgres', schemaName: 'auth', transaction: true },
    telemetry: { enabled: false },
    logger: { level: 'warn', log: (level, message) => log(level, message) },
    // Fastify limits rates and checks the origin of every write, these included; the address of a reader may be any that leads here.
    rateLimit: { enabled: false },
    trustedOrigins: (request) => [request?.headers.get('origin') ?? publicUrl],
    advanced: {
      cookiePrefix: 'countinghouse',
      useSecureCookies: publicUrl.startsWith('https:'),
      database: { generateId: () => newId() },
      ipAddress: { ipAddressHeaders: ['x-countinghouse-address'] },
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: SIGN_IN.passwordLength },
    session: { expiresIn: SIGN_IN.sessionDays * 86_400, updateAge: 3_600 },
    user: {
      additionalFields: { mustChangePassword: { type: 'boolean', required: false, input: false, defaultValue: false } },
    },
    databaseHooks: {
      session: {
        create: {
          // A person whose roles were all taken away has no business in here but to enter the code of an invitation.
          before: async (session) => {
            const found = await pool.query(
              'select auth.companies_of($1) union all select access.invited_to($1) limit 1',
              [session.userId],
            );
            if (found.rowCount === 0)
              throw new APIError('FORBIDDEN', { code: 'NO_COMPANY', message: 'You have no role in any company.' });
          },
        },
      },
    },
    plugins: [
      twoFactor({ issuer: 'Countinghouse' }),
      apiKey({ defaultPrefix: SIGN_IN.keyPrefix, rateLimit: { enabled: false }, enableMetadata: true }),
    ],
  });
}
