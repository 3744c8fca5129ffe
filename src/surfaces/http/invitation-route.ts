import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { refuser } from '#kernel/command.ts';
import { execute, parse } from '#kernel/execute.ts';
import type { Actor } from '#kernel/tx.ts';
import { acceptInvitation } from '#modules/office/access/contract.ts';
import { beginSignIn, signInDone } from '#modules/office/access/sign-in/attempts.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';
import { codeHash } from '#modules/office/access/sign-in/secrets.ts';
import { accept } from '#modules/office/access/user/invitation.ts';
import { endSessions } from '#modules/office/access/user/member.ts';
import { signedIn } from './auth-routes.ts';
import type { Identities } from './identity.ts';
import { LIMITS } from './limits.ts';
import { refuseDoor, sendJson } from './reply.ts';

interface InvitationRoute {
  readonly app: App;
  readonly auth: Auth;
  readonly identities: Identities;
  /** Tries from one address. */
  readonly perMinute: number;
}

/**
 * Somebody who is signed in enters the code of an invitation. Wrong codes are counted like wrong passwords, by person; the right
 * one ends every session but this one, since whoever had the old password may have made them.
 */
export function invitationRoute(server: FastifyInstance, { app, auth, identities, perMinute }: InvitationRoute): void {
  server.post(
    '/api/me/invitations',
    { bodyLimit: LIMITS.signInBytes, config: { rateLimit: { max: perMinute, timeWindow: 60_000 } } },
    async (request, reply) => {
      const { person, sessionToken } = await signedIn(identities, request);
      const input = parse(acceptInvitation.input, request.body);
      const tries = `invitation of ${person.id}`;
      const seconds = await beginSignIn(auth, tries);
      if (seconds !== undefined) refuseDoor('codes_locked', { minutes: Math.ceil(seconds / 60), seconds });
      const company = await invitedTo(auth, person.id, input.code);
      if (company === undefined) {
        request.log.warn({ email: person.email }, 'wrong invitation code');
        return refuser(acceptInvitation)('wrong_code');
      }
      const actor: Actor = { id: person.id, name: person.name, permissions: new Set([acceptInvitation.permission]) };
      const { output } = await execute(app, accept, {
        ...{ actor, company, input, via: 'http' },
        also: (tx) => endSessions(tx, person.id, sessionToken),
      });
      await signInDone(auth, tries);
      identities.forget();
      return sendJson(reply, output);
    },
  );
}

async function invitedTo({ pool }: Auth, person: string, code: string): Promise<number | undefined> {
  const found = await pool.query<{ company: number }>('select access.invited_to($1, $2) as company', [
    person,
    codeHash(code),
  ]);
  return found.rows[0]?.company;
}
