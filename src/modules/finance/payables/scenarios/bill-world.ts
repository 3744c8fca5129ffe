import { placeOrder, receiveGoods } from '#modules/supply/purchasing/contract.ts';
import { balances, linesOfReceipt, openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import type { World } from '#test/harness.ts';
import { postBill } from '../contract.ts';

export { balances, openBuying };

let made = 0;
export const newNumber = (): string => `R-${++made}`;

/** An order sent and, unless said otherwise, received at once; its receipt lines by description. */
export async function received(
  world: World,
  supplier: string,
  lines: { item: string; quantity: string; unit?: string; unitPrice?: string }[],
  receivedOn?: string,
) {
  const { order } = await world.as('buyer')(placeOrder, { supplier, lines, orderedOn: receivedOn, send: true });
  const { receipt } = await world.as('storekeeper')(receiveGoods, { order, receivedOn });
  const rows = await linesOfReceipt(world, receipt);
  return { order, receipt, lines: rows.map((row) => String(row.id)) };
}

type Line = Parameters<typeof billed>[2][number];

/** A bill without tax unless codes are named. */
export async function billed(
  world: World,
  supplier: string,
  lines: {
    receiptLine?: string;
    orderLine?: string;
    landedCost?: string;
    item?: string;
    description?: string;
    quantity?: string;
    unitPrice: string;
    taxCodes?: string[];
    costCentre?: string;
  }[],
  more: object = {},
) {
  const supplierNumber = newNumber();
  const input = {
    supplier,
    supplierNumber,
    acknowledgeDuplicate: true,
    lines: lines.map((line: Line) => ({ taxCodes: [], ...line })),
    ...more,
  };
  const made = await world.as('bookkeeper')(postBill, input);
  return { ...made, bill: made.bill ?? '', supplierNumber };
}

export const expense = (world: World, supplier: string, unitPrice: string, more: object = {}) =>
  billed(world, supplier, [{ description: 'Rent', unitPrice }], more);

export const itemsOf = async (world: World, document: string) =>
  (await world.list('payables.open_item', { filter: { documentId: document }, sort: 'dueOn' })).rows;

export const stateOf = async (world: World, bill: string) => (await world.get('payables.bill', bill)).state;
