import { type Offer, wholePacks } from '#engines/sourcing/rank-offers.ts';
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
  quantity: Decimal;
  supplier: Id;
  name: string;
  currency: string;
  unitPrice: Decimal;
  minimum: Decimal;
  pack: Decimal;
  leadDays: number;
  blanketLine: Id | null;
  agreed: string | null;
  agreedLeft: Decimal | null;
  measured: number[];
  ppm: Decimal | null;
  onTimePercent: Decimal | null;
  landed: Decimal;
  standing: Offer['standing'];
}

/** An offer, and the currency an order by it is in. */
export interface PricedOffer extends Offer {
  readonly currency: string;
  /** What of the unit cost is price, and what freight and duty as they were for this item; company currency. */
  readonly price: Decimal;
  readonly landed: Decimal;
  /** Lines that came no later than asked for, of a hundred; null: nothing received yet. */
  readonly onTimePercent: Decimal | null;
  /** The line of a blanket order it is called off from, and what may be drawn of it at most (null: no limit). */
  readonly blanketLine: Id | null;
  readonly agreedLeft: Decimal | null;
}

/** Receipts of an item from which on they tell more of its lead time than all receipts of the supplier. */
const OF_ITEM = 5;

/**
 * For each need, by its key: each supplier's price in force for the quantity (in the item's own unit, raised to their
 * minimum), or as agreed in an open blanket order that still has so much, whichever costs less; with how they have delivered
 * in the last two years and what freight and duty came to. Three statements for any number of needs.
 */
export async function offersFor(
  tx: Tx,
  needs: readonly { key: string; item: Id; quantity: Decimal }[],
): Promise<Map<string, PricedOffer[]>> {
  const found = new Map<string, PricedOffer[]>();
  if (needs.length === 0) return found;
  const rows = await pricesFor(tx, needs);
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
  for (const { key, item, quantity, unitPrice, leadDays, measured, landed: share, ...row } of rows) {
    const rate = rates.get(`${row.currency}/${tx.today}`);
    // Without a rate a price cannot be compared.
    if (!rate) continue;
    if (row.agreedLeft !== null && dec(wholePacks(quantity, row)).gt(row.agreedLeft)) continue;
    const price = toDecimal(dec(unitPrice).times(rate.rate).round(6));
    const landed = toDecimal(dec(price).times(share).round(6));
    const unitCost = toDecimal(dec(price).plus(landed));
    const source = sources.get(`${row.supplier}/${item}`) ?? null;
    const offer = { ...row, source, price, landed, unitCost, quotedDays: leadDays, measuredDays: measured };
    const others = found.get(key) ?? [];
    const mine = others.findIndex(({ supplier }) => supplier === row.supplier);
    if (mine < 0) found.set(key, [...others, offer]);
    // What was agreed stands before a price list that asks as much: rows of blanket orders come first.
    else if (dec(unitCost).lt(others[mine]!.unitCost)) others[mine] = offer;
  }
  return found;
}

const pricesFor = (
  tx: Tx,
  needs: readonly { key: string; item: Id; quantity: Decimal }[],
): Promise<Row[]> => tx.sql<Row>`
  with need as (
    select key, item, quantity from ${table(needs, { key: 'text', item: 'uuid', quantity: 'numeric' })}
  ), listed as (
    select distinct on (n.key, p.supplier_id) n.key, n.item, n.quantity, p.supplier_id, p.currency, p.unit_price, p.minimum, p.pack, p.lead_days
    from need n
    join purchasing.supplier_price p on p.company_id = ${tx.company} and p.item_id = n.item and p.active and p.from_quantity <= greatest(n.quantity, p.minimum)
      and (p.from_day is null or p.from_day <= ${tx.today}) and (p.to_day is null or p.to_day >= ${tx.today})
    order by n.key, p.supplier_id, p.from_quantity desc, p.from_day desc nulls last
  ), price as (
    select listed.*, null::uuid as blanket_line, null::text as agreed, null::numeric as agreed_left from listed
    union all
    -- A call-off has no least quantity; packs and lead time are those of the supplier's prices.
    select n.key, n.item, n.quantity, l.supplier_id, l.currency, a.unit_price, 0, coalesce(p.pack, 0), coalesce(p.lead_days, 0), l.id, l.number,
      least(l.open, trunc(b.open_minor / nullif(a.unit_price * 10::numeric ^ c.digits, 0), 12))
    from need n
    join purchasing.v_blanket_line l on l.company_id = ${tx.company} and l.item_id = n.item and l.standing = 'open'
    join purchasing.v_blanket_order b on b.company_id = l.company_id and b.id = l.blanket_id
    join organisation.currency c on c.code = l.currency
    cross join lateral (
      select unit_price from purchasing.blanket_price where company_id = l.company_id and line_id = l.id and from_quantity <= n.quantity
      order by from_quantity desc limit 1
    ) a
    left join listed p on p.key = n.key and p.supplier_id = l.supplier_id
  ), pair as (
    select distinct supplier_id, item from price
  ), supplier as (
    select d.supplier_id, coalesce(h.days, '{}') as measured, q.ppm, o.on_time
    from (select distinct supplier_id from pair) d
    left join lateral (
      select array_agg(r.received_on - o.ordered_on order by r.received_on) as days
      from purchasing.receipt r join purchasing.purchase_order o on o.company_id = r.company_id and o.id = r.order_id
      where r.company_id = ${tx.company} and r.supplier_id = d.supplier_id and r.received_on > ${tx.today}::date - 730
        and exists (select from purchasing.receipt_line x where x.company_id = r.company_id and x.receipt_id = r.id and x.received > 0)
    ) h on true
    left join lateral (
      select round(1000000 * sum(x.rejected) / nullif(sum(x.received + x.rejected), 0), 0) as ppm
      from purchasing.receipt r join purchasing.receipt_line x on x.company_id = r.company_id and x.receipt_id = r.id
      where r.company_id = ${tx.company} and r.supplier_id = d.supplier_id and r.received_on > ${tx.today}::date - 730
    ) q on true
    left join lateral (
      select round(100.0 * count(*) filter (where v.in_time) / nullif(count(*), 0), 1) as on_time
      from (
        select (l.expected_on is null or max(x.received_on) <= l.expected_on) and not l.overdue as in_time
        from (
          select l.id, l.company_id, l.expected_on,
            o.state in ('sent', 'confirmed') and l.quantity + l.replaced > l.received + l.cancelled and l.expected_on < ${tx.today} as overdue
          from purchasing.purchase_order o join purchasing.order_line l on l.company_id = o.company_id and l.order_id = o.id
          where o.company_id = ${tx.company} and o.supplier_id = d.supplier_id and o.state in ('sent', 'confirmed', 'done')
        ) l
        left join purchasing.receipt_line x on x.company_id = l.company_id and x.order_line_id = l.id and x.received > 0 and x.received_on > ${tx.today}::date - 730
        group by l.id, l.expected_on, l.overdue
        having count(x.id) > 0 or l.overdue and l.expected_on > ${tx.today}::date - 730
      ) v
    ) o on true
  ), came as (
    -- Lines of one item in one receipt are one delivery.
    select supplier_id, item, array_agg(days order by received_on) filter (where nth = 1 and days is not null) as days,
      sum(share_minor) / nullif(sum(value_minor), 0) as landed
    from (
      select pair.supplier_id, pair.item, x.received_on, case when x.received > 0 then x.received_on - o.ordered_on end as days, m.value_minor, s.share_minor,
        row_number() over (partition by pair.supplier_id, pair.item, x.receipt_id order by x.received desc) as nth
      from pair
      join purchasing.order_line l on l.company_id = ${tx.company} and l.item_id = pair.item
      join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id and o.supplier_id = pair.supplier_id
      join purchasing.receipt_line x on x.company_id = l.company_id and x.order_line_id = l.id and x.received_on > ${tx.today}::date - 730
      left join inventory.move m on m.company_id = x.company_id and m.id = x.move_id
      left join lateral (
        select sum(share_minor) as share_minor from purchasing.landed_cost_line where company_id = x.company_id and receipt_line_id = x.id
      ) s on true
    ) c group by supplier_id, item
  )
  select price.key, price.item, price.quantity, price.supplier_id as supplier, p.name, price.currency, price.unit_price, price.minimum, price.pack,
    price.lead_days, price.blanket_line, price.agreed, price.agreed_left,
    case when cardinality(came.days) >= ${OF_ITEM}::int then came.days else m.measured end as measured, m.ppm, m.on_time as on_time_percent,
    round(coalesce(came.landed, 0), 12) as landed, t.standing
  from price
  join supplier m on m.supplier_id = price.supplier_id
  left join came on came.supplier_id = price.supplier_id and came.item = price.item
  join parties.party p on p.company_id = ${tx.company} and p.id = price.supplier_id and p.active
  left join purchasing.supplier_standing t on t.company_id = ${tx.company} and t.supplier_id = price.supplier_id
  order by price.key, price.supplier_id, price.agreed nulls last`;
