import { part } from '#kernel/db/sql.ts';
import type { Entity } from '#kernel/entity.ts';
import { seenRecords } from '#kernel/entity-rights.ts';
import type { Tx } from '#kernel/tx.ts';
import { isId } from '#kernel/words/value.ts';
import { visibleSummary, visibleValues } from '#kernel/words/visible.ts';

/* Who is told what was entered and what the operation stated of it: whoever may read what it is on or makes. */

/** What a request is about: the records its operation touched, and the one its input names by kind and id. */
export interface Subject {
  readonly operation: string;
  readonly touched: readonly { readonly entity: string; readonly made: boolean }[];
  readonly named: { readonly entity: unknown; readonly record: unknown };
}

/** What is read of the request `r` of its subject. */
export const SUBJECT = part`r.operation, coalesce((
  select jsonb_agg(distinct jsonb_build_object('entity', w ->> 'entity', 'made',
    not exists (select from jsonb_array_elements(r.preview -> 'was') x where x ->> 'id' = w ->> 'id')))
  from jsonb_array_elements(r.preview -> 'will') w), '[]') as touched,
  jsonb_build_object('entity', r.input -> 'entity', 'record', r.input -> 'record') as named`;

export const NOT_SHOWN = 'Amounts are not shown to you: you lack the right to see them.';

/** For each of the requests, whether its subject is there for the actor. */
export async function sees(tx: Tx, requests: readonly Subject[]): Promise<(request: Subject) => boolean> {
  const named = requests.flatMap((request) => namedBy(tx, request) ?? []);
  const seen = new Set((named.length === 0 ? [] : await seenRecords(tx, named)).map(({ id }) => id));
  return (request) => {
    const record = namedBy(tx, request);
    const kinds = kindsOf(tx, request);
    if (record && !seen.has(record.id)) return false;
    // What leaves no record is told to who may read something of the module.
    return kinds.length > 0
      ? kinds.every(({ read }) => tx.may(read))
      : moduleOf(tx, request).some(({ read }) => tx.may(read));
  };
}

/** What was entered without what the actor may not see of it. */
export function visibleInput(tx: Tx, request: Subject, input: unknown): unknown {
  const [of, ...others] = [...kindsOf(tx, request), ...moduleOf(tx, request)];
  return of ? visibleValues(tx.registry, of, tx.actor, input, others) : input;
}

export function summaryFor(tx: Tx, request: Subject, open: boolean, summary: string): string {
  if (!open) return NOT_SHOWN;
  return kindsOf(tx, request).reduce((text, of) => visibleSummary(tx.registry, of, tx.actor, text), summary);
}

function namedBy(tx: Tx, { named: { entity, record } }: Subject): { entity: string; id: string } | undefined {
  return typeof entity === 'string' && tx.registry.entities.has(entity) && isId(record)
    ? { entity, id: record }
    : undefined;
}

/** The kinds of record an operation is on or makes; where it names none, those of its module that it changes, else all. */
function kindsOf({ registry }: Tx, { operation, touched }: Subject): Entity[] {
  const contract = registry.operations.get(operation)?.contract;
  const own = touched.filter(({ entity }) => moduleName(entity) === moduleName(operation));
  const said = [contract?.subject, contract?.on?.entity, ...own.filter(({ made }) => made).map(({ entity }) => entity)];
  const fallback = [own, touched].find((some) => some.length > 0) ?? [];
  const names = said.some((name) => name) ? said : fallback.map(({ entity }) => entity);
  return [...new Set(names)].flatMap((name) => registry.entities.get(name ?? '') ?? []);
}

const moduleOf = ({ registry }: Tx, { operation }: Subject): Entity[] =>
  [...registry.entities.values()].filter(({ name }) => moduleName(name) === moduleName(operation));

const moduleName = (name: string): string => name.split('.')[0]!;
