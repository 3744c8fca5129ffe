import type { Offer } from '#engines/sourcing/rank-offers.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { sourcesOf } from '../source/sources.ts';

interface Row {
  key: string;
  item: Id;
  supplier: Id;
  name: string;
  currency: string;
  unitPrice: Decimal;
  minimum: Decimal;
  pack: Decimal;
  leadDays: number;
  measured: number[];
  ppm: Decimal | null;
  standing: Offer['standing'];
}

/** An offer, and the currency an order by it is in. */
export type PricedOffer = Offer & { readonly currency: string };

/**
 * For each need, by its key: each supplier's price in force for the quantity (in the item's own unit, raised to their
 * minimum), with how they have delivered in the last two years. Three statements for any number of needs.
 */
export async function offersFor(
  tx: Tx,
  needs: readonly { key: string; item: Id; quantity: Decimal }[],
): Promise<Map<string, PricedOffer[]>> {
  const found = new Map<string, PricedOffer[]>();
  if (needs.length === 0) return found;
  const rows = await tx.sql<Row>`
    with price as (
      select distinct on (n.key, p.supplier_id) n.key, n.item, p.supplier_id, p.currency, p.unit_price, p.minimum, p.pack, p.lead_days
      from ${table(needs, { key: 'text', item: 'uuid', quantity: 'numeric' }, 'n')}
      join purchasing.supplier_price p on p.company_id = ${tx.company} and p.item_id = n.item and p.active and p.from_quantity <= greatest(n.quantity, p.minimum)
        and (p.from_day is null or p.from_day <= ${tx.today}) and (p.to_day is null or p.to_day >= ${tx.today})
      order by n.key, p.supplier_id, p.from_quantity desc, p.from_day desc nulls last
    ), supplier as (
      select d.supplier_id, coalesce(h.days, '{}') as measured, q.ppm
      from (select distinct supplier_id from price) d
      left join lateral (
        select array_agg(r.received_on - o.ordered_on order by r.received_on) as days
        from purchasing.receipt r join purchasing.purchase_order o on o.company_id = r.company_id and o.id = r.order_id
        where r.company_id = ${tx.company} and r.supplier_id = d.supplier_id and r.received_on > ${tx.today}::date - 730
      ) h on true
      left join lateral (
        select round(1000000 * sum(x.rejected) / nullif(sum(x.received + x.rejected), 0), 0) as ppm
        from purchasing.receipt r join purchasing.receipt_line x on x.company_id = r.company_id and x.receipt_id = r.id
        where r.company_id = ${tx.company} and r.supplier_id = d.supplier_id and r.received_on > ${tx.today}::date - 730
      ) q on true
    )
    select price.key, price.item, price.supplier_id as supplier, s.name, price.currency, price.unit_price, price.minimum, price.pack, price.lead_days,
      m.measured, m.ppm, t.standing
    from price
    join supplier m on m.supplier_id = price.supplier_id
    join parties.party s on s.company_id = ${tx.company} and s.id = price.supplier_id and s.active
    left join purchasing.supplier_standing t on t.company_id = ${tx.company} and t.supplier_id = price.supplier_id
    order by price.key, price.supplier_id`;
  const [rates, sources] = await Promise.all([
    ratesOn(
      tx,
      rows.map(({ currency }) => ({ currency, day: tx.today as Day })),
    ),
    sourcesOf(
      tx,
      rows.map(({ supplier, item }) => ({ supplier, item, day: tx.today })),
    ),
  ]);
  for (const { key, item, unitPrice, leadDays, measured, ...row } of rows) {
    const rate = rates.get(`${row.currency}/${tx.today}`);
    // Without a rate a price cannot be compared.
    if (!rate) continue;
    const unitCost = toDecimal(dec(unitPrice).times(rate.rate).round(6));
    const source = sources.get(`${row.supplier}/${item}`) ?? null;
    const offer = { ...row, source, unitCost, quotedDays: leadDays, measuredDays: measured };
    const others = found.get(key);
    if (others) others.push(offer);
    else found.set(key, [offer]);
  }
  return found;
}
