import type { Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day, yearOf } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Bill } from './credited-bill.ts';
import type { PreparedBill } from './draft.ts';

export type DuplicateRefusing = Refuse<Record<'duplicate_bill' | 'maybe_duplicate', string>>;

/** A supplier's number, and how many documents stand under it already. */
export interface NumberGiven {
  readonly supplierNumber: string;
  readonly again: number;
}

interface Found {
  id: Id;
  number: string;
  day: Day;
  same: boolean;
}

/**
 * The same number of the same supplier in the same year never, unless what stood under it was credited in full; credits are
 * compared with credits. The same number in
 * another year, almost the same number, or the same amount at about the same time, only if it was said to be another. Bills of one
 * batch are compared as if they were entered one after the other, those entered at once wait for each other. Answers by bill how many
 * stand under its number.
 */
export async function checkDuplicates(
  tx: Tx,
  bills: readonly PreparedBill[],
  held: readonly Id[],
  refuse: DuplicateRefusing,
): Promise<Map<Id, number>> {
  await lockSuppliers(
    tx,
    bills.map(({ party }) => party.id),
  );
  const [tolerance] = await tx.sql<{ duplicateDays: number }>`
    select duplicate_days from payables.tolerance where company_id = ${tx.company}`;
  const { duplicateDays } = tolerance!;
  const asked = bills.map(({ id, kind, party, input, billedOn: day, currency, totalMinor: total }, position) => ({
    ...{ id, position, kind, party: party.id, number: input.supplierNumber, total, currency, day, year: yearOf(day) },
    ...{ first: addDays(day, -duplicateDays), last: addDays(day, duplicateDays) },
  }));
  // Counted first: a credit that comes in between with its bill is then found, or takes the place this one would have.
  const counts = await countSame(tx, asked);
  const found = await findAlike(tx, asked, held);
  for (const { id, number, day, same } of found) {
    const { party, input } = bills.find((bill) => bill.id === id)!;
    if (same) refuse('duplicate_bill', { number, supplier: party.name });
    if (!input.acknowledgeDuplicate) refuse('maybe_duplicate', { supplier: party.name, day, number });
  }
  return againOf(bills, counts);
}

/** Bills and credits of a supplier that are entered at once do not see each other: each waits until the one before it is there. */
const lockSuppliers = (tx: Tx, suppliers: readonly Id[]): Promise<unknown> => tx.sql`
  select pg_advisory_xact_lock(hashtext('payables.bill'), hashtext(party))
  from unnest(${[...new Set(suppliers)].sort()}::text[]) party`;

interface Asked {
  id: Id;
  position: number;
  kind: string;
  party: Id;
  number: string;
  total: bigint;
  currency: string;
  day: Day;
  year: number;
  first: Day;
  last: Day;
}

const ASKED = {
  ...{ id: 'uuid', party: 'uuid', number: 'text', total: 'bigint', currency: 'text', year: 'int', first: 'date' },
  ...{ last: 'date', kind: 'text', position: 'int', day: 'date' },
} as const;

/** Bills, held bills and earlier ones of the batch that may be the same; those credited in full are none any more. */
const findAlike = (tx: Tx, asked: readonly Asked[], held: readonly Id[]): Promise<Found[]> => tx.sql<Found>`
  with asked as materialized (select r.*, payables.plain_number(r.number) as plain from ${table(asked, ASKED)})
  select r.id, b.number, b.day, b.number = r.number and extract(year from b.day) = r.year as same
  from asked r
  cross join lateral (
    (select supplier_number as number, billed_on as day from payables.bill o
      where company_id = ${tx.company} and party_id = r.party and payables.plain_number(supplier_number) = r.plain and kind = r.kind
        and total_minor > (select coalesce(sum(c.total_minor), 0) from payables.bill c where c.company_id = o.company_id and c.credits_id = o.id)
      order by supplier_number = r.number and extract(year from billed_on) = r.year desc limit 1)
    union all
    (select supplier_number, billed_on from payables.bill o
      where company_id = ${tx.company} and party_id = r.party and total_minor = r.total and billed_on between r.first and r.last
        and kind = r.kind and currency = r.currency
        and total_minor > (select coalesce(sum(c.total_minor), 0) from payables.bill c where c.company_id = o.company_id and c.credits_id = o.id) limit 1)
    union all
    (select supplier_number, billed_on from payables.held_bill
      where company_id = ${tx.company} and party_id = r.party and r.kind = 'bill' and state = 'held' and id <> all(${held}::uuid[]) and (payables.plain_number(supplier_number) = r.plain
        or total_minor = r.total and currency = r.currency and billed_on between r.first and r.last)
      order by supplier_number = r.number and extract(year from billed_on) = r.year desc limit 1)
    union all
    (select number, day from asked a
      where a.party = r.party and a.position < r.position and (a.plain = r.plain or a.total = r.total and a.currency = r.currency and a.day between r.first and r.last)
      order by a.number = r.number and a.year = r.year desc limit 1)
  ) b order by same desc`;

type Count = Pick<Asked, 'party' | 'number'> & { count: number };

const countSame = (tx: Tx, asked: readonly Asked[]): Promise<Count[]> => tx.sql<Count>`
  select r.party, r.number, count(*)::int as count
  from (select distinct party, number, kind from ${table(asked, ASKED)}) r
  join payables.bill b on b.company_id = ${tx.company} and b.party_id = r.party and b.kind = r.kind and b.supplier_number = r.number
  group by r.party, r.number`;

function againOf(bills: readonly PreparedBill[], counts: readonly Count[]): Map<Id, number> {
  const next = new Map(counts.map(({ party, number, count }) => [`${party}/${number}`, count]));
  return new Map(
    bills.map(({ id, party, input }) => {
      const key = `${party.id}/${input.supplierNumber}`;
      const again = next.get(key) ?? 0;
      next.set(key, again + 1);
      return [id, again];
    }),
  );
}

interface CreditNumber {
  supplierNumber?: string | null | undefined;
  acknowledgeDuplicate?: boolean | undefined;
  supplier: Id;
  name: string;
  day: Day;
  bill: Pick<Bill, 'supplierNumber'>;
}

/** The number of a credit for a bill, by the same rule; without one of the supplier it is that of the bill it takes back. */
export async function numberOfCredit(tx: Tx, credit: CreditNumber, refuse: DuplicateRefusing): Promise<NumberGiven> {
  const { supplier: party, name, day, acknowledgeDuplicate } = credit;
  const number = credit.supplierNumber ?? credit.bill.supplierNumber;
  await lockSuppliers(tx, [party]);
  const before = await tx.sql<{ day: Day }>`
    select billed_on as day from payables.bill
    where company_id = ${tx.company} and party_id = ${party} and kind = 'credit' and supplier_number = ${number}`;
  if (credit.supplierNumber && before.some((one) => yearOf(one.day) === yearOf(day)))
    refuse('duplicate_bill', { number, supplier: name });
  if (credit.supplierNumber && before.length > 0 && !acknowledgeDuplicate)
    refuse('maybe_duplicate', { supplier: name, day: before[0]!.day, number });
  return { supplierNumber: number, again: before.length };
}
