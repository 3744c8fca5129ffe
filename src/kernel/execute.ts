import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { z } from 'zod';
import type { App } from './app.ts';
import { type Command, type Operation, type Output, refuser } from './command.ts';
import { toJson } from './db/sql.ts';
import { type Deed, Deferred, type Judge } from './module.ts';
import { missingReferences } from './references.ts';
import { COMMON_REFUSALS, Refusal, refuseCommon, rightOf } from './refusal.ts';
import { begin, companyOf, isConnectionLost, makeTx, withClient, writeEvent } from './transaction.ts';
import type { Actor, Tx } from './tx.ts';
import type { Id } from './values/id.ts';
import { visibleOutput } from './values/output-rights.ts';
import type { Reference } from './values/references-in.ts';
import { RETRY, translate } from './words/database.ts';
import { namingNothing } from './words/naming.ts';

export interface Call {
  readonly actor: Actor;
  readonly company: number;
  readonly input: unknown;
  /** Idempotency key of the actor: the same key and input give the stored answer, the same key with other input is refused. */
  readonly key?: string;
  readonly via?: string;
  /** Work of the door itself in the same transaction (an import notes which source row became which record). */
  readonly also?: (tx: Tx, output: unknown) => Promise<void>;
  /** The approved request this carries out. */
  readonly approval?: Id;
}

export interface Answer<O = unknown> {
  readonly output: O;
  readonly replayed: boolean;
  readonly event: string;
}

const ATTEMPTS = 6;

/**
 * The one way any operation runs, whatever door it came through: parse, authorise, look for the idempotency key, one
 * transaction with the handler, the event row last, commit. Throws a Refusal for a rule the user hit, anything else is a bug.
 */
export async function execute<C extends Command>(
  app: App,
  operation: Operation<C> | string,
  call: Call,
): Promise<Answer<Output<C>>> {
  const found =
    typeof operation === 'string' ? app.registry.operations.get(operation) : (operation as unknown as Operation);
  if (!found) return refuseCommon('not_found', { what: 'operation' });
  const { contract } = found;
  authorise(app, call.actor, contract.permission);
  const input = parse(contract.input, call.input);
  const inputHash = call.key === undefined ? undefined : hashOf(contract.name, call.input);
  const answer = await attempts(app, found, call, input, inputHash);
  const output = found.after ? await found.after(app, call, answer.output as never) : answer.output;
  return { ...answer, output: visibleOutput(contract.output, call.actor.permissions, output) } as Answer<Output<C>>;
}

async function attempts(
  app: App,
  operation: Operation,
  call: Call,
  input: unknown,
  inputHash: string | undefined,
): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await attemptOnce(app, operation, call, input, inputHash);
    } catch (error) {
      if (error instanceof Deferred) return defer(app, call, error);
      if (!worthRetrying(error, call.key) || attempt === ATTEMPTS) {
        const { actor, company } = call;
        const asked = { app, actor, company, schema: operation.contract.input, input };
        throw await namingNothing(translate(error, app.registry), asked);
      }
      await wait(Math.random() * 8 * 2 ** attempt);
    }
  }
}

async function attemptOnce(
  app: App,
  operation: Operation,
  call: Call,
  input: unknown,
  inputHash: string | undefined,
): Promise<Answer> {
  const company = await companyOf(app, call.company);
  return withClient(app.pool, async (client) => {
    const open = makeTx({ app, client, company, actor: call.actor, via: call.via ?? 'program', now: app.clock.now() });
    const { tx } = open;
    begin(client, { company: company.id, actor: call.actor, readOnly: false, today: tx.today, event: tx.eventId });
    try {
      if (call.key !== undefined) {
        const stored = await storedAnswer(tx, call.key, inputHash!);
        if (stored) {
          await client.query('rollback');
          return stored;
        }
      }
      const judges = app.registry.guards.map((guard) => quiet(guard(tx, operation.contract)));
      const output = await carryOut(app, operation, tx, input);
      await judge(app, judges, {
        ...{ contract: operation.contract, input, output, call },
        ...{ stated: open.stated, records: open.records },
      });
      await call.also?.(tx, output);
      await open.finish();
      const row = {
        operation: operation.contract.name,
        key: call.key,
        inputHash,
        input: withoutSecrets(operation.contract, input),
        output: withoutSecrets(operation.contract, output),
      };
      const [, commit] = await Promise.all([writeEvent(open, row), client.query('commit')]);
      if (commit.command !== 'COMMIT') throw new Error('The database rolled the transaction back.');
      return { output, replayed: false, event: tx.eventId };
    } catch (error) {
      if (!isConnectionLost(error)) await client.query('rollback').catch(() => undefined);
      throw error;
    }
  });
}

/**
 * The handler, whose refusals must all stand in its contract, whoever down the line gives them. What its input names must be
 * there, also where the handler only keeps the reference; what it refuses itself comes first.
 */
export async function carryOut(app: App, { contract, handler }: Operation, tx: Tx, input: unknown): Promise<unknown> {
  const asked = quiet(missingReferences(tx, contract.input, input));
  try {
    const output = await handler(tx, input as never, refuser(contract) as never);
    refuseMissing(app, await asked);
    return output;
  } catch (error) {
    if (!(error instanceof Refusal)) {
      refuseMissing(app, await asked.catch(() => []));
      throw error;
    }
    const text = contract.refusals[error.code];
    // What is documented is what is said, whoever down the line refused.
    if (text !== undefined) throw new Refusal(error.code, text, error.details, error.status);
    if (!(error.code in COMMON_REFUSALS)) app.onUndeclared(contract.name, error.code);
    throw error;
  }
}

function refuseMissing({ registry }: App, [first]: readonly Reference[]): void {
  if (!first) return;
  const { path, entity } = first;
  refuseCommon('not_found', { what: registry.entities.get(entity)!.label.toLowerCase(), path });
}

/** A question asked beside the handler may fail with it; then the handler's failure is the one that counts. */
const quiet = <T>(asked: Promise<T>): Promise<T> => {
  asked.catch(() => undefined);
  return asked;
};

async function judge(app: App, judges: readonly Promise<Judge | undefined>[], deed: Deed): Promise<void> {
  checkStated(app, deed);
  for (const asked of judges) await (await asked)?.(deed);
}

/** What is stated must stand in the contracts, or a policy would look for it in vain. */
function checkStated({ registry }: App, { contract, stated: { facts, did } }: Deed): void {
  if (contract.many && !did.has(contract.many))
    throw new Error(`${contract.name} does not state each ${contract.many}`);
  const does = [...(contract.does ?? []), contract.many];
  const said = [
    [contract.name, facts],
    ...[...did].flatMap(([name, parts]) => parts.map((part) => [name, part.facts])),
  ];
  for (const [name, values] of said as [string, Deed['stated']['facts'] | undefined][]) {
    if (name !== contract.name && !does.includes(name)) throw new Error(`${contract.name} does the undeclared ${name}`);
    const declared = name === contract.name ? contract.facts : registry.operations.get(name)!.contract.facts;
    const undeclared = Object.keys(values ?? {}).find((fact) => !declared?.[fact]);
    if (undeclared) throw new Error(`${contract.name} states the undeclared fact ${undeclared} of ${name}`);
  }
}

/** Nothing of the operation stays; the question does, and the caller learns its number. */
async function defer(app: App, call: Call, { ask, input }: Deferred): Promise<never> {
  const { company, via, actor } = call;
  const asking = { ...actor, permissions: new Set([...actor.permissions, ask.contract.permission]) };
  const { output } = await execute(app, ask, { company, via, actor: asking, input });
  return refuseCommon('approval_required', output as Record<string, unknown>);
}

export const authorise = ({ registry }: Pick<App, 'registry'>, actor: Actor, permission: string): void => {
  if (!actor.permissions.has(permission)) refuseCommon('not_permitted', rightOf(registry, permission));
};

/** Parses what came through a door; the issues name the fields, after the name of what they are in. */
export function parse<S extends z.ZodType>(schema: S, input: unknown, within?: string): z.output<S> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;
  return refuseCommon('invalid_input', {
    issues: result.error.issues.slice(0, 50).map((issue) => ({
      path: [...(within ? [within] : []), ...issue.path].join('.'),
      message: issue.message,
    })),
  });
}

/** A key is whose request it was: nobody gets the answer another was given, or takes a key from them. */
async function storedAnswer({ sql, company, actor }: Tx, key: string, hash: string): Promise<Answer | undefined> {
  const [row] = await sql<{ id: string; inputHash: string; output: unknown }>`
    select id, input_hash, output from kernel.event
    where company_id = ${company} and actor = ${actor.id} and request_key = ${key}`;
  if (!row) return undefined;
  if (row.inputHash !== hash) refuseCommon('key_reused');
  return { output: row.output, replayed: true, event: row.id };
}

const hashOf = (name: string, input: unknown): string =>
  createHash('sha256')
    .update(`${name}\n${toJson(sorted(input))}`)
    .digest('base64url');

const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted((value as Record<string, unknown>)[key])]),
  );
};

const withoutSecrets = (contract: Command, value: unknown): unknown => {
  if (!contract.secret?.length || value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, contract.secret!.includes(name) ? '***' : item]),
  );
};

function worthRetrying(error: unknown, key: string | undefined): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  if (code && RETRY.has(code)) return true;
  return key !== undefined && (constraint === 'event_request_key' || isConnectionLost(error));
}
