import { z } from 'zod';
import { part } from '#kernel/db/sql.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { Ref } from '#kernel/values/schema.ts';
import { type Told, tellOf } from '#kernel/words/document.ts';
import { type Preview, tellEntered } from './entered.ts';
import { NOT_SHOWN, SUBJECT, type Subject, sees, visibleInput } from './sees.ts';
import { changedSince } from './standing.ts';
import { waitingFor } from './waiting.ts';

interface About extends Subject {
  label: string;
  asker: string;
  input: unknown;
  preview: Preview;
}

interface Asked extends About {
  id: Id;
  number: string;
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
    const open = await sees(tx, asked);
    return { rows: (await Promise.all(asked.map((one) => rowsOf(tx, one, open(one))))).flat() };
  },
);

/** What is read of a request; of an open one also which of its records were changed since, and by whom. */
const asked = (tx: Tx) => part`r.id, r.number, r.label, r.asker, r.input, r.preview, ${SUBJECT}, coalesce((
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

async function rowsOf(tx: Tx, { id, number, changed, ...asked }: Asked, open: boolean) {
  const told = open ? await tellAll(tx, asked) : closedTo(asked);
  return [...since(tx, changed), ...told].map(({ name: _, record: __, ...one }) => ({ request: id, number, ...one }));
}

/** The records as they would stand, then what was entered that none of them tells. */
async function tellAll(tx: Tx, { label, input, preview, ...subject }: About): Promise<Told[]> {
  const contract = tx.registry.operations.get(subject.operation)?.contract;
  const told = await tellOf(tx, pairsOf(preview));
  if (!contract) return told;
  const visible = visibleInput(tx, subject, input);
  const entered = await tellEntered(tx, contract, { preview, input: visible, told });
  const cut = JSON.stringify(visible) !== JSON.stringify(input);
  return [...told, ...entered, ...(cut ? [said(label, 'Not shown', NOT_SHOWN)] : [])];
}

/** Whoever may not read what it is about is told what it is, and who asks. */
const closedTo = ({ label, asker }: About): Told[] => [
  said(label, 'Operation', label),
  said(label, 'Asked by', asker),
  said(label, 'Not shown', NOT_SHOWN),
];

const said = (part: string, label: string, will: string): Told => ({
  ...{ record: '', name: '', part, line: null, label, was: '', will, figure: false },
});

/** Whoever approves must know that what is told was so when it was asked. */
const since = (tx: Tx, changed: Asked['changed']): Told[] =>
  changed.map(({ entity, by }) =>
    said(
      'Changed since it was asked',
      tx.registry.entities.get(entity)?.label ?? entity,
      `by ${by ?? 'another'}. Once approved, it is asked anew as it stands by then.`,
    ),
  );

function pairsOf({ was = [], will = [] }: Preview) {
  const before = new Map(was.map((look) => [look.id, look]));
  return will.map((look) => ({ was: before.get(look.id), will: look }));
}
