import { answer } from '#kernel/report.ts';
import type { Id } from '#kernel/values/id.ts';
import { customers } from '#modules/master/parties/api.ts';
import { prices } from '../contract.ts';
import { priceLines } from './price-lines.ts';

export default answer(prices, async (tx, { customer, items: many, item, quantity, day, currency }) => {
  const wanted = [...(many ?? []), ...(item ? [item] : [])];
  const rows = await tx.sql<{ itemId: Id; code: string; name: string; unit: string }>`
    select id as item_id, code, name, unit from catalog.item
    where company_id = ${tx.company} and active and sold and (${wanted.length === 0} or id = any(${wanted}::uuid[])) order by code limit 200`;
  const facts = customer ? (await customers(tx, [customer])).get(customer) : undefined;
  const found = await priceLines(tx, [
    {
      party: customer ?? null,
      group: facts?.customerGroup ?? null,
      priceList: facts?.priceList ?? null,
      currency: currency ?? facts?.currency ?? tx.currency,
      day: day ?? tx.today,
      lines: rows.map((row) => ({ key: row.itemId, item: row.itemId, quantity })),
    },
  ]);
  return {
    rows: rows.map((row) => {
      const price = found.get(row.itemId);
      return {
        ...row,
        unitPrice: price?.unitPrice ?? null,
        discountPercent: price?.discountPercent ?? null,
        reason: (price?.reason as { text?: string } | undefined)?.text ?? 'No price',
      };
    }),
  };
});
