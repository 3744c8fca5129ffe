import { raw } from '#kernel/db/sql.ts';
import { type Flow, flow } from '#kernel/entity.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';

export const periodFlow: Flow = flow({
  open: ['soft_closed', 'closed'],
  soft_closed: ['open', 'closed'],
  closed: ['open'],
});

export interface PeriodFacts {
  readonly id: Id;
  readonly code: string;
  readonly closing: boolean;
  readonly startsOn: Day;
  readonly endsOn: Day;
  readonly state: string;
  /** Who brought it into this state. */
  readonly actor: string;
  /** Of a closing period: its year has a result that is not carried forward yet. */
  readonly resultOpen: boolean;
}

const FACTS = raw(`p.id, p.code, p.closing, p.starts_on, p.ends_on, p.state, p.actor, p.closing and exists (
  select from ledger.v_balance b where b.company_id = p.company_id and b.ends_on <= p.ends_on and b.account_type in ('income', 'expense')
  group by b.account_id having sum(b.amount_minor) <> 0) as result_open`);

/** The period, after every posting under way has ended and before another may begin: until this transaction ends. */
export async function holdPeriod(tx: Tx, period: Id): Promise<PeriodFacts> {
  await tx.sql`select ledger.hold_periods(${tx.company})`;
  const [found] = await tx.sql<PeriodFacts>`
    select ${FACTS} from ledger.v_period p where p.company_id = ${tx.company} and p.id = ${period}`;
  return found ?? refuseCommon('not_found', { what: 'period' });
}

/**
 * The periods that are to be closed with this one: those up to it that are not closed, in their order. A closing period waits for the
 * result of its year, and holds up no other.
 */
export async function openUntil(tx: Tx, last: PeriodFacts): Promise<PeriodFacts[]> {
  const open = await tx.sql<PeriodFacts>`
    select ${FACTS} from ledger.v_period p
    where p.company_id = ${tx.company} and p.state <> 'closed' and (p.ends_on, p.closing) <= (${last.endsOn}::date, ${last.closing})
    order by p.ends_on, p.closing`;
  return open.filter(({ id, resultOpen }) => id === last.id || !resultOpen);
}

/** Adds the next row of the period's states. */
export async function setState(tx: Tx, period: PeriodFacts, state: string, reason: string | undefined): Promise<void> {
  await tx.sql`
    insert into ledger.period_state (company_id, id, period_id, turn, state, actor, reason, event_id)
    select ${tx.company}, ${tx.newId()}, ${period.id}, max(turn) + 1, ${state}, ${tx.actor.id}, ${reason}, ${tx.eventId}
    from ledger.period_state where company_id = ${tx.company} and period_id = ${period.id}`;
  tx.record({ entity: 'ledger.period', id: period.id, before: { state: period.state }, after: { state, reason } });
}
