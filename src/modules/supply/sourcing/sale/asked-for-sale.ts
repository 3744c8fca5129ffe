import { on } from '#kernel/event.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockOrdersOf } from '#modules/commerce/sales/api.ts';
import { askedForSale, SALE_REFUSALS } from '#modules/supply/purchasing/contract.ts';

/**
 * A sale may be cancelled or made smaller after goods were ordered to go straight to its customer: no supplier is asked for more
 * than is open of it. What was asked for before stands, and is told as bought for no sale.
 */
export const refuseBeyondSale = on(askedForSale, async (tx, { lines: asked }) => {
  const orders = await lockOrdersOf(
    tx,
    asked.map(({ demand }) => demand),
  );
  const coming = await awaitedElsewhere(tx, asked);
  for (const { number, lines } of orders)
    for (const { id, open } of lines) {
      const mine = asked.filter(({ demand }) => demand === id);
      const left = dec(open).minus(coming.get(id) ?? 0);
      const quantity = mine.reduce((sum, one) => sum.plus(one.quantity), dec(0));
      if (quantity.gt(left))
        throw new Refusal('beyond_sale', SALE_REFUSALS.beyond_sale, {
          ...{ position: mine.at(-1)!.position, number },
          open: left.gt(0) ? toDecimal(left) : '0',
        });
    }
});

/** What other lines that were sent still bring for the same sales order lines, straight to the customer. */
async function awaitedElsewhere(tx: Tx, asked: readonly { line: Id; demand: Id }[]): Promise<Map<Id, string>> {
  const rows = await tx.sql<{ demandId: Id; open: string }>`
    select demand_id, sum(open) as open from purchasing.v_order_line
    where company_id = ${tx.company} and demand_id = any(${asked.map(({ demand }) => demand)}::uuid[]) and direct and open > 0
      and id <> all(${asked.map(({ line }) => line)}::uuid[]) group by demand_id`;
  return new Map(rows.map((row) => [row.demandId, row.open]));
}
