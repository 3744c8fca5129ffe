import { z } from 'zod';
import { command } from '#kernel/command.ts';
import * as v from '#kernel/values/schema.ts';
import { returnRefusals } from '#modules/finance/open-items/contract.ts';
import { paymentRefusals } from '../refusals.ts';

export const returnPayment = command('receivables.return_payment', {
  label: 'Take payment back',
  about:
    'Books that a payment did not hold: a direct debit or cheque that bounced, or one entered wrong. What it settled is owed again; discounts, withheld taxes and rests given up with it are taken back.',
  permission: 'receivables.payment.write',
  input: z.object({
    payment: v.Ref('receivables.payment'),
    returnedOn: v.DayOrToday.describe('Of a payment entered wrong: its own day.'),
    reason: v.Name.describe('What the bank says, like “no funds”, or what was wrong.'),
  }),
  output: z.object({
    payment: z.string(),
    reopenedMinor: z.bigint().describe('What is owed again, in the currency of the company.'),
  }),
  refusals: { ...paymentRefusals, ...returnRefusals },
  at: { future_day: 'returnedOn' },
  on: { entity: 'receivables.payment', field: 'payment', states: ['open', 'settled'] },
});
