import { z } from 'zod';
import { command } from '#kernel/command.ts';
import * as v from '#kernel/values/schema.ts';
import { returnRefusals } from '#modules/finance/open-items/contract.ts';
import { paymentRefusals } from '../refusals.ts';

export const returnPayment = command('payables.return_payment', {
  label: 'Take payment back',
  about:
    'Books that the bank sent a payment back, or that it was entered wrong: what it settled is open again, discounts and withheld taxes are taken back, and the next run proposes it anew.',
  permission: 'payables.payment.write',
  input: z.object({
    payment: v.Ref('payables.payment'),
    returnedOn: v.DayOrToday.describe('Of a payment entered wrong: its own day.'),
    reason: v.Name.describe('What the bank says, like “account closed”, or what was wrong.'),
  }),
  output: z.object({
    payment: z.string(),
    reopenedMinor: z.bigint().describe('What is owed again, in the currency of the company.'),
  }),
  refusals: { ...paymentRefusals, ...returnRefusals },
  at: { future_day: 'returnedOn' },
  on: { entity: 'payables.payment', field: 'payment', states: ['open', 'settled'] },
});
