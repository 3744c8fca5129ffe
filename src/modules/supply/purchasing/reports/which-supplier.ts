import { z } from 'zod';
import { barredBy, rankOffers } from '#engines/sourcing/rank-offers.ts';
import { answer, report } from '#kernel/report.ts';
import { addDays, daysBetween } from '#kernel/values/day.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import * as v from '#kernel/values/schema.ts';
import { offersFor, type PricedOffer } from '../price/offers.ts';

export const whichSupplier = answer(
  report('purchasing.which_supplier', {
    label: 'Which supplier, when',
    about:
      'The offers for an item, ranked: who brings it in time at the lowest cost of a good unit, with the reason for each rank; at the end those that cannot be ordered from, and why.',
    permission: 'purchasing.price.read',
    params: z.object({
      item: v.Ref('catalog.item', { bought: true }),
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
        explain:
          'The price in force for the quantity, of a blanket order or the price list, at the rate of the day; and freight and duty.',
      },
      landed: {
        label: 'Freight and duty',
        type: 'price',
        explain:
          'Of the unit cost: what freight and duty added to this item from this supplier, measured over two years as a share of its price.',
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
      leadDays: { label: 'Lead time (days)', type: 'number', explain: 'From ordering today to the day it arrives.' },
      confidence: {
        label: 'Lead time is',
        type: 'text',
        explain: 'Measured: from five deliveries on; few: the worse of measured and quoted.',
      },
      onTimePercent: {
        label: 'On time',
        type: 'percent',
        explain: 'Of the supplier’s lines of two years, those that came no later than the day asked for.',
      },
      rejectedPercent: {
        label: 'Rejected',
        type: 'percent',
        explain: 'Of what came of the supplier in two years.',
      },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
      blanketLine: { label: 'Called off from', type: 'reference', hidden: true },
    },
  }),
  async (tx, { item, quantity, needOn }) => {
    const offers = (await offersFor(tx, [{ key: item, item, quantity }])).get(item) ?? [];
    const need = { quantity, orderOn: tx.today, needOn: needOn ?? addDays(tx.today, 30) };
    const known = new Map(offers.map((offer) => [offer.supplier, offer]));
    const rows = rankOffers(need, offers).map(({ supplier, ...ranked }) => ({
      ...ranked,
      leadDays: daysBetween(tx.today, ranked.arrivesOn),
      supplier: known.get(supplier)!.name,
      supplierId: supplier,
      landed: known.get(supplier)!.landed,
      ...recordOf(known.get(supplier)!),
      blanketLine: known.get(supplier)!.blanketLine,
      totalMinor: BigInt(
        dec(ranked.quantity).times(ranked.unitCost).times(dec(10).pow(tx.digits)).round(0, 1).toFixed(0),
      ),
    }));
    const barred = offers.flatMap((offer) => {
      const reason = barredBy(offer);
      const { supplier: supplierId, name: supplier, unitCost, landed } = offer;
      const record = recordOf(offer);
      return reason === null ? [] : [{ supplier, supplierId, unitCost, landed, ...record, rank: null, reason }];
    });
    return { rows: [...rows, ...barred] };
  },
);

const recordOf = ({ onTimePercent, ppm }: PricedOffer) => ({
  onTimePercent,
  rejectedPercent: ppm === null ? null : toDecimal(dec(ppm).div(10_000).round(2)),
});
