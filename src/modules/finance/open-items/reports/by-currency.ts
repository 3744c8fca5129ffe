import { raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Side, tablesOf } from '../side.ts';
import { openRows } from './as-of.ts';

/** A document or payment that moved an account, in its own currency. */
interface Movement {
  readonly day: Day;
  /** `invoice`, `credit_note`, `payment`, or of an adjustment what it is: `discount`. */
  readonly kind: string;
  readonly number: string | null;
  readonly currency: string;
  readonly amountMinor: bigint;
}

/** What was not settled of a document at the end of a day. */
interface StillOpen {
  readonly openedOn: Day;
  readonly kind: string;
  readonly number: string;
  readonly dueOn: Day;
  readonly daysOverdue: number;
  readonly currency: string;
  readonly openMinor: bigint;
}

/** A party's account in one currency between two days, as it stood at the end of the last one. */
export interface CurrencyAccount {
  readonly currency: string;
  readonly digits: number;
  readonly openingMinor: bigint;
  readonly movements: readonly Movement[];
  readonly closingMinor: bigint;
  readonly open: readonly StillOpen[];
}

interface Balance {
  currency: string;
  digits: number;
  openingMinor: bigint;
  closingMinor: bigint;
}

/**
 * The account of a party by currency, from its open items: a match takes the same from both its sides, so what was opened until
 * a day is what was owed then. No movements without a first day.
 */
export async function accountByCurrency(
  tx: Tx,
  side: Side,
  { party, from, to }: { party: Id; from: Day | undefined; to: Day },
): Promise<CurrencyAccount[]> {
  const { item, document, payment, adjustment } = tablesOf(side);
  const [balances, movements, open] = await Promise.all([
    tx.sql<Balance>`
      select x.currency, c.digits, coalesce(sum(x.amount_minor) filter (where x.opened_on < ${from ?? null}::date), 0)::bigint as opening_minor,
        sum(x.amount_minor)::bigint as closing_minor
      from ${item} x join organisation.currency c on c.code = x.currency
      where x.company_id = ${tx.company} and x.party_id = ${party} and x.opened_on <= ${to}
      group by x.currency, c.digits order by x.currency <> ${tx.currency}, x.currency`,
    tx.sql<Movement>`
      select x.opened_on as day, coalesce(a.kind, x.kind) as kind, coalesce(d.number, y.number) as number, x.currency, sum(x.amount_minor)::bigint as amount_minor
      from ${item} x
      left join ${document} d on d.company_id = x.company_id and d.id = x.document_id
      left join ${payment} y on y.company_id = x.company_id and y.id = x.document_id
      left join ${adjustment} a on a.company_id = x.company_id and a.id = x.document_id
      where x.company_id = ${tx.company} and x.party_id = ${party} and x.opened_on between ${from ?? null}::date and ${to}
      group by 1, 2, 3, 4, x.document_id order by 1, min(x.id::text) limit ${raw(String(MOST))}`,
    openRows(tx, side, to, party) as unknown as Promise<StillOpen[]>,
  ]);
  return balances.map((balance) => ({
    ...balance,
    movements: movements.filter(({ currency }) => currency === balance.currency),
    open: open.filter(({ currency }) => currency === balance.currency),
  }));
}

/** As many as a statement shows of the account. */
const MOST = 5000;
