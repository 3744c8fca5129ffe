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
}

/** The period, after every posting under way has ended and before another may begin: until this transaction ends. */
export async function holdPeriod(tx: Tx, period: Id): Promise<PeriodFacts> {
  await tx.sql`select ledger.hold_periods(${tx.company})`;
  const [found] = await tx.sql<PeriodFacts>`
    select id, code, closing, starts_on, ends_on, state, actor from ledger.v_period where company_id = ${tx.company} and id = ${period}`;
  return found ?? refuseCommon('not_found', { what: 'period' });
}

/** The periods that are not closed, up to and with this one, in their order. */
export const openUntil = (tx: Tx, last: PeriodFacts): Promise<PeriodFacts[]> =>
  tx.sql<PeriodFacts>`
    select id, code, closing, starts_on, ends_on, state, actor from ledger.v_period
    where company_id = ${tx.company} and state <> 'closed' and (ends_on, closing) <= (${last.endsOn}::date, ${last.closing})
    order by ends_on, closing`;

/** Adds the next row of the period's states. */
export async function setState(tx: Tx, period: PeriodFacts, state: string, reason: string | undefined): Promise<void> {
  await tx.sql`
    insert into ledger.period_state (company_id, id, period_id, turn, state, actor, reason, event_id)
    select ${tx.company}, ${tx.newId()}, ${period.id}, max(turn) + 1, ${state}, ${tx.actor.id}, ${reason}, ${tx.eventId}
    from ledger.period_state where company_id = ${tx.company} and period_id = ${period.id}`;
  tx.record({ entity: 'ledger.period', id: period.id, before: { state: period.state }, after: { state, reason } });
}
