import { ACH_LIMITS, isRouting, nachaFile } from '#engines/payment-files/nacha.ts';
import { pain001 } from '#engines/payment-files/pain001.ts';
import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { isIban } from '#kernel/values/bank.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { paymentFile } from '../contract.ts';
import { lockRun, type Run, refuseUnsafe } from './pay.ts';

interface Payee {
  party: Id;
  name: string;
  holder: string | null;
  iban: string | null;
  bic: string | null;
  routing: string | null;
  account: string | null;
  amountMinor: bigint;
  about: string[];
}

interface Own {
  name: string | null;
  iban: string | null;
  bic: string | null;
  bank: string | null;
  digits: number;
}

/** The same run makes the same file, made when the run was approved, so a bank recognises one that was sent twice. */
export default implement(paymentFile, async (tx, input, refuse) => {
  const run = await lockRun(tx, input.run, ['approved', 'paid'], refuse);
  // What was paid stays as it was, whatever changed since.
  if (run.state === 'approved') await refuseUnsafe(tx, run, refuse);
  const [payees, [own]] = await Promise.all([
    payeesOf(tx, run),
    tx.sql<Own>`
      select d.legal_name as name, d.iban, d.bic, d.bank_name as bank, c.digits from organisation.company_detail d, organisation.currency c
      where d.company_id = ${tx.company} and c.code = ${run.currency}`,
  ]);
  const name = own?.name ?? refuse('no_own_bank', { what: 'name' });
  const madeAt = run.approvedAt!;
  tx.record({ entity: 'payables.payment_run', id: run.id, after: { format: input.format } });
  const transfers = payees.map((payee, index) => ({
    ...{ id: `${run.number}-${index + 1}`, amountMinor: payee.amountMinor, about: payee.about, payee },
  }));
  if (input.format === 'pain.001') {
    const iban = own?.iban?.replace(/\s/g, '') ?? refuse('no_own_bank', { what: 'IBAN' });
    if (!isIban(iban)) refuse('no_own_bank', { what: 'valid IBAN' });
    const missing = payees.find((payee) => !payee.iban);
    if (missing) refuse('no_bank', { supplier: missing.name });
    const content = pain001({
      ...{ id: run.number, payOn: run.payOn, madeAt, currency: run.currency, digits: own!.digits },
      payer: { name, iban, bic: own!.bic },
      transfers: transfers.map(({ payee, ...transfer }) => ({
        ...transfer,
        payee: { name: payee.holder ?? payee.name, iban: payee.iban!, bic: payee.bic },
      })),
    });
    return { fileName: `${run.number}.xml`, content };
  }
  if (run.currency !== 'USD') refuse('bad_file', { why: 'NACHA files are in US dollars' });
  const missing = payees.find((payee) => !payee.routing || !payee.account);
  if (missing) refuse('no_bank', { supplier: missing.name });
  const routing = input.routing ?? refuse('no_own_bank', { what: 'routing number' });
  const companyId = input.companyId ?? refuse('no_own_bank', { what: 'company id of the bank' });
  if (!isRouting(routing)) refuse('bad_file', { why: `${routing} is no valid routing number` });
  const tooMuch = payees.find((payee) => payee.amountMinor > ACH_LIMITS.entryMinor);
  if (tooMuch) refuse('bad_file', { why: `${tooMuch.name} gets more than one entry holds` });
  if (sumMinor(payees.map((payee) => payee.amountMinor)) > ACH_LIMITS.totalMinor)
    refuse('bad_file', { why: 'it pays more than one file holds' });
  const content = nachaFile({
    ...{ entryClass: input.format === 'nacha_ctx' ? 'CTX' : 'PPD', payOn: run.payOn, madeAt },
    payer: { name, companyId, routing, bank: own!.bank ?? '' },
    transfers: transfers.map(({ payee, ...transfer }) => ({
      ...transfer,
      payee: { name: payee.holder ?? payee.name, routing: payee.routing!, account: payee.account! },
    })),
  });
  return { fileName: `${run.number}.ach`, content };
});

async function payeesOf(tx: Tx, run: Run): Promise<Payee[]> {
  const rows = await tx.sql<Payee>`
    select l.party_id as party, p.name, b.holder, b.iban, b.bic, b.routing, b.account, sum(l.amount_minor)::bigint as amount_minor,
      array_agg(d.supplier_number order by d.billed_on, d.supplier_number) filter (where d.id is not null) as about
    from payables.run_line l
    join parties.party p on p.company_id = l.company_id and p.id = l.party_id
    join payables.open_item x on x.company_id = l.company_id and x.id = l.item_id
    left join payables.bill d on d.company_id = x.company_id and d.id = x.document_id
    left join payables.supplier_bank b on b.company_id = l.company_id and b.id = l.bank_id
    where l.company_id = ${tx.company} and l.run_id = ${run.id}
    group by l.party_id, p.name, b.holder, b.iban, b.bic, b.routing, b.account order by min(l.id::text)`;
  return rows.filter((row) => row.amountMinor > 0n).map((row) => ({ ...row, about: row.about ?? [] }));
}
