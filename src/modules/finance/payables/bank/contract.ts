import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { Bic, Iban } from '#kernel/values/bank.ts';
import * as v from '#kernel/values/schema.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';

export const setBank = command('payables.set_supplier_bank', {
  label: 'Enter bank account',
  about:
    'Enters a supplier’s bank account, or a new one. It waits for a second person; until then nothing is paid to the supplier.',
  permission: 'payables.bank.write',
  input: z.object({
    supplier: v.Ref('parties.party', { isSupplier: true }),
    holder: v.Name,
    iban: Iban.nullish(),
    bic: Bic.nullish(),
    routing: z
      .string()
      .trim()
      .regex(/^\d{9}$/, 'Nine digits.')
      .nullish(),
    account: z.string().trim().max(17).nullish(),
  }),
  output: z.object({ bank: z.string() }),
  refusals: {
    no_supplier: PARTY_REFUSALS.no_supplier,
    bad_routing: '{routing} is no valid routing number.',
    needs_account: 'Enter an IBAN, or a routing number and an account.',
  },
});

const Bank = v.Ref('payables.supplier_bank');
const decideBank = {
  permission: 'payables.bank.confirm',
  input: z.object({ bank: Bank }),
  output: z.object({ bank: z.string(), state: z.string() }),
  refusals: { wrong_state: 'This bank account is {state}.', own_change: 'You entered it. Somebody else must decide.' },
  on: { entity: 'payables.supplier_bank', field: 'bank', states: ['pending'], notBy: 'enteredBy' },
} as const;

export const confirmBank = command('payables.confirm_supplier_bank', {
  label: 'Confirm',
  about: 'Confirms a supplier’s bank account, best after a call on a number known before. Not by who entered it.',
  ...decideBank,
});

export const rejectBank = command('payables.reject_supplier_bank', {
  label: 'Reject',
  about: 'Rejects a supplier’s new bank account; the one before stays.',
  ...decideBank,
});
