import { z } from 'zod';
import type { Command } from '#kernel/command.ts';
import { part } from '#kernel/db/sql.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { Ref } from '#kernel/values/schema.ts';
import { type Look, type Told, tellOf } from '#kernel/words/document.ts';
import { inputLeaves } from '#kernel/words/leaves.ts';
import { sayer } from '#kernel/words/value.ts';
import { visibleValues } from '#kernel/words/visible.ts';
import { changedSince } from './standing.ts';
import { waitingFor } from './waiting.ts';

interface Asked {
  id: Id;
  number: string;
  operation: string;
  input: unknown;
  preview: { was?: Look[]; will?: Look[] };
  changed: { entity: string; by: string | null }[];
}

const MOST = 100;

/** What requests ask for, value by value, in words and with the rights of who reads it. */
export const cases = answer(
  report('approvals.case', {
    label: 'What a request asks for',
    about:
      'What a request would make or change, as it would stand: who and what, lines with quantities, prices and amounts, and what was there before. Without a request, all that waits for you.',
    permission: 'approvals.inbox.read',
    params: z.object({ request: Ref('approvals.request').optional() }),
    columns: {
      number: { label: 'Request', type: 'code', drill: { entity: 'approvals.request', id: 'request' } },
      part: { label: 'Of', type: 'text' },
      line: { label: 'Line', type: 'number' },
      label: { label: 'What', type: 'text' },
      was: { label: 'Today', type: 'text' },
      will: { label: 'Then', type: 'text' },
      figure: { label: 'Figure', type: 'flag', hidden: true },
      request: { label: 'Request', type: 'reference', hidden: true },
    },
  }),
  async (tx, { request }) => {
    const asked = await (request ? readOne(tx, request as Id) : readWaiting(tx));
    return { rows: (await Promise.all(asked.map((one) => rowsOf(tx, one)))).flat() };
  },
);

/** What is read of a request; of an open one also which of its records were changed since, and by whom. */
const asked = (tx: Tx) => part`r.id, r.number, r.operation, r.input, r.preview, coalesce((
  select jsonb_agg(jsonb_build_object('entity', c.entity, 'by', c.by)) from ${changedSince(tx)}
  where r.state in ('pending', 'approved', 'failed')), '[]') as changed`;

/** Whoever decides on it, asked for it or may read all requests. */
const readOne = (tx: Tx, request: Id): Promise<Asked[]> => tx.sql<Asked>`
  select ${asked(tx)} from approvals.request r
  where r.company_id = ${tx.company} and r.id = ${request} and (${tx.may('approvals.request.read')} or r.asked_by = ${tx.actor.id}
    or exists (select from ${waitingFor(tx)} where w.request_id = r.id))`;

const readWaiting = (tx: Tx): Promise<Asked[]> => tx.sql<Asked>`
  select ${asked(tx)}
  from ${waitingFor(tx)} join approvals.request r on r.company_id = ${tx.company} and r.id = w.request_id
  order by r.asked_at, r.id limit ${MOST}`;

async function rowsOf(tx: Tx, { id, number, operation, input, preview, changed }: Asked) {
  const contract = tx.registry.operations.get(operation)?.contract;
  const told = await tellOf(tx, pairsOf(preview));
  const said = told.length > 0 || !contract ? told : await sayInput(tx, contract, input);
  return [...since(tx, changed), ...said].map((one) => ({ request: id, number, ...one }));
}

/** Whoever approves must know that what is told was so when it was asked. */
const since = (tx: Tx, changed: Asked['changed']): Told[] =>
  changed.map(({ entity, by }) => ({
    ...{
      part: 'Changed since it was asked',
      line: null,
      label: tx.registry.entities.get(entity)?.label ?? entity,
      was: '',
    },
    will: `by ${by ?? 'another'}. Once approved, it is asked anew as it stands by then.`,
    figure: false,
  }));

function pairsOf({ was = [], will = [] }: Asked['preview']) {
  const before = new Map(was.map((look) => [look.id, look]));
  return will.map((look) => ({ was: before.get(look.id), will: look }));
}

/** What leaves no record to show is told as it was entered. */
async function sayInput(tx: Tx, contract: Command, input: unknown): Promise<Told[]> {
  const of = tx.registry.entities.get(contract.subject ?? contract.on?.entity ?? '');
  const leaves = inputLeaves(tx.registry, contract, of ? visibleValues(tx.registry, of, tx.actor, input) : input);
  const say = await sayer(tx, leaves);
  return leaves.flatMap((leaf) => {
    const will = say(leaf);
    return will ? [{ part: contract.label, line: leaf.line, label: leaf.label, was: '', will, figure: false }] : [];
  });
}
