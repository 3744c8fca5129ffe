import { implement } from '#kernel/command.ts';
import { raw, table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { freeNumbers } from '#modules/master/organisation/api.ts';
import { importOrders, placeOrder, placeOrders } from '../contract.ts';
import { checkCredit } from './credit.ts';
import { checkNeeds } from './dimensions.ts';
import { factsOf, type OrderRow, prepareOrders, stateOrders, totalMinor } from './prepare.ts';
import { reserveLines } from './reserve.ts';

export const placeOrderHandler = implement(placeOrder, async (tx, { confirm, overrideCredit, ...order }, refuse) => {
  const [row] = await prepareOrders(tx, [order], confirm, refuse);
  checkLists(tx, [row!], refuse);
  if (confirm) {
    await checkNeeds(tx, [asNeeding(row!)]);
    await checkCredit(tx, [asDemand(row!)], overrideCredit, refuse);
  }
  const [number] = await insertOrders(tx, [row!], confirm ? 'confirmed' : 'draft');
  if (confirm) stateConfirmed(tx, [row!]);
  const short = confirm ? await reserveLines(tx, [row!].flatMap(demandLines)) : 0;
  return {
    order: row!.id,
    number: number!,
    state: confirm ? 'confirmed' : 'draft',
    ...{ totalMinor: totalMinor(row!), taxMinor: row!.taxMinor, currency: row!.currency },
    short,
  };
});

export const placeOrdersHandler = implement(placeOrders, async (tx, { orders, confirm, overrideCredit }, refuse) => {
  const rows = await prepareOrders(tx, orders, confirm, refuse);
  checkLists(tx, rows, refuse);
  if (confirm) {
    await checkNeeds(tx, rows.map(asNeeding));
    await checkCredit(tx, rows.map(asDemand), overrideCredit, refuse);
  }
  await insertOrders(tx, rows, confirm ? 'confirmed' : 'draft');
  stateEach(tx, rows, confirm);
  if (confirm) await reserveLines(tx, rows.flatMap(demandLines));
  return { orders: rows.map((row) => row.id) };
});

/** Another price list than the customer's own is another price. */
function checkLists(tx: Tx, rows: readonly OrderRow[], refuse: (code: 'price_by_hand') => never): void {
  const other = rows.some(({ input: { priceList }, customer }) => priceList && priceList !== customer.priceList);
  if (other && !tx.may('sales.price.override')) refuse('price_by_hand');
}

/** Orders of another system were agreed there: no credit check, their own numbers, confirmed and reserved as far as stock goes. */
export const importOrdersHandler = implement(importOrders, async (tx, { orders }, refuse) => {
  const rows = await prepareOrders(tx, orders, true, refuse);
  await insertOrders(tx, rows, 'confirmed');
  stateEach(tx, rows, true);
  await reserveLines(tx, rows.flatMap(demandLines));
  return { orders: rows.map((row) => row.id) };
});

/** Several are judged one by one too, each as if it had been placed by itself. */
function stateEach(tx: Tx, rows: readonly OrderRow[], confirm: boolean): void {
  tx.did(
    placeOrders.many!,
    rows.map((row) => ({ facts: factsOf([row]), input: { ...row.input, confirm }, binds: confirm })),
  );
  if (confirm) stateConfirmed(tx, rows);
}

/** What is entered as confirmed is confirmed. */
const stateConfirmed = (tx: Tx, rows: readonly OrderRow[]): void =>
  tx.did(
    'sales.confirm_order',
    rows.map((row) => ({ facts: factsOf([row]), input: { order: row.id } })),
  );

const asDemand = (row: OrderRow) => ({ customer: row.customer, baseMinor: row.openBaseMinor });

const asNeeding = ({ input, lines }: OrderRow) => ({
  number: input.number,
  freightMinor: input.freightMinor ?? 0n,
  lines,
});

const demandLines = (row: OrderRow) =>
  row.lines.flatMap((line) =>
    line.stocked
      ? [{ line: line.id, order: row.id, item: line.itemId, site: row.siteId, quantity: line.quantity }]
      : [],
  );

async function insertOrders(tx: Tx, rows: readonly OrderRow[], state: 'draft' | 'confirmed'): Promise<string[]> {
  stateOrders(tx, rows, state === 'confirmed');
  const unnumbered = rows.filter((row) => !row.input.number).length;
  const taken = await freeNumbers(tx, {
    ...{ series: 'sales.order', count: unnumbered },
    borne: (numbers) =>
      tx.sql`select number from sales.sales_order where company_id = ${tx.company} and number = any(${numbers}::text[])`,
  });
  const numbers = rows.map((row) => row.input.number ?? taken.shift()!);
  const headers = rows.map((row, index) => headerOf(row, numbers[index]!));
  await Promise.all([
    tx.sql`
      insert into sales.sales_order (company_id, id, number, state, customer_id, customer_reference, ordered_on, requested_on, promised_on,
        confirmed_at, site_id, currency, terms_id, price_list_id, bill_to_id, ship_to_id, channel, owner, note, freight_minor, given_tax_minor,
        net_minor, tax_minor, freight_tax_minor, open_base_minor, minor_rate)
      select ${tx.company}, id, number, ${state}, customer_id, customer_reference, ordered_on, requested_on, promised_on,
        ${state === 'confirmed' ? tx.now : null}::timestamptz, site_id, currency, terms_id, price_list_id, bill_to_id, ship_to_id, channel, ${tx.actor.name}, note,
        freight_minor, given_tax_minor, net_minor, tax_minor, freight_tax_minor, open_base_minor, minor_rate
      from ${table(headers, {
        id: 'uuid',
        number: 'text',
        customerId: 'uuid',
        customerReference: 'text',
        orderedOn: 'date',
        requestedOn: 'date',
        promisedOn: 'date',
        siteId: 'uuid',
        currency: 'text',
        termsId: 'uuid',
        priceListId: 'uuid',
        billToId: 'uuid',
        shipToId: 'uuid',
        channel: 'text',
        note: 'text',
        freightMinor: 'bigint',
        givenTaxMinor: 'bigint',
        netMinor: 'bigint',
        taxMinor: 'bigint',
        freightTaxMinor: 'bigint',
        openBaseMinor: 'bigint',
        minorRate: 'numeric',
      })}`,
    insertLines(
      tx,
      rows.flatMap((row) => row.lines),
    ),
  ]);
  tx.record(
    ...rows.map((row, index) => ({
      entity: 'sales.sales_order',
      id: row.id,
      after: { number: numbers[index], state, totalMinor: totalMinor(row), lines: row.lines.length },
    })),
  );
  return numbers;
}

const headerOf = (row: OrderRow, number: string) => ({
  id: row.id,
  number,
  customerId: row.customer.id,
  customerReference: row.input.customerReference ?? null,
  orderedOn: row.orderedOn,
  requestedOn: row.input.requestedOn ?? null,
  promisedOn: row.input.promisedOn ?? row.input.requestedOn ?? null,
  siteId: row.siteId,
  currency: row.currency,
  termsId: row.input.terms ?? row.customer.salesTerms ?? null,
  priceListId: row.input.priceList ?? row.customer.priceList ?? null,
  billToId: row.input.billTo ?? null,
  shipToId: row.input.shipTo ?? null,
  channel: row.input.channel,
  note: row.input.note ?? null,
  freightMinor: row.input.freightMinor ?? 0n,
  givenTaxMinor: row.input.givenTaxMinor ?? null,
  netMinor: row.netMinor,
  taxMinor: row.taxMinor,
  freightTaxMinor: row.freightTaxMinor,
  openBaseMinor: row.openBaseMinor,
  minorRate: row.minorRate,
});

/** Tax codes of a line travel as json, because SQL arrays of arrays must be rectangular. None at all is not the same as those of the rules (null). */
export const CODES_OF_LINE = raw(
  `case when tax_codes is not null and tax_codes <> 'null' then array(select code::uuid from jsonb_array_elements_text(tax_codes) code) end`,
);

export const insertLines = (tx: Tx, lines: readonly OrderRow['lines'][number][]): Promise<unknown> => tx.sql`
  insert into sales.order_line (company_id, id, order_id, position, item_id, stocked, description, quantity, unit, unit_price, discount_percent,
    price_reason, tax_codes, net_minor, taxes, tax_minor, requested_on, promised_on, cost_centre_id, project_id)
  select ${tx.company}, id, order_id, position, item_id, stocked, description, quantity, unit, unit_price, discount_percent, price_reason,
    ${CODES_OF_LINE}, net_minor, taxes, tax_minor, requested_on, promised_on, cost_centre, project
  from ${table(lines, {
    id: 'uuid',
    orderId: 'uuid',
    position: 'int',
    itemId: 'uuid',
    stocked: 'boolean',
    description: 'text',
    quantity: 'numeric',
    unit: 'text',
    unitPrice: 'numeric',
    discountPercent: 'numeric',
    priceReason: 'jsonb',
    taxCodes: 'jsonb',
    netMinor: 'bigint',
    taxes: 'jsonb',
    taxMinor: 'bigint',
    requestedOn: 'date',
    promisedOn: 'date',
    costCentre: 'uuid',
    project: 'uuid',
  })}`;
