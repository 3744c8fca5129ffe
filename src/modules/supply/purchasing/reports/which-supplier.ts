import { z } from 'zod';
import { type Offer, rankOffers } from '#engines/sourcing/rank-offers.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';

export const whichSupplier = answer(
  report('purchasing.which_supplier', {
    label: 'Which supplier, when',
    about:
      'The offers for an item, ranked: who brings it in time at the lowest cost of a good unit, with the reason for each rank.',
    permission: 'purchasing.price.read',
    params: z.object({
      item: v.Ref('catalog.item'),
      quantity: v.PositiveQuantity.default('1'),
      needOn: v.Day.optional(),
    }),
    columns: {
      rank: { label: 'Rank', type: 'number' },
      supplier: {
        label: 'Supplier',
        type: 'text',
        drill: { report: 'purchasing.scorecard', params: { supplier: 'supplierId' } },
      },
      reason: { label: 'Why', type: 'text' },
      quantity: {
        label: 'Buy',
        type: 'quantity',
        explain: 'The need, raised to the supplier’s minimum and whole packs.',
      },
      unitCost: {
        label: 'Unit cost',
        type: 'price',
        explain: 'The price in force for the quantity, at the rate of the day.',
      },
      goodUnitCost: {
        label: 'Cost of a good unit',
        type: 'price',
        explain: 'Unit cost divided by the share that was accepted so far.',
      },
      totalMinor: { label: 'Costs', type: 'money', explain: 'What to buy times unit cost.' },
      arrivesOn: {
        label: 'Arrives',
        type: 'day',
        explain: 'With four chances in five, by measured lead times; as quoted where there are none.',
      },
      inTime: { label: 'In time', type: 'flag' },
      confidence: { label: 'Lead time', type: 'text' },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { item, quantity, needOn }) => {
    const offers = await offersFor(tx, item, quantity);
    const need = { quantity, orderOn: tx.today, needOn: needOn ?? addDays(tx.today, 30) };
    const names = new Map(offers.map((offer) => [offer.supplier, offer.name]));
    const rows = rankOffers(need, offers).map(({ supplier, ...ranked }) => ({
      ...ranked,
      supplier: names.get(supplier)!,
      supplierId: supplier,
      totalMinor: BigInt(
        dec(ranked.quantity).times(ranked.unitCost).times(dec(10).pow(tx.digits)).round(0, 1).toFixed(0),
      ),
    }));
    return { rows };
  },
);

interface Row {
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

/** Each supplier's price in force for the quantity (raised to their minimum), with how they have delivered in the last two years. */
async function offersFor(tx: Tx, item: Id, quantity: Decimal): Promise<Offer[]> {
  const rows = await tx.sql<Row>`
    with price as (
      select distinct on (p.supplier_id) p.supplier_id, p.currency, p.unit_price, p.minimum, p.pack, p.lead_days
      from purchasing.supplier_price p
      where p.company_id = ${tx.company} and p.item_id = ${item} and p.active and p.from_quantity <= greatest(${quantity}::numeric, p.minimum)
        and (p.from_day is null or p.from_day <= ${tx.today}) and (p.to_day is null or p.to_day >= ${tx.today})
      order by p.supplier_id, p.from_quantity desc, p.from_day desc nulls last
    )
    select price.supplier_id as supplier, s.name, price.currency, price.unit_price, price.minimum, price.pack, price.lead_days,
      coalesce(h.days, '{}') as measured, q.ppm, t.standing
    from price
    join parties.party s on s.company_id = ${tx.company} and s.id = price.supplier_id and s.active
    left join purchasing.supplier_standing t on t.company_id = ${tx.company} and t.supplier_id = price.supplier_id
    left join lateral (
      select array_agg(r.received_on - o.ordered_on order by r.received_on) as days
      from purchasing.receipt r join purchasing.purchase_order o on o.company_id = r.company_id and o.id = r.order_id
      where r.company_id = ${tx.company} and r.supplier_id = price.supplier_id and r.received_on > ${tx.today}::date - 730
    ) h on true
    left join lateral (
      select round(1000000 * sum(x.rejected) / nullif(sum(x.received + x.rejected), 0), 0) as ppm
      from purchasing.receipt r join purchasing.receipt_line x on x.company_id = r.company_id and x.receipt_id = r.id
      where r.company_id = ${tx.company} and r.supplier_id = price.supplier_id and r.received_on > ${tx.today}::date - 730
    ) q on true
    order by price.supplier_id limit 500`;
  const rates = await ratesOn(
    tx,
    rows.map(({ currency }) => ({ currency, day: tx.today as Day })),
  );
  return rows.flatMap(({ unitPrice, currency, leadDays, measured, ...row }) => {
    const rate = rates.get(`${currency}/${tx.today}`);
    // Without a rate a price cannot be compared.
    if (!rate) return [];
    const unitCost = toDecimal(dec(unitPrice).times(rate.rate).round(6));
    return [{ ...row, unitCost, quotedDays: leadDays, measuredDays: measured }];
  });
}
