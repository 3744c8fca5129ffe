import type { EntityName, InputOf, OperationName, RecordOf } from '../api/contracts.ts';
import type { Row } from '../api/meta.ts';

/** What comes next for a record, and the operation that does it when that is none of its own. */
export interface NextStep<R = Row> {
  /** What is said, of `next` in the texts; `amount` and `day` are those that are open and due. */
  readonly text?: string;
  readonly operation?: OperationName;
  /** What the button says of it, of `next` in the texts, where that is not the operation's own label. */
  readonly label?: string;
  /** What does it, and what is said instead to those who may do none of it. */
  readonly mine?: { readonly by: readonly OperationName[]; readonly otherwise: string };
  when(row: R, asked: readonly Row[]): boolean;
  /** What the form of the operation begins with. */
  given?(row: R, asked: readonly Row[]): Row;
  /** Rows of another kind that must be known to say it. */
  asks?(row: R): { entity: EntityName; filter: Row } | undefined;
}

const owes = (row: Row): boolean => /^\d*[1-9]\d*$/.test(String(row.openMinor ?? ''));
const some = (value: unknown): boolean => /[1-9]/.test(String(value ?? '')) && !String(value).startsWith('-');
const is =
  (...states: string[]) =>
  (row: Row): boolean =>
    states.includes(String(row.state));

type Side = 'receivables' | 'payables';

/** What is open to somebody's credit is matched with what they owe, or paid back. */
const creditSteps = (side: Side, kind: string): readonly NextStep[] => {
  const open = (row: Row, [item]: readonly Row[]) => row.kind === kind && item !== undefined;
  return [
    {
      ...{ text: 'creditOpen', operation: `${side}.match_items`, when: open },
      mine: { by: [`${side}.match_items`, `${side}.refund`], otherwise: 'creditOpenOthers' },
      given: (_, [item]) => ({ credit: item!.id }),
      asks: (row) =>
        row.kind === kind
          ? { entity: `${side}.open_item`, filter: { documentId: row.id, credit: true, state: 'open' } }
          : undefined,
    },
    { operation: `${side}.refund`, when: open, given: (_, [item]) => ({ item: item!.id }) },
    { text: 'creditUsed', when: (row, asked) => row.kind === kind && !open(row, asked) },
  ];
};

/** What is left of a document that was paid in part may be given up. */
const writeOffStep = (side: Side, kind: string): NextStep => {
  const rest = (row: Row) => row.kind === kind && owes(row) && String(row.openMinor) !== String(row.totalMinor);
  return {
    operation: `${side}.write_off`,
    when: (row, items) => rest(row) && items.length === 1,
    given: (_, [item]) => ({ item: item!.id }),
    asks: (row) =>
      rest(row)
        ? { entity: `${side}.open_item`, filter: { documentId: row.id, credit: false, state: ['open', 'overdue'] } }
        : undefined,
  };
};

/** What is begun with somebody who has a role. */
const step = <N extends OperationName>(
  operation: N,
  role: 'isCustomer' | 'isSupplier',
  field: keyof InputOf<N> & string,
): NextStep => ({
  ...{ operation, when: (row) => row[role] === true && row.active !== false },
  given: (row) => ({ [field]: row.id }),
});

/** By kind of record. The first that holds is said; each that names an operation is offered, the first as the main button. */
const stepsByKind: { readonly [E in EntityName]?: readonly NextStep<RecordOf<E>>[] } = {
  'parties.party': [
    step('sales.place_order', 'isCustomer', 'customer'),
    step('receivables.record_payment', 'isCustomer', 'customer'),
    step('purchasing.place_order', 'isSupplier', 'supplier'),
    step('payables.post_bill', 'isSupplier', 'supplier'),
  ],
  'sales.sales_order': [
    {
      ...{ text: 'orderDraft', when: is('draft') },
      mine: { by: ['sales.confirm_order'], otherwise: 'orderDraftOthers' },
    },
    { text: 'orderHeld', when: is('on_hold') },
    {
      ...{ text: 'orderInvoice', when: (row) => row.invoiceState === 'to_invoice' },
      mine: { by: ['sales.invoice_orders'], otherwise: 'invoiceOthers' },
    },
    {
      ...{ text: 'orderShip', when: is('confirmed') },
      mine: { by: ['sales.ship_orders', 'sales.ship_delivery'], otherwise: 'shipOthers' },
    },
  ],
  'sales.delivery': [
    {
      ...{ text: 'deliveryShip', when: is('picking') },
      mine: { by: ['sales.ship_delivery'], otherwise: 'shipOthers' },
    },
    {
      ...{ text: 'deliveryInvoice', operation: 'sales.invoice_orders' },
      mine: { by: ['sales.invoice_orders'], otherwise: 'invoiceOthers' },
      when: (row, [order]) => row.state === 'shipped' && order?.invoiceState === 'to_invoice',
      given: (row) => ({ orders: [row.order] }),
      asks: (row) => ({ entity: 'sales.sales_order', filter: { id: row.order } }),
    },
  ],
  'receivables.invoice': [
    {
      ...{ text: 'invoicePay', operation: 'receivables.record_payment' },
      when: (row) => row.kind === 'invoice' && owes(row),
      given: (row) => ({
        ...{ customer: row.customer, amountMinor: row.openMinor, currency: row.currency, reference: row.number },
      }),
    },
    writeOffStep('receivables', 'invoice'),
    { text: 'invoicePaid', when: (row) => row.kind === 'invoice' },
    ...creditSteps('receivables', 'credit_note'),
  ],
  'purchasing.purchase_order': [
    {
      text: 'purchaseDraft',
      when: is('draft'),
      mine: { by: ['purchasing.send_order'], otherwise: 'purchaseDraftOthers' },
    },
    { text: 'purchaseSent', when: is('sent') },
    { text: 'purchaseConfirmed', when: is('confirmed') },
  ],
  'purchasing.receipt': [
    {
      ...{ text: 'receiptBill', operation: 'payables.post_bill' },
      when: (_, lines) => lines.some(({ open }) => some(open)),
      given: (row) => ({ supplier: row.supplier, receipt: row.id }),
      asks: (row) => ({ entity: 'purchasing.receipt_line', filter: { receipt: row.id } }),
    },
  ],
  'payables.held_bill': [
    {
      ...{ text: 'billHeld', when: is('held') },
      mine: { by: ['payables.correct_bill', 'payables.release_bill'], otherwise: 'billHeldOthers' },
    },
  ],
  'payables.bill': [
    {
      ...{ text: 'billPay', operation: 'payables.propose_run' },
      mine: { by: ['payables.propose_run', 'payables.record_payment'], otherwise: 'billPayOthers' },
      when: (row) => row.kind === 'bill' && owes(row),
      given: (row) => ({ suppliers: [row.supplier], currency: row.currency, dueUntil: row.dueOn }),
    },
    {
      operation: 'payables.record_payment',
      when: (row) => row.kind === 'bill' && owes(row),
      given: (row) => ({
        ...{ supplier: row.supplier, amountMinor: row.openMinor, currency: row.currency },
        reference: row.supplierNumber,
      }),
    },
    writeOffStep('payables', 'bill'),
    { text: 'billPaid', when: (row) => row.kind === 'bill' },
    ...creditSteps('payables', 'credit'),
  ],
  'approvals.request': [
    {
      ...{ text: 'requestWaits', when: (row, steps) => is('pending')(row) && steps.length > 0 },
      asks: (row) => ({ entity: 'approvals.request_step', filter: { request: row.id, position: row.step } }),
    },
    { text: 'requestFailed', when: is('failed') },
  ],
  'approvals.policy': [
    { operation: 'approvals.set_policy', label: 'edit', when: () => true, given: (row) => ({ policy: row.id }) },
  ],
  'ledger.period': [
    {
      ...{ text: 'periodClose', operation: 'ledger.close_up_to' },
      mine: { by: ['ledger.close_up_to'], otherwise: 'periodCloseOthers' },
      when: is('open', 'soft_closed'),
      given: (row) => ({ period: row.id }),
    },
  ],
};

/** As a page looks them up, which knows no kind by name. */
export const nextSteps = stepsByKind as Readonly<Record<string, readonly NextStep[]>>;

/** What is said of a step: to those who may not take it, who does. */
export const textOf = ({ text, mine }: NextStep, may: (operation: OperationName) => boolean): string | undefined =>
  mine && !mine.by.some(may) ? mine.otherwise : text;

/** Operations offered above a list, beside the one that makes a record of its kind. */
export const listSteps: Readonly<Record<string, readonly OperationName[]>> = {
  'ledger.period': ['ledger.close_up_to'],
};
