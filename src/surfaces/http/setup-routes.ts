import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { parse } from '#kernel/execute.ts';
import { strict } from '#kernel/values/strict.ts';
import { createCompany, createUser } from '#modules/office/access/contract.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';
import { SIGN_IN } from '#modules/office/access/sign-in/limits.ts';
import { isOpen, isSetupCode, setUp } from '../setup.ts';
import { LIMITS } from './limits.ts';
import { refuseDoor, sendJson } from './reply.ts';

interface SetupRoutes {
  readonly app: App;
  readonly auth: Auth;
  /** Tries from one address. */
  readonly perMinute: number;
}

const Code = z.string().max(100);
const begin = strict(z.object({ code: Code }));
const all = strict(
  z.object({
    code: Code,
    name: createUser.input.shape.name,
    email: createUser.input.shape.email,
    password: z.string().min(SIGN_IN.passwordLength).max(128),
    company: createCompany.input,
  }),
);

/** The first owner of an installation nobody has an account in is made here, by who has the code the program printed. */
export function setupRoutes(server: FastifyInstance, { app, auth, perMinute }: SetupRoutes): void {
  const limited = { bodyLimit: LIMITS.signInBytes, config: { rateLimit: { max: perMinute, timeWindow: 60_000 } } };
  server.get('/api/setup', async (_, reply) => sendJson(reply, { open: await isOpen(auth) }));

  server.post('/api/setup/begin', limited, async (request, reply) => {
    if (!(await isSetupCode(auth, parse(begin, request.body).code))) refuseDoor('wrong_setup_code');
    const ask = async (text: string) => (await auth.pool.query<{ code: string; name: string }>(text)).rows;
    return sendJson(reply, {
      countries: await ask('select code, name from organisation.country order by name'),
      currencies: await ask('select code, name from organisation.currency where active order by code'),
    });
  });

  server.post('/api/setup', limited, async (request, reply) => {
    const { code, ...input } = parse(all, request.body);
    const company = await setUp(app, auth, code, input);
    if (company === undefined) refuseDoor('wrong_setup_code');
    return sendJson(reply, { company });
  });
}
