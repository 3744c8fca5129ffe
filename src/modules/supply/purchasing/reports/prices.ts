import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDecimal } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';
import { items } from '#modules/master/catalog/api.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { type SupplierOffer, supplierPrices } from '../price/supplier-prices.ts';

export const prices = answer(
  report('purchasing.prices', {
    label: 'What does a supplier ask?',
    about:
      'The price of items from a supplier for a quantity and a day of order, as an order takes it, and when they come.',
    permission: 'purchasing.price.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }),
      items: z.array(v.Ref('catalog.item')).max(v.LIMITS.pageRows).optional(),
      quantity: v.PositiveQuantity.default('1'),
      day: v.Day.optional().describe('Day of order; today if left empty'),
      currency: v.CurrencyCode.optional(),
    }),
    columns: {
      code: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
      name: { label: 'Name', type: 'text' },
      unit: { label: 'Unit', type: 'text' },
      unitPrice: { label: 'Price', type: 'price' },
      comesOn: { label: 'Comes on', type: 'day', explain: 'The day of order and the lead time.' },
      reason: { label: 'Why', type: 'text' },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, items: named, quantity, day = tx.today, currency: asked }) => {
    const [facts, ids] = await Promise.all([suppliers(tx, [supplier]), named ?? pricedBy(tx, supplier)]);
    const currency = asked ?? facts.get(supplier)?.currency ?? tx.currency;
    const [goods, found] = await Promise.all([
      items(tx, ids),
      supplierPrices(
        tx,
        ids.map((item) => ({ key: item, supplier, item, currency, quantity, day })),
      ),
    ]);
    return {
      rows: [...goods.values()].map(({ id, code, name, unit }) => {
        const price = found.get(id);
        return {
          ...{ itemId: id, code, name, unit },
          unitPrice: price?.unitPrice ?? null,
          comesOn: price ? addDays(day, price.leadDays) : null,
          reason: price ? why(price, quantity, unit) : 'No price of this supplier: enter one',
        };
      }),
    };
  },
);

function why({ minimum, fromQuantity }: SupplierOffer, quantity: Decimal, unit: string): string {
  if (dec(quantity).lt(minimum)) return `At least ${showDecimal(minimum)} ${unit}`;
  return dec(fromQuantity).gt(0) ? `Supplier’s price from ${showDecimal(fromQuantity)} ${unit}` : 'Supplier’s price';
}

async function pricedBy(tx: Tx, supplier: Id): Promise<Id[]> {
  const rows = await tx.sql<{ id: Id }>`
    select distinct i.id, i.code from purchasing.supplier_price p join catalog.item i on i.company_id = p.company_id and i.id = p.item_id
    where p.company_id = ${tx.company} and p.supplier_id = ${supplier} and p.active order by i.code limit ${v.LIMITS.pageRows}`;
  return rows.map(({ id }) => id);
}
