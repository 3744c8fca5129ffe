import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type EntryDraft, post, postingDays, reverse } from '#modules/finance/ledger/api.ts';
import { CLOSING_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import type { revalueRefusals } from '../contract.ts';
import { toBase } from '../payment/payment.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import { itemsAsOf } from './as-of.ts';

interface Worth {
  currency: string;
  rate: Decimal;
  openMinor: bigint;
  baseMinor: bigint;
  /** What it is worth more at the rate of the day; of what we owe, more is a loss. */
  worthMoreMinor: bigint;
  /** What of that is posted, and the revaluation that did so last; a later one corrects it. */
  postedMinor: bigint;
  corrects: Id | null;
}

interface Revaluation extends Worth {
  id: Id;
  /** What it adds to what was posted before. */
  differenceMinor: bigint;
}

/**
 * Posts what is open in other currencies at the end of a day at the rate of that day: an unrealised gain or loss, taken back on the
 * next day, so that what settles it later realises the whole difference. On an account of its own: the control account stays what
 * the items say. What was dated back since the day was revalued, or a rate set anew, changes what is right for it: revalued again,
 * the difference is posted. A day whose period is closed stays as it was reported.
 */
export async function revalue(
  tx: Tx,
  side: Side,
  day: Day,
  refuse: Refuse<typeof revalueRefusals>,
): Promise<Revaluation[]> {
  if (day > tx.today) refuse('future_day', { day });
  const worths = await worthOn(tx, side, day);
  if (worths.length === 0) refuse('nothing_open', { day });
  const missing = worths.find(({ rate }) => rate === null);
  if (missing) refuse('no_rate', { currency: missing.currency, day });
  const again = worths.some(({ corrects }) => corrects !== null);
  const rows = (worths as Worth[])
    .filter(changed)
    .map(
      (worth): Revaluation => ({ ...worth, id: tx.newId(), differenceMinor: worth.worthMoreMinor - worth.postedMinor }),
    );
  if (rows.length === 0 || (again && (await postingDays(tx, [day])).get(day) !== day))
    refuse('revalued_already', { day });
  const { revaluation } = tablesOf(side);
  const [, posted] = await Promise.all([
    tx.sql`insert into ${revaluation} (company_id, id, revalued_on, currency, rate, open_minor, base_minor, difference_minor, corrects_id, event_id)
      select ${tx.company}, id, ${day}, currency, rate, open_minor, base_minor, difference_minor, corrects, ${tx.eventId}
      from ${table(rows, { id: 'uuid', currency: 'text', rate: 'numeric', openMinor: 'bigint', baseMinor: 'bigint', differenceMinor: 'bigint', corrects: 'uuid' })}`,
    post(
      tx,
      rows.map((row) => entryOf(side, row, day)),
      'open_items',
    ),
  ]);
  const last = posted.reduce((latest, { postedOn }) => (postedOn > latest ? postedOn : latest), day);
  await reverse(
    tx,
    posted.map((entry) => entry.id),
    addDays(last, 1),
    { keeper: 'open_items' },
  );
  tx.record(
    ...rows.map(({ id, currency, differenceMinor }) => ({
      ...{ entity: entityOf(side, 'revaluation'), id, after: { revaluedOn: day, currency, differenceMinor } },
    })),
  );
  return rows;
}

const changed = ({ worthMoreMinor, postedMinor, corrects }: Worth): boolean =>
  corrects === null || worthMoreMinor !== postedMinor;

/** What is open in other currencies at the end of a day, and what was open there when it was revalued; without a rate, null. */
async function worthOn(tx: Tx, side: Side, day: Day): Promise<(Worth | (Omit<Worth, 'rate'> & { rate: null }))[]> {
  const rows = await tx.sql<Omit<Worth, 'rate' | 'worthMoreMinor'>>`
    with open as (
      select currency, sum(open_minor)::bigint as open_minor, sum(open_base_minor)::bigint as base_minor from ${itemsAsOf(tx, side, day, undefined)}
      where currency <> ${tx.currency} and open_minor <> 0 group by currency
    ), before as (
      select currency, sum(difference_minor)::bigint as posted_minor, (array_agg(id order by id desc))[1] as corrects
      from ${tablesOf(side).revaluation} where company_id = ${tx.company} and revalued_on = ${day} group by currency
    )
    select coalesce(o.currency, b.currency) as currency, coalesce(o.open_minor, 0) as open_minor, coalesce(o.base_minor, 0) as base_minor,
      coalesce(b.posted_minor, 0) as posted_minor, b.corrects
    from open o full join before b on b.currency = o.currency order by 1`;
  const rates = await ratesOn(
    tx,
    rows.map(({ currency }) => ({ currency, day })),
  );
  return rows.map((row) => {
    const at = rates.get(`${row.currency}/${day}`);
    if (!at) return { ...row, rate: null, worthMoreMinor: 0n };
    const { currency, openMinor, baseMinor } = row;
    return { ...row, rate: at.rate, worthMoreMinor: toBase(tx, { currency, ...at }, openMinor) - baseMinor };
  });
}

/** Refuses `revalue_again` where what a day of these was revalued with no longer fits. */
export async function checkRevalued(tx: Tx, side: Side, { from, to }: { from: Day; to: Day }): Promise<void> {
  const days = await tx.sql<{ day: Day }>`
    select distinct revalued_on as day from ${tablesOf(side).revaluation}
    where company_id = ${tx.company} and revalued_on between ${from} and ${to} order by 1`;
  // A period has a day that is revalued, or few: what was open is asked day by day.
  for (const { day } of days) {
    const other = (await worthOn(tx, side, day)).find(
      ({ worthMoreMinor, postedMinor }) => worthMoreMinor !== postedMinor,
    );
    if (!other) continue;
    const what = side.sign === 1n ? 'customers owe' : 'suppliers are owed';
    throw new Refusal('revalue_again', CLOSING_REFUSALS.revalue_again, { what, currency: other.currency, day });
  }
}

function entryOf(side: Side, { id, currency, differenceMinor }: Revaluation, day: Day): EntryDraft {
  const gain = side.sign * differenceMinor;
  return {
    journal: 'general',
    source: { entity: entityOf(side, 'revaluation'), id },
    effectiveOn: day,
    text: `Unrealised exchange difference of what is open in ${currency}`,
    lines: [
      { role: 'fx_revaluation', amountMinor: gain },
      { role: gain > 0n ? 'fx_gain' : 'fx_loss', amountMinor: -gain },
    ],
  };
}
