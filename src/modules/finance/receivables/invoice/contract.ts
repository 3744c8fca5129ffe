import { z } from 'zod';
import { command, type Fact } from '#kernel/command.ts';
import { event } from '#kernel/event.ts';
import * as v from '#kernel/values/schema.ts';
import { DIMENSION_REFUSALS, POSTING_REFUSALS, PostedOn } from '#modules/finance/ledger/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { ITEM_REFUSALS } from '#modules/master/catalog/contract.ts';
import { CREDIT_REFUSALS, RECEIVABLE_REFUSALS } from '../refusals.ts';

const Party = v.Ref('parties.party', { isCustomer: true });

const InvoiceLine = z.object({
  item: v.Ref('catalog.item', { sold: true }).nullish(),
  description: v.Note.nullish(),
  quantity: v.PositiveQuantity.default('1'),
  unitPrice: v.UnitPrice,
  discountPercent: v.Share.nullish(),
  account: v.Ref('ledger.account', { control: false }).nullish(),
  taxCodes: z
    .array(v.Ref('tax.code', { direction: 'sale' }))
    .max(8)
    .nullish()
    .describe('In place of those the rules choose; an empty list: no tax.'),
  costCentre: v.Ref('ledger.cost_centre').nullish(),
  project: v.Ref('ledger.project').nullish(),
  suppliedOn: v.Day.nullish().describe('In place of the day of supply of the document.'),
});

/** Reports that tell before posting what the paper will lack. */
const LACKING = ['receivables.lacking'] as const;

const invoiceRefusals = {
  ...POSTING_REFUSALS,
  ...DIMENSION_REFUSALS,
  ...RECEIVABLE_REFUSALS,
  ...TAX_REFUSALS,
  needs_text: 'Line {position} needs an item or a description.',
} as const;

/** What free invoices state: a line below zero takes off what others bill, as a credit does. */
const invoiceFacts = {
  customer: { label: 'Customer', type: 'text' },
  totalMinor: { label: 'Total', type: 'money' },
  takenOffMinor: { label: 'Lines below zero, together', type: 'money' },
} as const satisfies Record<string, Fact>;

export const postInvoice = command('receivables.post_invoice', {
  label: 'New invoice',
  about: 'Posts an invoice that follows from no order: its number, receivable, revenue and tax at once.',
  permission: 'receivables.invoice.post',
  input: z.object({
    customer: Party,
    invoicedOn: v.DayOrToday,
    suppliedOn: v.Day.nullish().describe(
      'The day of supply, whose tax rate holds; the day of the invoice if left empty.',
    ),
    currency: v.CurrencyCode.nullish(),
    terms: v.Ref('parties.terms').nullish(),
    reference: z.string().trim().max(120).nullish(),
    lines: z.array(InvoiceLine).min(1).max(v.LIMITS.documentLines),
  }),
  output: z.object({ invoice: z.string(), ...v.Totals, postedOn: PostedOn }),
  preview: LACKING,
  facts: invoiceFacts,
  refusals: { ...invoiceRefusals, item_not_active: ITEM_REFUSALS.item_not_active },
});

/** What credits state about themselves, to approval policies and to those who approve. */
export const creditFacts = {
  customer: { label: 'Customer', type: 'text' },
  totalMinor: { label: 'Credited', type: 'money' },
  customerDayMinor: { label: 'Credited to the customer within 24 hours, this included', type: 'money', beside: true },
  reason: { label: 'Reason', type: 'text' },
} as const satisfies Record<string, Fact>;

export const creditInvoice = command('receivables.credit_invoice', {
  label: 'Issue credit note',
  about:
    'Posts a credit note for an invoice as it was billed: all of it that is left, some goods of its lines, or an amount of a line as a lower price; it settles the invoice as far as it is open. Goods credited here that the customer keeps can be billed again from their order.',
  permission: 'receivables.invoice.post',
  input: z.object({
    invoice: v.Ref('receivables.invoice'),
    creditedOn: v.DayOrToday,
    reason: v.Name,
    billAgain: z.boolean().default(true).meta({
      title: 'Bill the goods again',
      description:
        'The order waits for a new invoice of goods that did not come back. Off: nothing more is owed for them.',
    }),
    lines: z
      .array(
        z.object({
          line: v.Ref('receivables.invoice_line'),
          quantity: v.PositiveQuantity.nullish(),
          netMinor: v.PositiveMinor.nullish().describe(
            'In place of a quantity: how much the price is lowered, before tax.',
          ),
        }),
      )
      .max(v.LIMITS.documentLines)
      .nullish()
      .describe('If left empty: all that was not credited before.'),
  }),
  output: z.object({ creditNote: z.string(), ...v.Totals, postedOn: PostedOn }),
  preview: LACKING,
  facts: creditFacts,
  lines: {
    input: 'lines',
    from: 'receivables.invoice_line',
    key: { line: 'id' },
    start: { quantity: 'toCredit' },
    all: true,
  },
  refusals: {
    ...invoiceRefusals,
    ...CREDIT_REFUSALS,
  },
  on: { entity: 'receivables.invoice', field: 'invoice', where: { kind: 'invoice' } },
});

export const postCreditNote = command('receivables.post_credit_note', {
  label: 'New credit note',
  about:
    'Posts a credit note to a customer that takes back no invoice: a bonus, a goodwill, a correction of something older. It stays to the customer’s credit until it is matched.',
  permission: 'receivables.credit_note.post',
  input: z.object({
    customer: Party,
    creditedOn: v.DayOrToday,
    currency: v.CurrencyCode.nullish(),
    reason: v.Name,
    lines: z.array(InvoiceLine).min(1).max(v.LIMITS.documentLines),
  }),
  output: z.object({ creditNote: z.string(), ...v.Totals, postedOn: PostedOn }),
  preview: LACKING,
  facts: creditFacts,
  refusals: {
    ...invoiceRefusals,
    zero_credit: 'A credit is more than nothing.',
    future_day: CREDIT_REFUSALS.future_day,
  },
});

const CreditedTax = z.object({
  code: v.Id.nullable(),
  account: v.Id.nullable(),
  rate: z.string().nullable(),
  box: z.string().nullable(),
  baseMinor: z.string(),
  taxMinor: z.string(),
});

export const crediting = event('receivables.crediting', {
  about: 'Invoices are about to be credited; none of their open items is locked yet.',
  payload: z.object({ sources: z.array(z.object({ entity: z.string(), id: v.Id })) }),
});

export const credited = event('receivables.credited', {
  about: 'Invoices were credited by hand: those who billed them count anew what is to be billed.',
  payload: z.object({
    notes: z.array(
      z.object({
        creditNote: v.Id,
        source: z.object({ entity: z.string(), id: v.Id }),
        lines: z.array(
          z.object({
            invoiceLine: v.Id,
            sourceLine: v.Id.nullable(),
            role: z.string().nullable(),
            /** Null: an amount without goods. */
            quantity: v.Quantity.nullable(),
            netMinor: z.bigint(),
            taxes: z.array(CreditedTax),
            /** The goods stay and are not billed again. */
            forGood: z.boolean(),
            /** By how much less than they cost, because credits had lowered their price before. */
            loweredMinor: z.bigint(),
          }),
        ),
      }),
    ),
  }),
});
