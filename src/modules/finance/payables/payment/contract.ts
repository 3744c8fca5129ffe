import { z } from 'zod';
import { command } from '#kernel/command.ts';
import * as v from '#kernel/values/schema.ts';
import { paymentRefusals } from '../refusals.ts';

export const returnPayment = command('payables.return_payment', {
  label: 'Record bank return',
  about:
    'Books that the bank sent a payment back: what it settled is open again, discounts and withheld taxes are taken back, and the next run proposes it anew.',
  permission: 'payables.payment.write',
  input: z.object({
    payment: v.Ref('payables.payment'),
    returnedOn: v.DayOrToday,
    reason: v.Name.describe('What the bank says, like “account closed”.'),
  }),
  output: z.object({ payment: z.string(), reopenedMinor: z.bigint() }),
  refusals: {
    returned_already: '{number} was sent back before.',
    not_paid_out: '{number} is no money paid out.',
    before_payment: '{number} was paid on {day}; it cannot come back before.',
    ...paymentRefusals,
  },
  on: { entity: 'payables.payment', field: 'payment', states: ['open', 'settled'] },
});
