import { z } from 'zod';
import { type Command, command } from '#kernel/command.ts';
import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import * as v from '#kernel/values/schema.ts';
import { PostedOn } from '#modules/finance/ledger/contract.ts';
import {
  matchRefusals,
  moneyFacts,
  paymentFacts,
  refundRefusals,
  revalueRefusals,
  unmatchRefusals,
  writeOffRefusals,
} from '#modules/finance/open-items/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { COST_PREVIEW, stockRefusals } from '#modules/supply/inventory/contract.ts';
import { PRICE } from '#modules/supply/purchasing/contract.ts';
import { billRefusals, paymentRefusals } from './refusals.ts';

export {
  approveRun,
  cancelRun,
  dropFromRun,
  paymentFile,
  payRun,
  proposeRun,
  rejectRun,
  runFlow,
} from './run/contract.ts';

const Supplier = v.Ref('parties.party', { isSupplier: true });
const Price = v.UnitPrice.describe('Of one unit of the item, in the currency of the bill.');

export const BillLine = z.object({
  receiptLine: v.Ref('purchasing.receipt_line').nullish().describe('The goods it bills.'),
  description: v.Note.nullish(),
  quantity: v.PositiveQuantity.default('1'),
  unitPrice: Price,
  account: v
    .Ref('ledger.account', { control: false })
    .nullish()
    .describe('Of a line that bills no goods; the expense account if left empty.'),
  taxCodes: z
    .array(v.Ref('tax.code', { direction: 'purchase' }))
    .max(8)
    .nullish()
    .describe('In place of those the rules choose; an empty list: no tax.'),
  item: v.Ref('catalog.item', { bought: true }).nullish(),
  costCentre: v.Ref('ledger.cost_centre').nullish(),
  project: v.Ref('ledger.project').nullish(),
  suppliedOn: v.Day.nullish().describe('The day of supply, whose tax rate holds; of goods the day they came.'),
  orderLine: v.Ref('purchasing.order_line').nullish().describe('The goods it bills before they came.'),
  landedCost: v
    .Ref('purchasing.landed_cost')
    .nullish()
    .describe('The freight or duty it bills; what differs from the estimate follows the goods.'),
});

export const Bill = z.object({
  supplier: Supplier,
  supplierNumber: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .meta({ title: 'Supplier’s invoice number', description: 'As it stands on the paper.' }),
  billedOn: v.DayOrToday,
  suppliedOn: v.Day.nullish().describe(
    'The day of supply of lines that bill no goods received; the day of the bill if left empty.',
  ),
  currency: v.CurrencyCode.nullish(),
  terms: v.Ref('parties.terms').nullish(),
  note: v.Note.nullish(),
  totalMinor: v.NotNegativeMinor.nullish().describe('The total on the paper; another sum is refused.'),
  acknowledgeDuplicate: z.boolean().default(false).meta({ title: 'It is no duplicate' }),
  lines: z.array(BillLine).min(1).max(v.LIMITS.documentLines),
});

/** What bills state about themselves, to approval policies and to those who approve. */
export const billFacts = {
  subject: 'payables.bill',
  facts: {
    supplier: { label: 'Supplier', type: 'text' },
    totalMinor: { label: 'Total', type: 'money' },
    withOthersMinor: { label: 'With others of the supplier within 24 hours', type: 'money', beside: true },
    held: { label: 'Held for differences', type: 'flag' },
  },
} as const satisfies Pick<Command, 'subject' | 'facts'>;

/** What became of a captured bill. */
export const Captured = z.object({
  bill: z.string().nullable(),
  held: z.string().nullable(),
  ...v.Totals,
  postedOn: PostedOn.nullable(),
  holds: z.array(z.object({ position: z.number(), code: z.string(), text: v.SeenWith(PRICE, z.string()) })),
});

export const postBill = command('payables.post_bill', {
  label: 'New bill',
  about:
    'Enters a supplier’s bill: lines for goods received are matched with order and receipt. One that fits is posted; one that does not is held with its reasons.',
  permission: 'payables.bill.post',
  preview: COST_PREVIEW,
  input: Bill,
  output: Captured,
  ...billFacts,
  refusals: billRefusals,
  at: { total_differs: 'totalMinor' },
});

export const postBillsCommand = command('payables.post_bills', {
  label: 'New bills',
  about: 'Enters up to 1,000 bills at once: all of them, or none; those that do not fit are held.',
  permission: 'payables.bill.post',
  input: z.object({ bills: z.array(Bill).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({
    bills: z.array(z.string()),
    postedOn: z.array(PostedOn).describe('Of each of the bills, in their order'),
    held: z.array(z.string()),
  }),
  ...billFacts,
  many: 'payables.post_bill',
  refusals: billRefusals,
});

export const enterCredit = command('payables.enter_credit', {
  label: 'Enter credit note',
  about:
    'Books a supplier’s credit for a bill, or takes a wrong bill back: goods that go back, goods that wait for the right bill, or a lower price. It settles the bill as far as that is open.',
  permission: 'payables.bill.post',
  preview: COST_PREVIEW,
  input: z.object({
    bill: v.Ref('payables.bill'),
    supplierNumber: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .nullish()
      .meta({ title: 'Supplier’s invoice number' })
      .describe('As it stands on the paper. If left empty: none was sent, the bill is taken back.'),
    acknowledgeDuplicate: z.boolean().default(false).meta({ title: 'It is no duplicate' }),
    creditedOn: v.Day.nullish(),
    note: v.Note.nullish(),
    lines: z
      .array(
        z.object({
          line: v.Ref('payables.bill_line'),
          quantity: v.Quantity.nullish().describe(
            'Goods that are not to be paid: gone back, or billed anew. If left empty: the price alone is lowered.',
          ),
          netMinor: v.PositiveMinor.nullish().describe(
            'What is credited, without tax; left out: what was billed for the quantity.',
          ),
        }),
      )
      .min(1)
      .max(v.LIMITS.documentLines)
      .nullish()
      .describe('If left empty: all that is left of the bill.'),
  }),
  output: z.object({ credit: z.string(), ...v.Totals, postedOn: PostedOn }),
  lines: {
    input: 'lines',
    from: 'payables.bill_line',
    key: { line: 'id' },
    start: { quantity: 'toCredit', netMinor: 'toLowerMinor' },
    all: true,
  },
  refusals: {
    no_line: SHARED_REFUSALS.no_line,
    before_bill: '{number} is of {day}: nothing of it is credited before.',
    not_a_bill: '{number} is no bill.',
    fully_credited: 'Bill {number} is credited in full.',
    duplicate_bill: billRefusals.duplicate_bill,
    maybe_duplicate: billRefusals.maybe_duplicate,
    needs_amount: 'Line {position} needs a quantity or an amount.',
    more_than_left: 'Line {position}: only {left} {left:is|are} left to credit.',
    negative_bill: billRefusals.negative_bill,
    more_than_billed: 'A credit may not take back more than was billed.',
    no_rate: billRefusals.no_rate,
    ...TAX_REFUSALS,
    ...stockRefusals,
  },
  on: { entity: 'payables.bill', field: 'bill', where: { kind: 'bill' } },
});

const Item = v.Ref('payables.open_item');
const Settled = z.object({
  item: v.Ref('payables.open_item', { credit: false, settled: false }),
  amountMinor: v.PositiveMinor.nullish(),
});
const Application = z.object({
  item: Item,
  amountMinor: v.NotNegativeMinor.describe('How much of the payment settles it.'),
  itemMinor: v.PositiveMinor.nullish().describe(
    'Of an item in another currency: how much of it the money settles, in its own; at the rate of the day if left empty.',
  ),
  discountMinor: v.NotNegativeMinor.nullish().describe('Early-payment discount taken, in the currency of the item.'),
  writeOffMinor: v.NotNegativeMinor.nullish().describe('A small rest given up, in the currency of the item.'),
});

const METHOD = z.enum(['transfer', 'card', 'cash', 'cheque', 'direct_debit']);

const Payment = z.object({
  supplier: Supplier,
  amountMinor: v.Minor.describe('Less than nothing: money the supplier paid back.'),
  currency: v.CurrencyCode.nullish(),
  paidOn: v.DayOrToday,
  account: v
    .Ref('ledger.account', { control: false })
    .nullish()
    .describe('The bank or cash account; the company’s bank if left empty.'),
  method: METHOD.default('transfer'),
  reference: z.string().trim().max(120).nullish(),
  withheldPercent: v.Share.nullish().describe(
    'Tax withheld from what is settled; as the rule of the supplier says if left empty.',
  ),
  order: v
    .Ref('purchasing.purchase_order')
    .nullish()
    .describe('Paid ahead for this order: it settles no other bills by itself, and the order’s as they come.'),
  settle: z
    .enum(['proposed', 'oldest', 'listed', 'documents'])
    .default('proposed')
    .describe(
      'Proposed: what the reference names, then what is of just this amount, then the oldest. Listed: the applications alone. What is left is a prepayment.',
    ),
  documents: z.array(v.Ref('payables.bill')).max(200).nullish().describe('With settle = documents: the bills it pays.'),
  applications: z.array(Application).max(500).nullish(),
});

export const recordPayment = command('payables.record_payment', {
  label: 'Record payment to supplier',
  about:
    'Books money paid to a supplier and settles bills with it; part payments, discounts, tax withheld and prepayments included.',
  permission: 'payables.payment.write',
  input: Payment,
  output: z.object({ payment: z.string(), settledMinor: z.bigint(), leftMinor: z.bigint() }),
  facts: paymentFacts('supplier'),
  does: ['payables.write_off', 'payables.refund'],
  refusals: paymentRefusals,
  at: { future_day: 'paidOn' },
});

export const recordPaymentsCommand = command('payables.record_payments', {
  label: 'Record payments to suppliers',
  about: 'Books up to 1,000 payments at once: all of them, or none.',
  permission: 'payables.payment.write',
  input: z.object({ payments: z.array(Payment).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({ payments: z.array(z.string()) }),
  facts: paymentFacts('supplier'),
  many: 'payables.record_payment',
  does: ['payables.write_off', 'payables.refund'],
  refusals: paymentRefusals,
});

export const refund = command('payables.refund', {
  label: 'Record refund',
  about: 'Books what a supplier paid back of a credit or a prepayment: money in the bank that settles that credit.',
  permission: 'payables.payment.write',
  input: z.object({
    item: v
      .Ref('payables.open_item', { credit: true, settled: false })
      .describe('The credit or prepayment that is paid back.')
      .meta({ title: 'Credit' }),
    amountMinor: v.PositiveMinor.nullish().describe('If left empty: all that is open of it.'),
    refundedOn: v.DayOrToday,
    account: v
      .Ref('ledger.account', { control: false })
      .nullish()
      .describe('The bank or cash account; the company’s bank if left empty.'),
    method: METHOD.default('transfer'),
    reference: z.string().trim().max(120).nullish(),
  }),
  output: z.object({ payment: z.string() }),
  facts: moneyFacts('supplier', 'Paid back'),
  refusals: { ...paymentRefusals, ...refundRefusals },
  at: { future_day: 'refundedOn' },
  on: { entity: 'payables.open_item', field: 'item', states: ['open'], where: { credit: true } },
});

export const matchItems = command('payables.match_items', {
  label: 'Match',
  about: 'Settles open bills with a prepayment or a credit of the same supplier.',
  permission: 'payables.payment.write',
  input: z.object({
    credit: v.Ref('payables.open_item', { credit: true, settled: false }),
    bills: z.array(Settled).min(1).max(500),
    matchedOn: v.DayOrToday,
  }),
  output: z.object({ matches: z.array(z.string()) }),
  refusals: matchRefusals,
  at: { future_day: 'matchedOn' },
  on: { entity: 'payables.open_item', field: 'credit', states: ['open'], where: { credit: true } },
  lines: {
    ...{ input: 'bills', from: 'payables.open_item', key: { item: 'id' }, open: 'openMinor' },
    by: { field: 'supplier', record: 'supplier' },
  },
});

export const unmatchItems = command('payables.unmatch', {
  label: 'Undo match',
  about:
    'Takes a settlement back: both items are open again, the exchange difference is reversed; a discount, tax withheld or write-off is taken back with its taxes.',
  permission: 'payables.payment.write',
  input: z.object({ match: v.Ref('payables.match'), undoneOn: v.DayOrToday }),
  output: z.object({ match: z.string() }),
  refusals: unmatchRefusals,
  at: { future_day: 'undoneOn' },
  on: { entity: 'payables.match', field: 'match', where: { undone: false } },
});

export const writeOff = command('payables.write_off', {
  label: 'Write off',
  about:
    'Closes what is open of an item that nobody will ask for any more, with the reason: a small rest, a claim that lapsed, a credit we will not get.',
  permission: 'payables.write_off.write',
  input: z.object({
    item: Item,
    amountMinor: v.PositiveMinor.nullish(),
    writtenOffOn: v.DayOrToday,
    reason: v.Name,
  }),
  output: z.object({ adjustment: z.string() }),
  facts: moneyFacts('supplier', 'Given up'),
  refusals: writeOffRefusals,
  at: { future_day: 'writtenOffOn' },
  on: { entity: 'payables.open_item', field: 'item', states: ['open', 'overdue'] },
});

export const revalue = command('payables.revalue', {
  label: 'Revalue other currencies',
  about:
    'Values what we owe in other currencies at the rate of a day: posts the unrealised exchange difference on that day and takes it back on the next.',
  permission: 'payables.revaluation.write',
  input: z.object({ day: v.Day.describe('As a rule the last day of a month.') }),
  output: z.object({
    revaluations: z.array(z.object({ currency: z.string(), openMinor: z.bigint(), differenceMinor: z.bigint() })),
  }),
  refusals: revalueRefusals,
});
