import { isRouting } from '#engines/payment-files/nacha.ts';
import { implement, type Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { lockParties, suppliers } from '#modules/master/parties/api.ts';
import { confirmBank, rejectBank, setBank } from './contract.ts';

export const setBankHandler = implement(setBank, async (tx, input, refuse) => {
  const party = (await suppliers(tx, [input.supplier])).get(input.supplier);
  if (!party) return refuseCommon('not_found', { what: 'supplier' });
  if (!party.isSupplier) refuse('no_supplier', { supplier: party.name });
  const iban = input.iban ?? null;
  if (!iban && !(input.routing && input.account)) refuse('needs_account');
  if (input.routing && !isRouting(input.routing)) refuse('bad_routing', { routing: input.routing });
  const id = tx.newId();
  // A newer entry takes the place of one that still waits; two at once come one after the other.
  await Promise.all([
    lockParties(tx, [input.supplier]),
    tx.sql`update payables.supplier_bank set state = 'replaced', decided_by = ${tx.actor.id}, decided_at = ${tx.now}
      where company_id = ${tx.company} and party_id = ${input.supplier} and state = 'pending'`,
    tx.sql`insert into payables.supplier_bank (company_id, id, party_id, state, holder, iban, bic, routing, account, entered_by, entered_at)
      values (${tx.company}, ${id}, ${input.supplier}, 'pending', ${input.holder}, ${iban}, ${input.bic ?? null}, ${input.routing ?? null},
        ${input.account ?? null}, ${tx.actor.id}, ${tx.now})`,
  ]);
  tx.record(
    { entity: 'payables.supplier_bank', id, after: { state: 'pending', holder: input.holder } },
    { entity: 'parties.party', id: input.supplier, after: { bankAccount: 'changed, waits for confirmation' } },
  );
  return { bank: id };
});

export const confirmBankHandler = implement(confirmBank, async (tx, { bank }, refuse) => {
  const party = await lockPending(tx, bank, refuse);
  await tx.sql`update payables.supplier_bank set state = 'replaced' where company_id = ${tx.company} and party_id = ${party} and state = 'confirmed'`;
  return decide(tx, bank, 'confirmed', party);
});

export const rejectBankHandler = implement(rejectBank, async (tx, { bank }, refuse) =>
  decide(tx, bank, 'rejected', await lockPending(tx, bank, refuse)),
);

async function lockPending(tx: Tx, id: Id, refuse: Refuse<Record<'wrong_state' | 'own_change', string>>): Promise<Id> {
  const [found] = await tx.sql<{ state: string; partyId: Id; enteredBy: string }>`
    select state, party_id, entered_by from payables.supplier_bank where company_id = ${tx.company} and id = ${id} for no key update`;
  if (!found) return refuseCommon('not_found', { what: 'bank account' });
  if (found.state !== 'pending') refuse('wrong_state', { state: found.state });
  if (found.enteredBy === tx.actor.id) refuse('own_change');
  return found.partyId;
}

async function decide(tx: Tx, id: Id, state: 'confirmed' | 'rejected', party: Id) {
  await tx.sql`update payables.supplier_bank set state = ${state}, decided_by = ${tx.actor.id}, decided_at = ${tx.now}
    where company_id = ${tx.company} and id = ${id}`;
  tx.record(
    { entity: 'payables.supplier_bank', id, before: { state: 'pending' }, after: { state } },
    { entity: 'parties.party', id: party, after: { bankAccount: state } },
  );
  return { bank: id, state };
}
