import { raw } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Side, tablesOf } from '../side.ts';
import { deductionsOf, giveBack, type Settled, type Share, sharesOf } from './give-back.ts';

/**
 * A document may be paid, or paid anew, after its credit: what is deducted then is given back by the credits as if they had come
 * after it, as far as they are still open.
 */
export async function giveBackOfPaid(tx: Tx, side: Side, documents: readonly Id[], day: Day): Promise<void> {
  const credited = await creditedAndPaid(tx, side, documents);
  if (credited.length === 0) return;
  const deductions = await deductionsOf(
    tx,
    side,
    credited.map(({ document }) => document),
  );
  await giveBack(
    tx,
    side,
    credited.flatMap(({ backMinor, settledMinor, openMinor, ...credit }) => {
      const own = deductions.filter(({ document }) => document === credit.document);
      const given = own.map((whole) => ({ ...whole, amountMinor: whole.givenMinor }));
      let left = openMinor;
      return sharesOf({ ...credit, day, backMinor, settledMinor }, given).map((share, at): Share => {
        const whole = own[at]!;
        const more = share.amountMinor - (whole.givenMinor - whole.amountMinor);
        const amountMinor = [more, whole.amountMinor, left].reduce((least, one) => (one < least ? one : least));
        if (amountMinor <= 0n) return { ...share, whole, amountMinor: 0n };
        left -= amountMinor;
        return { ...share, whole, amountMinor };
      });
    }),
  );
}

interface CreditedAndPaid extends Omit<Settled, 'day'> {
  /** What is open of the latest credit that is. */
  readonly openMinor: bigint;
}

/** Documents whose credits give back more than settles them: how much, of what was settled otherwise. */
const creditedAndPaid = (tx: Tx, side: Side, documents: readonly Id[]): Promise<CreditedAndPaid[]> => {
  const { item, match, document, owedId } = tablesOf(side);
  return tx.sql<CreditedAndPaid>`
    select d.id as document, d.party_id as party, d.currency, ${raw(`d.${side.namedBy[0]}`)} as number, o.credit, o.open_minor,
      c.credited - s.by_credits - s.open as back_minor, d.total_minor - s.by_credits - s.open as settled_minor
    from ${document} d
    cross join lateral (
      select sum(c.total_minor)::bigint as credited from ${document} c where c.company_id = d.company_id and c.credits_id = d.id
    ) c
    cross join lateral (
      select sum(x.open_minor)::bigint as open, coalesce(sum((
        select sum(m.amount_minor) from ${match} m
        join ${item} y on y.company_id = m.company_id and y.id = m.credit_id
        join ${document} z on z.company_id = y.company_id and z.id = y.document_id and z.credits_id = d.id
        where m.company_id = x.company_id and m.${owedId} = x.id)), 0)::bigint as by_credits
      from ${item} x where x.company_id = d.company_id and x.document_id = d.id
    ) s
    cross join lateral (
      select x.document_id as credit, -x.open_minor as open_minor
      from ${document} z join ${item} x on x.company_id = z.company_id and x.document_id = z.id and x.open_minor < 0
      where z.company_id = d.company_id and z.credits_id = d.id order by x.id desc limit 1
    ) o
    where d.company_id = ${tx.company} and d.id = any(${documents}::uuid[]) and c.credited > s.by_credits + s.open`;
};
