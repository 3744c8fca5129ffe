import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { holdPeriods } from '#modules/finance/ledger/api.ts';
import { boxesOf } from './boxes.ts';
import { fileReturn } from './contract.ts';

export default implement(fileReturn, async (tx, { from, to, reference, note }, refuse) => {
  if (to < from) refuse('wrong_range');
  if (to >= tx.today) refuse('not_over', { day: to });
  // No tax is posted while its return is made: each is in it, or knows that it is filed.
  await holdPeriods(tx);
  const [last, earlier] = await Promise.all([lastFiled(tx), earlierDay(tx, from)]);
  if (last && from !== addDays(last.endsOn, 1)) refuse('not_next', { last: last.label, day: addDays(last.endsOn, 1) });
  if (!last && earlier) refuse('earlier_taxes', { day: earlier });
  const boxes = (await boxesOf(tx, { from, to })).map((box) => ({ ...box, id: tx.newId() }));
  const id = tx.newId();
  const dueMinor = sumMinor(boxes.map((box) => box.dueMinor));
  tx.state({ dueMinor, from, to });
  await tx.sql`
    insert into tax.filing (company_id, id, starts_on, ends_on, filed_on, reference, note, actor, due_minor, event_id)
    values (${tx.company}, ${id}, ${from}, ${to}, ${tx.today}, ${reference ?? null}, ${note ?? null}, ${tx.actor.id}, ${dueMinor}, ${tx.eventId})`;
  await tx.sql`
    insert into tax.filed_box (company_id, id, filing_id, box, documents, base_minor, due_minor, late_base_minor, late_minor, event_id)
    select ${tx.company}, id, ${id}, box, documents, base_minor, due_minor, late_base_minor, late_minor, ${tx.eventId}
    from ${table(boxes, {
      ...{ id: 'uuid', box: 'text', documents: 'int', baseMinor: 'bigint', dueMinor: 'bigint' },
      ...{ lateBaseMinor: 'bigint', lateMinor: 'bigint' },
    })}`;
  tx.record({ entity: 'tax.filing', id, after: { from, to, reference, dueMinor } });
  return { filing: id, dueMinor };
});

const lastFiled = async (tx: Tx): Promise<{ endsOn: Day; label: string } | undefined> =>
  (
    await tx.sql<{ endsOn: Day; label: string }>`
    select ends_on, label from tax.v_filing where company_id = ${tx.company} and state = 'filed' order by ends_on desc limit 1`
  )[0];

/** The first day before these on which a tax was posted. */
const earlierDay = async (tx: Tx, from: Day): Promise<Day | null> =>
  (
    await tx.sql<{ day: Day | null }>`
    select min(return_on) as day from tax.v_tax_line where company_id = ${tx.company} and return_on < ${from}`
  )[0]!.day;
