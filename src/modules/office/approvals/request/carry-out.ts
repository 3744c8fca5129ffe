import { z } from 'zod';
import type { App } from '#kernel/app.ts';
import { command, implement } from '#kernel/command.ts';
import { loadActor } from '#kernel/company.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { type Call, execute } from '#kernel/execute.ts';
import { Refusal } from '#kernel/refusal.ts';
import { begin, withClient } from '#kernel/transaction.ts';
import type { Actor, Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';

interface Approved {
  operation: string;
  input: unknown;
  requestKey: string | null;
  askedBy: string;
  asker: string;
  askedRights: string[];
}

interface Outcome {
  request: string;
  number: string;
  state: string;
  failure: string | null;
}

const KEEPER: Actor = { id: 'job:approvals', name: 'Approvals', permissions: new Set(['approvals.request.ask']) };

/**
 * Carries out an approved request as it was entered and in the name of whoever asked, in a transaction of its own that also
 * closes the request: it is done once, whoever tries how often. What is refused by now stays as failed, with the reason; what is not
 * what was approved any more is asked anew.
 */
export async function carryOutApproved(app: App, { company }: Call, answer: Outcome): Promise<Outcome> {
  const request = answer.request as Id;
  const approved = await readApproved(app, company, request);
  if (!approved) return { ...answer, ...(await stateOf(app, company, request)) };
  try {
    await execute(app, approved.operation, {
      ...{ company, approval: request, via: 'approval', actor: await actorOf(app, company, approved) },
      ...{ input: approved.input, key: approved.requestKey ?? `approval ${request}` },
      also: (tx) => close(tx, request, 'done', null),
    });
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // Asked anew, it is closed already.
    if (error.code !== 'approval_required' || !error.details.request)
      await execute(app, fail, { company, actor: KEEPER, via: 'approval', input: { request, failure: error.message } });
  }
  return { ...answer, ...(await stateOf(app, company, request)) };
}

/** Carries out what was approved and is still not done: the program ended between the two. */
export async function carryOutLeft(app: App, company: number): Promise<void> {
  const left = await inside(
    app,
    company,
    (sql) => sql<Outcome>`
    select id as request, number, state, failure from approvals.request where company_id = ${company} and state = 'approved' order by id limit 100`,
  );
  for (const answer of left) await carryOutApproved(app, { company, actor: KEEPER, input: null }, answer);
}

/** A person acts with the rights they have now and had then; a program with those it asked with. */
async function actorOf(app: App, company: number, { askedBy, asker, askedRights }: Approved): Promise<Actor> {
  if (!z.uuid().safeParse(askedBy).success) return { id: askedBy, name: asker, permissions: new Set(askedRights) };
  const person = await loadActor(app, { id: askedBy, name: asker }, company);
  const permissions = new Set(askedRights.filter((right) => person?.permissions.has(right)));
  return { id: askedBy, name: asker, permissions, roles: person?.roles ?? [] };
}

const readApproved = async (app: App, company: number, request: Id): Promise<Approved | undefined> =>
  (
    await inside(
      app,
      company,
      (sql) => sql<Approved>`
      select operation, input, request_key, asked_by, asker, asked_rights from approvals.request
      where company_id = ${company} and id = ${request} and state in ('approved', 'failed')`,
    )
  )[0];

const stateOf = async (app: App, company: number, request: Id): Promise<Pick<Outcome, 'state' | 'failure'>> =>
  (
    await inside(
      app,
      company,
      (sql) => sql<Pick<Outcome, 'state' | 'failure'>>`
      select state, failure from approvals.request where company_id = ${company} and id = ${request}`,
    )
  )[0]!;

/** Reads where the decisions are made, not on a replica that may be behind. */
const inside = <T>(app: App, company: number, read: (sql: ReturnType<typeof sqlOn>) => Promise<T>): Promise<T> =>
  withClient(app.pool, async (client) => {
    begin(client, { company, actor: KEEPER, readOnly: true });
    try {
      return await read(sqlOn(client));
    } finally {
      await client.query('commit').catch(() => undefined);
    }
  });

const fail = implement(
  command('approvals.fail', {
    label: 'Refused after approval',
    about: 'Notes why an approved request could not be done.',
    permission: 'approvals.request.ask',
    input: z.object({ request: z.string(), failure: z.string() }),
    output: z.object({}),
  }),
  async (tx, { request, failure }) => {
    await close(tx, request as Id, 'failed', failure);
    return {};
  },
);

async function close(tx: Tx, request: Id, state: 'done' | 'failed', failure: string | null): Promise<void> {
  const [closed] = await tx.sql`
    update approvals.request set state = ${state}, failure = ${failure}, settled_at = ${tx.now}
    where company_id = ${tx.company} and id = ${request} and state in ('approved', 'failed') returning id`;
  if (closed)
    tx.record({ entity: 'approvals.request', id: request, before: { state: 'approved' }, after: { state, failure } });
  // Another was first: tried again, the pipeline finds the answer of that one under the same key.
  else if (state === 'done') throw Object.assign(new Error('The request was closed by another.'), { code: '40001' });
}
