import { expect } from 'vitest';
import type { Tx } from '#kernel/tx.ts';
import { newId } from '#kernel/values/id.ts';
import { openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { scenario } from '#test/harness.ts';
import { billReceiptLines, openReceipts } from '../api.ts';

scenario('bills clear the accrual of a receipt line to the last cent', async (world) => {
  const shop = await openShop(world);
  const [order, line, receipt] = [newId(), newId(), newId()];
  await world.owner(async (sql) => {
    const tx = { sql, company: world.company } as Tx;
    await sql`insert into purchasing.purchase_order (company_id, id, number, state, supplier_id, ordered_on, site_id, currency)
      values (${world.company}, ${order}, 'PO-1', 'confirmed', ${shop.customer}, '2026-03-01', ${shop.site}, 'EUR')`;
    await sql`insert into purchasing.order_line (company_id, id, order_id, position, item_id, quantity, unit_price)
      values (${world.company}, ${line}, ${order}, 1, ${shop.pump}, 3, 0.33333)`;
    await sql`insert into purchasing.receipt_line (company_id, id, order_line_id, received_on, received, grni_minor)
      values (${world.company}, ${receipt}, ${line}, '2026-03-02', 3, 100)`;
    expect(await openReceipts(tx, { order })).toMatchObject([{ receiptLine: receipt, open: '3', grniMinor: 100n }]);
    const one = { receiptLine: receipt, quantity: '1', billedMinor: 40n };
    expect(await billReceiptLines(tx, [one, one])).toMatchObject([
      { grniMinor: 33n, differenceMinor: 7n },
      { grniMinor: 34n, differenceMinor: 6n },
    ]);
    await expect(billReceiptLines(tx, [{ ...one, quantity: '2' }])).rejects.toMatchObject({
      code: 'more_than_received',
    });
    expect(await billReceiptLines(tx, [one])).toMatchObject([{ grniMinor: 33n, differenceMinor: 7n }]);
    expect(await openReceipts(tx, {})).toEqual([]);
  });
});
