import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import {
  checkDimensions,
  type Dimensions,
  dimensionsOf,
  namingLines,
  refuseOutOfUse,
} from '#modules/finance/ledger/api.ts';
import { items, itemsInUse } from '#modules/master/catalog/api.ts';
import { type CustomerFacts, customers, lockParties } from '#modules/master/parties/api.ts';
import { credited, creditInvoice, crediting, postCreditNote, postInvoice } from '../contract.ts';
import { creditInvoices } from './credit-invoice.ts';
import { type InvoiceLineDraft, type PostedInvoice, postInvoices } from './post-invoices.ts';

export const postInvoiceHandler = implement(postInvoice, async (tx, input, refuse) => {
  // A credit note mends what was sold, an invoice begins with it.
  await itemsInUse(
    tx,
    input.lines.flatMap(({ item }) => item ?? []),
  );
  const { party, lines } = await freeLines(tx, input, refuse);
  const id = tx.newId();
  const [posted] = await namingLines(namedLines(input.lines), () =>
    postInvoices(tx, [
      {
        ...{ id, kind: 'invoice', party: party.id, source: { entity: 'receivables.invoice', id } },
        invoicedOn: input.invoicedOn ?? tx.today,
        currency: input.currency ?? party.currency ?? tx.currency,
        terms: input.terms,
        reference: input.reference ?? undefined,
        lines,
      },
    ]),
  );
  const below = posted!.lines.filter((line) => line.netMinor < 0n).map((line) => line.netMinor);
  tx.state({ customer: party.name, totalMinor: posted!.baseMinor, takenOffMinor: posted!.toBase(-sumMinor(below)) });
  return { invoice: id, ...totalsOf(posted!) };
});

export const creditInvoiceHandler = implement(creditInvoice, async (tx, input, refuse) => {
  const [invoice] = await tx.sql<{ partyId: Id; number: string; invoicedOn: Day; source: { entity: string; id: Id } }>`
    select party_id, number, invoiced_on, jsonb_build_object('entity', source_entity, 'id', source_id) as source
    from receivables.invoice where company_id = ${tx.company} and id = ${input.invoice}`;
  if (!invoice) return refuseCommon('not_found', { what: 'invoice' });
  checkDay(tx, input.creditedOn, invoice, refuse);
  // Orders come before open items in the order of locks.
  await tx.emit(crediting, { sources: [invoice.source] });
  const [note] = await creditInvoices(tx, [
    {
      ...{ invoice: input.invoice, creditedOn: input.creditedOn, reason: input.reason },
      lines: input.lines ?? null,
      forGood: !input.billAgain,
    },
  ]);
  await stateCredit(tx, { party: invoice.partyId, baseMinor: note!.baseMinor, reason: input.reason });
  await tx.emit(credited, {
    notes: [
      {
        ...{ creditNote: note!.id, source: note!.source },
        lines: note!.credited.map((line) => ({ ...line, taxes: [...line.taxes] })),
      },
    ],
  });
  return { creditNote: note!.id, ...totalsOf(note!) };
});

/** Neither before its invoice nor after today; an invoice that lies ahead is credited on its own day. */
function checkDay(
  tx: Tx,
  day: Day | null | undefined,
  { number, invoicedOn }: { number: string; invoicedOn: Day },
  refuse: Refuse<Record<'before_invoice' | 'future_day', string>>,
): void {
  if (!day) return;
  if (day < invoicedOn) refuse('before_invoice', { number, day: invoicedOn });
  if (day > tx.today && day > invoicedOn) refuse('future_day', { day });
}

export const postCreditNoteHandler = implement(postCreditNote, async (tx, input, refuse) => {
  if (input.creditedOn && input.creditedOn > tx.today) refuse('future_day', { day: input.creditedOn });
  const { party, lines } = await freeLines(tx, input, refuse);
  const id = tx.newId();
  const [posted] = await namingLines(namedLines(input.lines), () =>
    postInvoices(tx, [
      {
        ...{ id, kind: 'credit_note', party: party.id, source: { entity: 'receivables.invoice', id } },
        invoicedOn: input.creditedOn ?? tx.today,
        currency: input.currency ?? party.currency ?? tx.currency,
        reference: input.reason,
        lines,
      },
    ]),
  );
  if (posted!.totalMinor === 0n) refuse('zero_credit');
  await stateCredit(tx, { party: party.id, baseMinor: posted!.baseMinor, reason: input.reason });
  return { creditNote: id, ...totalsOf(posted!) };
});

const totalsOf = ({ totalMinor, taxMinor, currency, postedOn }: PostedInvoice) => ({
  ...{ totalMinor, taxMinor, currency, postedOn },
});

/** States a credit with all that was credited to the customer within a day, so that no limit is passed in small parts. */
export async function stateCredit(tx: Tx, credit: { party: Id; baseMinor: bigint; reason: string }): Promise<void> {
  await lockParties(tx, [credit.party]);
  const [found] = await tx.sql<{ name: string; dayMinor: bigint }>`
    select p.name, coalesce(sum(i.base_minor), 0)::bigint as day_minor
    from parties.party p
    left join receivables.invoice i on i.company_id = p.company_id and i.party_id = p.id and i.kind = 'credit_note'
      and (i.event_id = ${tx.eventId} or exists (
        select from kernel.event e where e.company_id = i.company_id and e.id = i.event_id and e.at > ${tx.now}::timestamptz - interval '24 hours'))
    where p.company_id = ${tx.company} and p.id = ${credit.party} group by p.name`;
  tx.state({
    customer: found!.name,
    totalMinor: credit.baseMinor,
    customerDayMinor: found!.dayMinor,
    reason: credit.reason,
  });
}

const namedLines = (lines: readonly Dimensions[]) =>
  lines.map(({ costCentre, project }, index) => ({ where: `Line ${index + 1}`, costCentre, project }));

/** Lines that follow from no order, and whom they are for. */
async function freeLines(
  tx: Tx,
  input: Pick<Input<typeof postInvoice>, 'customer' | 'lines' | 'suppliedOn'>,
  refuse: Refuse<Record<'no_customer' | 'needs_text', string>>,
): Promise<{ party: CustomerFacts; lines: InvoiceLineDraft[] }> {
  const [parties, goods] = await Promise.all([
    customers(tx, [input.customer]),
    items(tx, [...new Set(input.lines.flatMap((line) => line.item ?? []))]),
    checkDimensions(tx, namedLines(input.lines)),
    refuseOutOfUse(
      tx,
      input.lines.flatMap(({ account }) => account ?? []),
    ),
  ]);
  const party = parties.get(input.customer);
  if (!party) return refuseCommon('not_found', { what: 'customer' });
  if (!party.isCustomer || !party.active) return refuse('no_customer', { customer: party.name });
  const lines = input.lines.map((line, index): InvoiceLineDraft => {
    const item = line.item ? goods.get(line.item) : undefined;
    if (line.item && !item) refuseCommon('not_found', { what: 'item' });
    const description = line.description || item?.name;
    if (!description) return refuse('needs_text', { position: index + 1 });
    return {
      description,
      quantity: line.quantity,
      unitPrice: line.unitPrice,
      discountPercent: line.discountPercent ?? '0',
      ...(item ? { item: item.id, unit: item.unit } : {}),
      ...(line.account
        ? { account: line.account }
        : { role: item?.kind === 'stocked' ? ('revenue' as const) : ('revenue_service' as const) }),
      ...(line.taxCodes ? { taxCodes: line.taxCodes } : {}),
      ...dimensionsOf(line),
      suppliedOn: line.suppliedOn ?? input.suppliedOn ?? null,
    };
  });
  return { party, lines };
}
