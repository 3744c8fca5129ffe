import type { SeedRole } from '#kernel/module.ts';
import * as payables from '#modules/finance/payables/contract.ts';
import { returnPayment } from '#modules/finance/payables/payment/contract.ts';
import { expense, openBuying } from '#modules/finance/payables/scenarios/bill-world.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { billed, newCustomer } from '#modules/finance/receivables/scenarios/books-of.ts';
import type { World } from '#test/harness.ts';

/** What a document is known by, whichever side it is on. */
export interface Owed {
  readonly document: string;
  /** What the party writes when it is paid. */
  readonly number: string;
  readonly item: string;
}

export interface Payment {
  readonly amountMinor: bigint;
  readonly reference?: string;
  readonly currency?: string;
  readonly day?: string;
  readonly account?: string;
  readonly settle?: 'oldest' | 'listed' | 'documents';
  readonly applications?: object[];
  readonly withheldPercent?: string;
}

/** The same scenario on both sides: what is owed, paid, undone and proposed. */
export interface SideOf {
  readonly module: 'receivables' | 'payables';
  readonly party: string;
  readonly sign: bigint;
  readonly role: 'receivable' | 'payable';
  owe(net: string, more?: { terms?: string; currency?: string; tax?: string }): Promise<Owed>;
  pay(payment: Payment, role?: SeedRole): Promise<{ payment: string; settledMinor: bigint; leftMinor: bigint }>;
  propose(payment: Payment): Promise<Record<string, unknown>[]>;
  writeOff(item: string, amountMinor?: bigint): Promise<unknown>;
  refund(item: string, amountMinor?: bigint): Promise<{ payment: string }>;
  unmatch(match: string): Promise<unknown>;
  sendBack(payment: string, returnedOn?: string): Promise<{ payment: string; reopenedMinor: bigint }>;
  revalue(day: string): Promise<{ revaluations: object[] }>;
  match(credit: string, owed: string, amountMinor?: bigint): Promise<unknown>;
  open(): Promise<bigint[]>;
  itemOf(document: string): Promise<Record<string, unknown>>;
}

export async function receivableSide(world: World): Promise<SideOf> {
  const party = await newCustomer(world);
  const base = common(world, 'receivables', party);
  return {
    ...base,
    ...{ sign: 1n, role: 'receivable' },
    owe: async (net, more = {}) => {
      const { invoice, item } = await billed(world, { party, net, ...more });
      return { document: invoice, item, number: String((await world.get('receivables.invoice', invoice)).number) };
    },
    pay: ({ day: receivedOn, ...payment }, role = 'bookkeeper') =>
      world.as(role)(receivables.recordPayment, { customer: party, receivedOn, ...payment } as never),
    propose: async ({ amountMinor, reference, currency, day: receivedOn }) =>
      (
        await world.report('receivables.settlement_proposal', {
          customer: party,
          amountMinor,
          reference,
          currency,
          receivedOn,
        })
      ).rows,
    writeOff: (item, amountMinor) =>
      world.as('controller')(receivables.writeOff, { item, amountMinor, reason: 'Trifle' }),
    refund: (item, amountMinor) => world.as('controller')(receivables.refund, { item, amountMinor }),
    revalue: (day) => world.as('controller')(receivables.revalue, { day }),
    unmatch: (match) => world.as('bookkeeper')(receivables.unmatchItems, { match }),
    sendBack: (payment, returnedOn) =>
      world.as('bookkeeper')(receivables.returnPayment, { payment, returnedOn, reason: 'No funds' }),
    match: (credit, item, amountMinor) =>
      world.as('bookkeeper')(receivables.matchItems, { credit, debits: [{ item, amountMinor }] }),
  };
}

export async function payableSide(world: World): Promise<SideOf> {
  const { supplier } = await openBuying(world);
  const base = common(world, 'payables', supplier);
  return {
    ...base,
    ...{ sign: -1n, role: 'payable' },
    owe: async (net, more = {}) => {
      const { bill, supplierNumber } = await expense(world, supplier, net, more);
      return { document: bill, item: String((await base.itemOf(bill)).id), number: supplierNumber };
    },
    pay: ({ day: paidOn, ...payment }, role = 'bookkeeper') =>
      world.as(role)(payables.recordPayment, { supplier, paidOn, ...payment } as never),
    propose: async ({ amountMinor, reference, currency, day: paidOn }) =>
      (await world.report('payables.settlement_proposal', { supplier, amountMinor, reference, currency, paidOn })).rows,
    writeOff: (item, amountMinor) => world.as('controller')(payables.writeOff, { item, amountMinor, reason: 'Trifle' }),
    refund: (item, amountMinor) => world.as('bookkeeper')(payables.refund, { item, amountMinor }),
    revalue: (day) => world.as('controller')(payables.revalue, { day }),
    unmatch: (match) => world.as('bookkeeper')(payables.unmatchItems, { match }),
    sendBack: (payment, returnedOn) =>
      world.as('bookkeeper')(returnPayment, { payment, returnedOn, reason: 'Account closed' }),
    match: (credit, item, amountMinor) =>
      world.as('bookkeeper')(payables.matchItems, { credit, bills: [{ item, amountMinor }] }),
  };
}

const common = (world: World, module: 'receivables' | 'payables', partyId: string) => ({
  ...{ module, party: partyId },
  open: async () =>
    (
      await world.list(`${module}.open_item`, {
        filter: { [module === 'payables' ? 'supplier' : 'customer']: partyId, openMinor: { not: 0 } },
        size: 200,
      })
    ).rows.map((row) => row.openMinor as bigint),
  itemOf: async (documentId: string) =>
    (await world.list(`${module}.open_item`, { filter: { documentId } })).rows[0] as Record<string, unknown>,
});
