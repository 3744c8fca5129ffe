import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';
import { PostedOn } from '#modules/finance/ledger/contract.ts';
import { COST_PREVIEW } from '#modules/supply/inventory/contract.ts';
import { Bill, BillLine, billFacts, Captured } from '../contract.ts';
import { billRefusals, freeCreditRefusals } from '../refusals.ts';

const HeldBill = v.Ref('payables.held_bill');
export const heldFlow = flow({ held: ['posted', 'rejected'], posted: [], rejected: [] });

export const releaseBill = command('payables.release_bill', {
  label: 'Release and post',
  about:
    'Posts a held bill as it was captured. Whoever captured it cannot release it; what was not received cannot be posted.',
  permission: 'payables.bill.release',
  preview: COST_PREVIEW,
  input: z.object({ held: HeldBill, reason: v.Name }),
  output: z.object({ bill: z.string(), postedOn: PostedOn }),
  refusals: {
    ...billRefusals,
    wrong_state: 'This bill is {state}.',
    own_bill: 'You captured this bill. Somebody else must release it.',
    not_received: 'Line {position}: {text}. Post it when the goods are here, or change what was captured.',
  },
  on: { entity: 'payables.held_bill', field: 'held', states: ['held'], notBy: 'capturedBy' },
});

export const correctBill = command('payables.correct_bill', {
  label: 'Correct',
  about:
    'Changes what was captured of a held bill and matches it anew: posted when it fits, else held with what does not. What was captured before stays on the timeline.',
  permission: 'payables.bill.post',
  preview: COST_PREVIEW,
  input: Bill.extend({ held: HeldBill }),
  output: Captured,
  ...billFacts,
  refusals: billRefusals,
  at: { total_differs: 'totalMinor' },
  on: { entity: 'payables.held_bill', field: 'held', states: ['held'] },
});

export const matchBills = command('payables.match_bills', {
  label: 'Match again',
  about:
    'Matches held bills anew, as they were captured: those that fit by now, as goods came or prices were agreed, are posted.',
  permission: 'payables.bill.post',
  input: z.object({ held: z.array(HeldBill).min(1).max(v.LIMITS.batchDocuments) }),
  output: z.object({ posted: z.number(), held: z.number() }),
  ...billFacts,
  refusals: billRefusals,
  on: { entity: 'payables.held_bill', field: 'held', states: ['held'] },
});

export const rejectBill = command('payables.reject_bill', {
  label: 'Reject',
  about: 'Gives a held bill back to the supplier: nothing is posted.',
  permission: 'payables.bill.release',
  input: z.object({ held: HeldBill, reason: v.Name }),
  output: z.object({ held: z.string() }),
  refusals: { wrong_state: 'This bill is {state}.' },
  on: { entity: 'payables.held_bill', field: 'held', states: ['held'] },
});

export const assignBill = command('payables.assign_bill', {
  label: 'Assign',
  about: 'Says who has to settle why a bill is held.',
  permission: 'payables.bill.post',
  input: z.object({ held: HeldBill, owner: v.Name }),
  output: z.object({ held: z.string() }),
  refusals: { wrong_state: 'This bill is {state}.' },
  on: { entity: 'payables.held_bill', field: 'held', states: ['held'] },
});

export const postCredit = command('payables.post_credit', {
  label: 'New supplier credit note',
  about:
    'Books a supplier’s credit that is for none of its bills: a bonus, a goodwill, a correction of something older. It stays to our credit until it is matched or paid back.',
  permission: 'payables.bill.post',
  input: z.object({
    supplier: Bill.shape.supplier,
    supplierNumber: Bill.shape.supplierNumber,
    acknowledgeDuplicate: z.boolean().default(false).meta({ title: 'It is no duplicate' }),
    creditedOn: v.Day.nullish(),
    currency: v.CurrencyCode.nullish(),
    reason: v.Name,
    totalMinor: Bill.shape.totalMinor,
    lines: z
      .array(BillLine.omit({ receiptLine: true, orderLine: true, landedCost: true }))
      .min(1)
      .max(v.LIMITS.documentLines),
  }),
  output: z.object({ credit: z.string(), ...v.Totals, postedOn: PostedOn }),
  preview: [],
  ...billFacts,
  refusals: freeCreditRefusals,
});
