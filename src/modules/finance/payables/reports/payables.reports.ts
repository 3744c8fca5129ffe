import { z } from 'zod';
import { part } from '#kernel/db/sql.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import * as v from '#kernel/values/schema.ts';

const READ = 'payables.bill.read';
const Supplier = v.Ref('parties.party', { isSupplier: true });
const AsOf = z.object({ asOf: v.Day.optional(), supplier: Supplier.optional() });
/** A bill, a credit or a payment: the row says which. */
const document = { entity: 'entity', id: 'documentId' } as const;
const entity = { label: 'Kind', type: 'code', hidden: true } as const;

/** Items as they stood at the end of `asOf`: what was opened until then, less what was matched until then. */
const itemsAsOf = (tx: Tx, asOf: Day, supplier: string | undefined) => part`(
  select x.id, x.party_id, x.kind, x.document_id, x.opened_on, x.due_on, x.currency, x.amount_minor - coalesce(m.amount, 0) as open_minor,
    x.base_minor - coalesce(m.base, 0) as open_base_minor
  from payables.open_item x
  left join lateral (
    select sum(case when m.owed_id = x.id then m.amount_minor else -m.amount_minor end) as amount,
      sum(case when m.owed_id = x.id then m.owed_base_minor else -m.credit_base_minor end) as base
    from payables.match m where m.company_id = x.company_id and (m.owed_id = x.id or m.credit_id = x.id) and m.matched_on <= ${asOf}
  ) m on true
  where x.company_id = ${tx.company} and x.opened_on <= ${asOf} and (${supplier ?? null}::uuid is null or x.party_id = ${supplier ?? null})
    and (x.open_minor <> 0 or exists (
      select from payables.match l where l.company_id = x.company_id and (l.owed_id = x.id or l.credit_id = x.id) and l.matched_on > ${asOf}))
) as item`;

const toItems = { report: 'payables.open_items', params: { supplier: 'partyId', asOf: { param: 'asOf' } } } as const;

export const ageing = answer(
  report('payables.ageing', {
    label: 'Payables by age',
    about:
      'What we owed at the end of a day, by how long it was overdue then; as it was on that day, whatever was paid since.',
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
  async (tx, { asOf, supplier }) => {
    const day = asOf ?? tx.today;
    return {
      rows: await tx.sql`
        select p.name as supplier, p.id as party_id, sum(open_base_minor)::bigint as total_minor,
          coalesce(sum(open_base_minor) filter (where due_on >= ${day}), 0)::bigint as not_due_minor,
          coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 1 and 30), 0)::bigint as to30_minor,
          coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 31 and 60), 0)::bigint as to60_minor,
          coalesce(sum(open_base_minor) filter (where ${day}::date - due_on between 61 and 90), 0)::bigint as to90_minor,
          coalesce(sum(open_base_minor) filter (where ${day}::date - due_on > 90), 0)::bigint as over90_minor
        from ${itemsAsOf(tx, day, supplier)} join parties.party p on p.company_id = ${tx.company} and p.id = item.party_id
        where open_minor <> 0 group by p.id, p.name order by total_minor desc limit 2000`,
    };
  },
);

export const openItems = answer(
  report('payables.open_items', {
    label: 'Open bills',
    about: 'Every bill, credit and payment to a supplier that was not settled at the end of a day.',
    permission: READ,
    params: AsOf,
    columns: {
      number: { label: 'Document', type: 'code', drill: document },
      supplierNumber: { label: 'Supplier’s number', type: 'text' },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
      kind: { label: 'Kind', type: 'text' },
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
  async (tx, { asOf, supplier }) => {
    const day = asOf ?? tx.today;
    return {
      rows: await tx.sql`
        select coalesce(b.number, y.number, 'Adjustment') as number, b.supplier_number, p.name as supplier, item.kind, item.opened_on, item.due_on,
          greatest(${day}::date - item.due_on, 0) as days_overdue, item.currency, item.open_minor::bigint as open_minor,
          item.open_base_minor::bigint as open_base_minor, item.document_id, item.party_id,
          case when y.id is null then 'payables.bill' else 'payables.payment' end as entity
        from ${itemsAsOf(tx, day, supplier)}
        join parties.party p on p.company_id = ${tx.company} and p.id = item.party_id
        left join payables.bill b on b.company_id = ${tx.company} and b.id = item.document_id
        left join payables.payment y on y.company_id = ${tx.company} and y.id = item.document_id
        where item.open_minor <> 0 order by item.due_on, number limit 5000`,
    };
  },
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
      supplierNumber: { label: 'Supplier’s number', type: 'text', drill: document },
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
    about: 'What was withheld from suppliers between two days, by code: what is owed to the tax office.',
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
  async (tx, { from, to, supplier }) => ({
    rows: await tx.sql`
      select a.adjusted_on as day, coalesce(w.code, '') as code, p.name as supplier, y.number as payment, sum(a.base_minor)::bigint as withheld_minor,
        a.payment_id, a.party_id
      from payables.adjustment a
      join parties.party p on p.company_id = a.company_id and p.id = a.party_id
      join payables.payment y on y.company_id = a.company_id and y.id = a.payment_id
      left join payables.withholding w on w.company_id = a.company_id and w.id = a.withholding_id
      where a.company_id = ${tx.company} and a.kind = 'withholding' and (${supplier ?? null}::uuid is null or a.party_id = ${supplier ?? null})
        and a.adjusted_on between ${from ?? '0001-01-01'} and ${to ?? tx.today}
        and not exists (select from payables.open_item x where x.company_id = a.company_id and x.document_id = a.id and x.amount_minor > 0)
      group by 1, 2, 3, 4, 6, 7 order by 1, 2, 3, 5 desc, 4 limit 5000`,
  }),
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
      supplierNumber: { label: 'Supplier’s number', type: 'text' },
      kind: { label: 'Kind', type: 'text' },
      creditMinor: { label: 'Billed', type: 'money', total: true },
      debitMinor: { label: 'Paid or credited', type: 'money', total: true },
      balanceMinor: { label: 'Owed', type: 'money', explain: 'Everything before this line, and this line.' },
      documentId: { label: 'Document', type: 'reference', hidden: true },
      entity,
    },
  }),
  async (tx, { supplier, from, to }) => {
    const rows = await tx.sql`
      select * from (
        select l.posted_on as day, coalesce(b.number, y.number, '') as number, b.supplier_number,
          case l.source_entity when 'payables.bill' then coalesce(b.kind, 'bill') when 'payables.payment' then 'payment'
            when 'payables.match' then 'exchange difference' else 'adjustment' end as kind,
          greatest(-l.amount_minor, 0)::bigint as credit_minor, greatest(l.amount_minor, 0)::bigint as debit_minor,
          (-sum(l.amount_minor) over (order by l.posted_on, l.id))::bigint as balance_minor, l.source_id as document_id, l.source_entity as entity, l.id
        from ledger.v_line l
        left join payables.bill b on b.company_id = l.company_id and b.id = l.source_id
        left join payables.payment y on y.company_id = l.company_id and y.id = l.source_id
        where l.company_id = ${tx.company} and l.role = 'payable' and l.party_id = ${supplier} and l.posted_on <= ${to ?? '9999-12-31'}
      ) moved where day >= ${from ?? '0001-01-01'} order by day, id limit 5000`;
    return { rows: rows.map(({ id: _, ...row }) => row) };
  },
);
