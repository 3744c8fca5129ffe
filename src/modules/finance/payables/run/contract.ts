import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';
import { paymentFacts } from '#modules/finance/open-items/contract.ts';
import { paymentRefusals } from '../refusals.ts';

const Supplier = v.Ref('parties.party', { isSupplier: true });
const Run = v.Ref('payables.payment_run');

export const runFlow = flow({
  proposed: ['approved', 'cancelled'],
  approved: ['paid', 'cancelled'],
  paid: [],
  cancelled: [],
});

const runState = { wrong_state: 'Run {number} is {state}.' } as const;

const unsafe = {
  payment_hold: paymentRefusals.payment_hold,
  bank_pending: paymentRefusals.bank_pending,
  bank_changed: 'The bank account of {supplier} was changed after the approval. Cancel the run and propose again.',
  run_changed: 'What {supplier} is owed is not what was approved in {number} any more. Cancel it and propose again.',
} as const;

export const proposeRun = command('payables.propose_run', {
  label: 'Propose payments',
  about:
    'Proposes what to pay on a day: bills due until then and bills whose discount would be lost by the next run; says who is left out and why.',
  permission: 'payables.run.propose',
  input: z.object({
    payOn: v.DayOrToday,
    dueUntil: v.Day.nullish().describe('If left empty: the day of payment.'),
    nextRunOn: v.Day.nullish().describe('Discounts that end before it are taken. If left empty: a week later.'),
    currency: v.CurrencyCode.nullish(),
    suppliers: z.array(Supplier).max(500).nullish(),
  }),
  output: z.object({
    run: z.string(),
    number: z.string(),
    totalMinor: z.bigint(),
    payments: z.number(),
    leftOut: z.number(),
  }),
  refusals: { nothing_due: 'Nothing is to be paid: {why}.' },
});

export const dropFromRun = command('payables.drop_from_run', {
  label: 'Take bills out',
  about: 'Takes bills out of a proposal.',
  permission: 'payables.run.propose',
  input: z.object({ run: Run, lines: z.array(v.Ref('payables.run_line')).min(1).max(500) }),
  output: z.object({ run: z.string(), totalMinor: z.bigint() }),
  refusals: { ...runState, run_would_be_empty: 'Nothing would be left to pay. Cancel the run instead.' },
  on: { entity: 'payables.payment_run', field: 'run', states: ['proposed'] },
});

export const approveRun = command('payables.approve_run', {
  label: 'Approve',
  about: 'Approves a proposal of payments. Whoever proposed it cannot approve it.',
  permission: 'payables.run.approve',
  input: z.object({ run: Run }),
  output: z.object({ run: z.string(), state: z.string() }),
  refusals: { ...runState, own_run: 'You proposed these payments. Somebody else must approve them.' },
  on: { entity: 'payables.payment_run', field: 'run', states: ['proposed'], notBy: 'proposedBy' },
});

export const rejectRun = command('payables.reject_run', {
  label: 'Reject',
  about: 'Turns a proposal of payments down, or an approval back before it is paid: nothing is paid.',
  permission: 'payables.run.approve',
  input: z.object({ run: Run, reason: v.Name }),
  output: z.object({ run: z.string(), state: z.string() }),
  refusals: runState,
  on: { entity: 'payables.payment_run', field: 'run', states: ['proposed', 'approved'] },
});

export const cancelRun = command('payables.cancel_run', {
  label: 'Cancel run',
  about: 'Gives a proposal up: nothing is paid.',
  permission: 'payables.run.propose',
  input: z.object({ run: Run }),
  output: z.object({ run: z.string(), state: z.string() }),
  refusals: runState,
  on: { entity: 'payables.payment_run', field: 'run', states: ['proposed', 'approved'] },
});

export const payRun = command('payables.pay_run', {
  label: 'Book as paid',
  about: 'Books the payments of an approved run, one a supplier, as paid on its day.',
  permission: 'payables.run.pay',
  input: z.object({ run: Run }),
  output: z.object({ run: z.string(), payments: z.array(z.string()) }),
  facts: { run: { label: 'Payment run', type: 'text' }, ...paymentFacts('supplier') },
  many: 'payables.record_payment',
  does: ['payables.write_off'],
  refusals: {
    ...runState,
    ...paymentRefusals,
    ...unsafe,
  },
  on: { entity: 'payables.payment_run', field: 'run', states: ['approved'] },
});

export const paymentFile = command('payables.payment_file', {
  label: 'Get payment file',
  about: 'The file for the bank of a run: ISO 20022 pain.001 or NACHA (CTX with the bills it pays, or PPD).',
  permission: 'payables.run.pay',
  input: z.object({
    run: Run,
    format: z.enum(['pain.001', 'nacha_ctx', 'nacha_ppd']).default('pain.001'),
    routing: z
      .string()
      .regex(/^\d{9}$/, 'Nine digits.')
      .nullish()
      .describe('NACHA: routing number of the company’s bank.'),
    companyId: z.string().trim().max(10).nullish().describe('NACHA: the id the bank gave the company.'),
  }),
  output: z.object({ fileName: z.string(), content: z.string() }),
  refusals: {
    ...runState,
    no_own_bank: 'Say the company’s {what} in its details first.',
    no_bank: '{supplier} had no confirmed bank account for this format when the run was approved.',
    ...unsafe,
    bad_file: 'The bank would not take the file: {why}.',
  },
  on: { entity: 'payables.payment_run', field: 'run', states: ['approved', 'paid'] },
});
