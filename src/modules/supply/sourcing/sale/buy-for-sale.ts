import { implement, type Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockOrders } from '#modules/commerce/sales/api.ts';
import { items } from '#modules/master/catalog/api.ts';
import { siteFor } from '#modules/master/organisation/api.ts';
import { defaultAddresses } from '#modules/master/parties/api.ts';
import { buyForSale, dropShip } from '../contract.ts';
import { orderBySupplier, type Want } from '../requisition/order-by-supplier.ts';

type Chosen = readonly { line: Id; quantity?: Decimal | null | undefined; supplier?: Id | null | undefined }[];

export const buyForSaleHandler = implement(buyForSale, async (tx, { order, lines, send }, refuse) => {
  const { sale, wants } = await wantsOf(tx, order, lines, refuse);
  const { orders } = await orderBySupplier(tx, wants, send, refuse);
  record(tx, sale.id, { boughtFor: orders.map((made) => made.number) });
  return { orders };
});

export const dropShipHandler = implement(dropShip, async (tx, { order, lines, site, send }, refuse) => {
  const { sale, wants } = await wantsOf(tx, order, lines, refuse);
  const shipTo = sale.shipToId ?? (await defaultAddresses(tx, [sale.customerId], 'delivery')).get(sale.customerId);
  await checkSite(tx, site, sale.siteId, refuse);
  const { orders } = await orderBySupplier(
    tx,
    wants.map((want) => ({ ...want, site })),
    send,
    refuse,
    { direct: true, shipTo: shipTo ?? null },
  );
  record(tx, sale.id, { dropShipped: orders.map((made) => made.number) });
  return { orders };
});

const record = (tx: Tx, id: Id, after: object): void => tx.record({ entity: 'sales.sales_order', id, after });

type Refusing = Refuse<
  Record<'wrong_state' | 'no_line' | 'line_twice' | 'not_bought' | 'more_than_lacks' | 'nothing_missing', string>
>;

/** What is to be bought for lines of a sales order, held until the end: no more than is neither reserved nor bought already. */
async function wantsOf(tx: Tx, id: Id, chosen: Chosen | null | undefined, refuse: Refusing) {
  const [sale] = await lockOrders(tx, [id]);
  const { number, state, lines } = sale!;
  if (state !== 'confirmed') refuse('wrong_state', { number, state });
  const [bought, goods] = await Promise.all([
    boughtFor(
      tx,
      lines.map((line) => line.id),
    ),
    items(tx, [...new Set(lines.map((line) => line.itemId))]),
  ]);
  const missing = lines.map((line) => ({
    ...line,
    buyable: line.stocked && goods.get(line.itemId)!.bought,
    missing: dec(line.open)
      .minus(line.reserved)
      .minus(bought.get(line.id) ?? 0),
  }));
  const given = chosen ?? missing.filter((line) => line.buyable && line.missing.gt(0)).map(({ id }) => ({ line: id }));
  if (given.length === 0) refuse('nothing_missing', { number });
  const seen = new Set<Id>();
  const wants = given.map(({ line: key, quantity, supplier }: Chosen[number]): Want => {
    const line = missing.find((one) => one.id === key);
    if (!line) return refuse('no_line');
    const { position, itemId, promisedOn, requestedOn } = line;
    if (seen.has(key)) refuse('line_twice', { position });
    seen.add(key);
    if (!line.buyable) refuse('not_bought', { position });
    const open = line.missing.lt(0) ? '0' : toDecimal(line.missing);
    const wanted = quantity ?? open;
    if (dec(wanted).lte(0) || dec(wanted).gt(open)) refuse('more_than_lacks', { position, open });
    return {
      ...{ key, item: itemId, quantity: wanted, site: sale!.siteId, supplier: supplier ?? null, demand: key },
      begun: true,
      neededOn: promisedOn ?? requestedOn ?? sale!.promisedOn,
      ...{ costCentre: line.costCentre, project: line.project },
    };
  });
  return { sale: sale!, wants };
}

/** What is ordered for sales order lines and has not come, drafts too. */
async function boughtFor(tx: Tx, lines: readonly Id[]): Promise<Map<Id, Decimal>> {
  const rows = await tx.sql<{ demandId: Id; quantity: Decimal }>`
    select demand_id, sum(case when state = 'draft' then quantity - cancelled else open end) as quantity from purchasing.v_order_line
    where company_id = ${tx.company} and demand_id = any(${lines}::uuid[]) and state in ('draft', 'sent', 'confirmed') group by demand_id`;
  return new Map(rows.map((row) => [row.demandId, row.quantity]));
}

/** Goods only pass through the books of the site: it is another than the one the order is delivered from. */
async function checkSite(tx: Tx, site: Id, home: Id, refuse: Refuse<Record<'own_site', string>>) {
  await siteFor(tx, site);
  if (site === home) refuse('own_site');
}
