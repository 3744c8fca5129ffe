import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';
import { ageingRows, openRows, proposalRows, statementRows, withheldRows } from '#modules/finance/open-items/api.ts';
import { proposalColumns } from '#modules/finance/open-items/contract.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { supplierRules } from '../rule/supplier-rules.ts';
import { PAYABLE } from '../side.ts';

const READ = 'payables.bill.read';
const Supplier = v.Ref('parties.party', { isSupplier: true });
const AsOf = z.object({ asOf: v.Day.optional(), supplier: Supplier.optional() });
/** A bill, a credit or a payment: the row says which. */
const document = { entity: 'entity', id: 'documentId' } as const;
const entity = { label: 'Kind', type: 'code', hidden: true } as const;

const toItems = { report: 'payables.open_items', params: { supplier: 'partyId', asOf: { param: 'asOf' } } } as const;

export const ageing = answer(
  report('payables.ageing', {
    label: 'Payables by age',
    about:
      'What we owed at the end of a day, by how long it was overdue then; as it was on that day, whatever was paid since. Credits stand with what is not due.',
    permission: READ,
    params: AsOf,
    columns: {
      supplier: { label: 'Supplier', type: 'text', drill: toItems },
      totalMinor: { label: 'Total', type: 'money', total: true, drill: toItems },
      notDueMinor: { label: 'Not due', type: 'money', total: true },
      to30Minor: { label: '1–30 days', type: 'money', total: true },
      to60Minor: { label: '31–60 days', type: 'money', total: true },
      to90Minor: { label: '61–90 days', type: 'money', total: true },
      over90Minor: { label: 'Over 90 days', type: 'money', total: true },
      partyId: { label: 'Supplier', type: 'reference', hidden: true },
    },
    chart: { type: 'bar', x: 'supplier', y: ['notDueMinor', 'to30Minor', 'to60Minor', 'to90Minor', 'over90Minor'] },
  }),
  async (tx, { asOf, supplier }) => ({ rows: await ageingRows(tx, PAYABLE, asOf ?? tx.today, supplier) }),
);

export const openItems = answer(
  report('payables.open_items', {
    label: 'Open bills',
    about: 'Every bill, credit and payment to a supplier that was not settled at the end of a day.',
    permission: READ,
    params: AsOf,
    columns: {
      number: { label: 'Document', type: 'code', drill: document },
      supplierNumber: { label: 'Supplier’s invoice number', type: 'text' },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
      kind: { label: 'Kind', type: 'choice' },
      openedOn: { label: 'Date', type: 'day' },
      dueOn: { label: 'Due', type: 'day' },
      daysOverdue: { label: 'Days overdue', type: 'number' },
      currency: { label: 'Currency', type: 'text' },
      openMinor: { label: 'Open', type: 'money', currency: 'currency' },
      openBaseMinor: { label: 'Open in company currency', type: 'money', total: true },
      documentId: { label: 'Document', type: 'reference', hidden: true },
      entity,
      partyId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { asOf, supplier }) => ({ rows: await openRows(tx, PAYABLE, asOf ?? tx.today, supplier) }),
);

export const statementCheck = answer(
  report('payables.statement_check', {
    label: 'Check a supplier’s statement',
    about:
      'Compares a supplier’s statement, pasted line by line as number and open amount, with what we have: what agrees, differs, or one side does not know.',
    permission: READ,
    params: z.object({
      supplier: Supplier,
      statement: v.Note.default('').describe(
        'One bill a line: the supplier’s number, a semicolon or tab, the open amount.',
      ),
    }),
    columns: {
      supplierNumber: { label: 'Supplier’s invoice number', type: 'text', drill: document },
      theirs: { label: 'Supplier says', type: 'price' },
      ours: { label: 'We have open', type: 'price' },
      difference: { label: 'Difference', type: 'price' },
      finding: { label: 'Finding', type: 'text' },
      documentId: { label: 'Document', type: 'reference', hidden: true },
      entity,
    },
  }),
  async (tx, { supplier, statement }) => {
    const lines = statement.split('\n').filter((line) => line.trim() !== '');
    const read = lines.flatMap((line) => statementLine(line) ?? []);
    const unread = lines.filter((line) => !statementLine(line));
    const rows = await tx.sql`
      with theirs as (
        select r ->> 'number' as number, sum((r ->> 'amount')::numeric) as amount from jsonb_array_elements(${JSON.stringify(read)}::jsonb) r group by 1
      ), ours as (
        select coalesce(b.supplier_number, y.number, 'Adjustment') as number, x.document_id as id, y.id is not null as paid,
          sum(x.open_minor) / 10::numeric ^ min(c.digits) as amount
        from payables.open_item x
        join organisation.currency c on c.code = x.currency
        left join payables.bill b on b.company_id = x.company_id and b.id = x.document_id
        left join payables.payment y on y.company_id = x.company_id and y.id = x.document_id
        where x.company_id = ${tx.company} and x.party_id = ${supplier} and (b.id is not null or x.open_minor <> 0)
        group by 1, 2, 3
      )
      select coalesce(t.number, o.number) as supplier_number, t.amount as theirs, o.amount as ours, coalesce(t.amount, 0) - coalesce(o.amount, 0) as difference,
        case when o.id is null then 'We do not have it' when t.number is null and o.paid then 'Paid ahead, and not on the statement'
          when t.number is null then 'Not on the statement' when t.amount = o.amount then 'Agrees'
          when o.amount = 0 then 'We paid it' else 'Differs' end as finding, o.id as document_id,
        case when o.paid then 'payables.payment' else 'payables.bill' end as entity
      from theirs t full join ours o on payables.plain_number(o.number) = payables.plain_number(t.number)
      where t.number is not null or o.amount <> 0
      order by abs(coalesce(t.amount, 0) - coalesce(o.amount, 0)) desc, 1 limit 5000`;
    const none = { theirs: null, ours: null, difference: null, documentId: null, entity: null };
    return {
      rows: [...unread.map((line) => ({ supplierNumber: line.trim(), ...none, finding: 'Cannot be read' })), ...rows],
    };
  },
);

/** A number, a semicolon or tab, an amount; undefined for anything else. */
function statementLine(line: string): { number: string; amount: string } | undefined {
  const [, number, written] = /^\s*(.+?)\s*[;\t]\s*(-?[\d.,'  ]*\d)\s*$/.exec(line) ?? [];
  if (number === undefined || written === undefined) return undefined;
  const bare = written.replace(/['  ]/g, '');
  // Of point and comma the last one divides units from cents, unless three digits stand in each group behind it.
  const [, whole, cents = ''] = /^(-?[\d.,]*?)(?:[.,](\d{1,2}))?$/.exec(bare) ?? [];
  const amount = `${whole!.replace(/[.,]/g, '')}${cents && `.${cents}`}`;
  return /^-?\d{1,15}(\.\d{1,2})?$/.test(amount) ? { number, amount } : undefined;
}

export const withheld = answer(
  report('payables.withheld', {
    label: 'Tax withheld',
    about:
      'What was withheld from suppliers between two days and what of it was taken back, each on its own day and by code: what the account of withheld tax moved by. What a credit takes back has the code and the payment of what was withheld of its bill last.',
    permission: READ,
    params: z.object({ from: v.Day.optional(), to: v.Day.optional(), supplier: Supplier.optional() }),
    columns: {
      day: { label: 'Day', type: 'day' },
      code: { label: 'Code', type: 'code' },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
      payment: { label: 'Payment', type: 'code', drill: { entity: 'payables.payment', id: 'paymentId' } },
      withheldMinor: { label: 'Withheld', type: 'money', total: true },
      paymentId: { label: 'Payment', type: 'reference', hidden: true },
      partyId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier: party, ...days }) => {
    const rows = await withheldRows(tx, PAYABLE, { ...days, party });
    const codes = await tx.sql<{ id: Id; code: string }>`
      select id, code from payables.withholding where company_id = ${tx.company} and id = any(${rows.flatMap((row) => row.withholdingId ?? [])}::uuid[])`;
    const byId = new Map(codes.map(({ id, code }) => [id, code]));
    return {
      rows: rows.map(({ withholdingId, ...row }) => ({
        ...row,
        code: (withholdingId && byId.get(withholdingId)) ?? '',
      })),
    };
  },
);

export const statement = answer(
  report('payables.statement', {
    label: 'Supplier account',
    about: 'Everything that moved what we owe a supplier between two days, with the balance after each line.',
    permission: READ,
    params: z.object({ supplier: Supplier, from: v.Day.optional(), to: v.Day.optional() }),
    columns: {
      day: { label: 'Day', type: 'day' },
      number: { label: 'Document', type: 'code', drill: document },
      supplierNumber: { label: 'Supplier’s invoice number', type: 'text' },
      kind: { label: 'Kind', type: 'choice' },
      creditMinor: { label: 'Billed', type: 'money', total: true },
      debitMinor: { label: 'Paid or credited', type: 'money', total: true },
      balanceMinor: { label: 'Owed', type: 'money', explain: 'Everything before this line, and this line.' },
      documentId: { label: 'Document', type: 'reference', hidden: true },
      entity,
    },
  }),
  (tx, { supplier, from, to }) => statementRows(tx, PAYABLE, { party: supplier, from, to }),
);

export const settlementProposal = answer(
  report('payables.settlement_proposal', {
    label: 'What a payment would settle',
    about:
      'The open bills of a supplier with what a payment would settle of each and why: named in its reference, of just its amount, the oldest. Nothing is booked.',
    permission: READ,
    params: z.object({
      supplier: Supplier,
      amountMinor: v.Minor,
      currency: v.CurrencyCode.optional(),
      paidOn: v.Day.optional(),
      reference: z.string().max(120).optional(),
      withheldPercent: v.Share.optional(),
    }),
    columns: proposalColumns,
  }),
  async (tx, { supplier: party, currency, paidOn, withheldPercent, ...payment }) => {
    const [known, rules] = await Promise.all([suppliers(tx, [party]), supplierRules(tx, [party])]);
    const day = paidOn ?? tx.today;
    const percent = withheldPercent ?? rules.get(party)?.withheldPercent ?? '0';
    const about = { party, day, currency: currency ?? known.get(party)?.currency ?? tx.currency };
    return { rows: await proposalRows(tx, PAYABLE, { ...payment, ...about, withheldPercent: percent }) };
  },
);
