import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type EntryDraft, post, reverse } from '#modules/finance/ledger/api.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import type { revalueRefusals } from '../contract.ts';
import { toBase } from '../payment/payment.ts';
import { entityOf, type Side, tablesOf } from '../side.ts';
import { itemsAsOf } from './as-of.ts';

interface Revaluation {
  id: Id;
  currency: string;
  rate: Decimal;
  openMinor: bigint;
  baseMinor: bigint;
  /** What it is worth more at the rate of the day; of what we owe, more is a loss. */
  differenceMinor: bigint;
}

/**
 * Posts what is open in other currencies at the end of a day at the rate of that day: an unrealised gain or loss, taken back on the
 * next day, so that what settles it later realises the whole difference. On an account of its own: the control account stays what
 * the items say. Once a day.
 */
export async function revalue(
  tx: Tx,
  side: Side,
  day: Day,
  refuse: Refuse<typeof revalueRefusals>,
): Promise<Revaluation[]> {
  if (day > tx.today) refuse('future_day', { day });
  const { revaluation } = tablesOf(side);
  const [before] =
    await tx.sql`select from ${revaluation} where company_id = ${tx.company} and revalued_on = ${day} limit 1`;
  if (before) refuse('revalued_already', { day });
  const open = await tx.sql<{ currency: string; openMinor: bigint; baseMinor: bigint }>`
    select currency, sum(open_minor)::bigint as open_minor, sum(open_base_minor)::bigint as base_minor from ${itemsAsOf(tx, side, day, undefined)}
    where currency <> ${tx.currency} and open_minor <> 0 group by currency order by currency`;
  const rates = await ratesOn(
    tx,
    open.map(({ currency }) => ({ currency, day })),
  );
  const rows = open.map(({ currency, openMinor, baseMinor }): Revaluation => {
    const at = rates.get(`${currency}/${day}`);
    if (!at) return refuse('no_rate', { currency, day });
    const differenceMinor = toBase(tx, { currency, ...at }, openMinor) - baseMinor;
    return { id: tx.newId(), currency, rate: at.rate, openMinor, baseMinor, differenceMinor };
  });
  if (rows.length === 0) refuse('nothing_open', { day });
  const [, posted] = await Promise.all([
    tx.sql`insert into ${revaluation} (company_id, id, revalued_on, currency, rate, open_minor, base_minor, difference_minor, event_id)
      select ${tx.company}, id, ${day}, currency, rate, open_minor, base_minor, difference_minor, ${tx.eventId}
      from ${table(rows, { id: 'uuid', currency: 'text', rate: 'numeric', openMinor: 'bigint', baseMinor: 'bigint', differenceMinor: 'bigint' })}`,
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
