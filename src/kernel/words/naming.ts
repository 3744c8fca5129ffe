import type { z } from 'zod';
import type { App } from '../app.ts';
import { missingReferences } from '../references.ts';
import { Refusal, refuseCommon } from '../refusal.ts';
import type { Registry } from '../registry.ts';
import { begin, companyOf, makeTx, withClient } from '../transaction.ts';
import type { Actor, Tx } from '../tx.ts';
import type { Reference } from '../values/references-in.ts';
import { inWords, lower } from '../values/words.ts';

interface Asked {
  readonly app: App;
  readonly actor: Actor;
  readonly company: number;
  readonly schema: z.ZodType;
  readonly input: unknown;
}

const MOST_SAID = 5;

/** Codes that say that something is not there. */
const MISSED = /^(not_found|bad_reference|(no|unknown)_\w+)$/;

/**
 * Where something was not found and the input holds references that name nothing, says which: 'Line 2: this item does not
 * exist.', with the places for the form. Asked after the failure alone; what goes well pays nothing for it.
 */
export async function namingNothing(error: unknown, asked: Asked): Promise<unknown> {
  if (!(error instanceof Refusal) || !MISSED.test(error.code)) return error;
  const missing = await reading(asked, (tx) => missingReferences(tx, asked.schema, asked.input));
  if (missing.length === 0) return error;
  const said = missing.map((one) => ({
    path: one.path,
    place: placeOf(one),
    text: `his ${nounOf(asked.app.registry, one)} does not exist.`,
  }));
  const sentences = said.slice(0, MOST_SAID).map(({ place, text }) => (place ? `${place}: t${text}` : `T${text}`));
  try {
    return refuseCommon(
      'not_found',
      { issues: said.map(({ path, text }) => ({ path, message: `T${text}` })) },
      sentences.join(' '),
    );
  } catch (refusal) {
    (refusal as Error).cause = error;
    return refusal;
  }
}

async function reading<T>({ app, actor, company }: Asked, work: (tx: Tx) => Promise<T>): Promise<T> {
  const settings = await companyOf(app, company);
  return withClient(app.pool, async (client) => {
    const { tx } = makeTx({ app, client, company: settings, actor, via: 'read', now: app.clock.now() });
    begin(client, { company, actor, readOnly: true, today: tx.today });
    try {
      return await work(tx);
    } finally {
      await client.query('rollback').catch(() => undefined);
    }
  });
}

/** 'lines.1.item' → 'Line 2'. */
const placeOf = ({ path }: Reference): string => {
  const names = path.split('.');
  const places = names.flatMap((name, at) =>
    /^\d+$/.test(name) && at > 0 ? [`${singular(inWords(names[at - 1]!))} ${Number(name) + 1}`] : [],
  );
  return places.map((place, at) => (at === 0 ? place : lower(place))).join(', ');
};

/** Names of fields that say a direction, not what stands there. */
const NO_NOUN = new Set(['', 'from', 'to', 'by', 'owed', 'id', 'ids', 'over', 'on']);

/** What the field is called where that is a noun, else what it would name. */
function nounOf({ entities }: Registry, { path, entity }: Reference): string {
  const name = path.split('.').findLast((part) => !/^\d+$/.test(part))!;
  const noun = singular(inWords(name)).toLowerCase();
  return NO_NOUN.has(noun) ? (entities.get(entity)?.label ?? 'record').toLowerCase() : noun;
}

const singular = (plural: string): string =>
  /(ss|us|is)$/.test(plural)
    ? plural
    : plural
        .replace(/ies$/, 'y')
        .replace(/(x|ch|sh)es$/, '$1')
        .replace(/([^y])s$/, '$1');
