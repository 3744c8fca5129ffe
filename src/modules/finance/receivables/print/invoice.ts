import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import { showDay, showDecimal, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { correspondents } from '#modules/master/parties/api.ts';

interface Head {
  eventId: Id;
  number: string;
  kind: 'invoice' | 'credit_note';
  partyId: Id;
  code: string;
  taxId: string | null;
  billToId: Id | null;
  invoicedOn: Day;
  currency: string;
  digits: number;
  reference: string | null;
  terms: string | null;
  credits: string | null;
  netMinor: bigint;
  taxMinor: bigint;
  totalMinor: bigint;
  /** What one unit of its currency was worth in the company’s. */
  rate: Decimal;
}

interface Line {
  position: number;
  code: string | null;
  description: string;
  quantity: Decimal;
  unit: string | null;
  unitPrice: Decimal;
  discountPercent: Decimal;
  netMinor: bigint;
  suppliedOn: Day | null;
  deliveryNote: string | null;
}

interface Tax {
  name: string;
  note: string | null;
  rate: Decimal | null;
  kind: string | null;
  baseMinor: bigint;
  taxMinor: bigint;
  /** In the company’s currency. */
  taxBaseMinor: bigint;
}

/** The invoice or credit note as it was posted: printed again years later it says the same, whatever was renamed since. */
export const invoiceDocument = printed('receivables.invoice_document', {
  label: 'Invoice',
  entity: 'receivables.invoice',
  permission: 'receivables.invoice.read',
  load: async (tx, id) => {
    const [[head], lines, taxes, dues] = await Promise.all([
      headOf(tx, id),
      linesOf(tx, id),
      taxesOf(tx, id),
      duesOf(tx, id),
    ]);
    if (!head) return undefined;
    const letter = await correspondents(tx, {
      party: head.partyId,
      address: head.billToId,
      kind: 'billing',
      event: head.eventId,
    });
    const money = (amount: bigint) => showMoney(amount, head.digits);
    return {
      file: head.number,
      data: {
        title: head.kind === 'invoice' ? 'Invoice' : 'Credit note',
        number: head.number,
        ...letter,
        facts: facts(head, lines),
        headings: ['#', 'Description', 'Quantity', 'Price', 'Discount', `Net ${head.currency}`],
        lines: lines.map((line) => shownLine(line, head.digits, oneDay(lines))),
        totals: [
          ['Net', money(head.netMinor)],
          ...taxes.map((tax) => [taxText(tax, money), money(tax.taxMinor)] as const),
          ...taxInOwn(tx, head, taxes),
          [`Total ${head.currency}`, money(head.totalMinor)],
        ],
        closing: [...exemptions(taxes), ...closing(head, dues, money)],
      },
    };
  },
});

const headOf = (tx: Tx, id: Id) => tx.sql<Head>`
  select i.event_id, i.number, i.kind, i.party_id, party.content ->> 'code' as code, party.content ->> 'tax_id' as tax_id, i.bill_to_id, i.invoiced_on, i.currency,
    i.digits, i.reference, kernel.as_of(i.company_id, 'parties.terms', t.id, i.event_id, to_jsonb(t)) ->> 'name' as terms, c.number as credits,
    i.net_minor, i.tax_minor, i.total_minor, i.rate
  from receivables.invoice i
  join parties.party p on p.company_id = i.company_id and p.id = i.party_id
  cross join lateral (select kernel.as_of(p.company_id, 'parties.party', p.id, i.event_id, to_jsonb(p)) as content) party
  left join parties.terms t on t.company_id = i.company_id and t.id = i.terms_id
  left join receivables.invoice c on c.company_id = i.company_id and c.id = i.credits_id
  where i.company_id = ${tx.company} and i.id = ${id}`;

const linesOf = (tx: Tx, id: Id) => tx.sql<Line>`
  select l.position, kernel.as_of(g.company_id, 'catalog.item', g.id, l.event_id, to_jsonb(g)) ->> 'code' as code, l.description, l.quantity, l.unit, l.unit_price, l.discount_percent, l.net_minor, l.supplied_on,
    l.delivery_note
  from receivables.invoice_line l left join catalog.item g on g.company_id = l.company_id and g.id = l.item_id
  where l.company_id = ${tx.company} and l.invoice_id = ${id} order by l.position`;

const taxesOf = (tx: Tx, id: Id) => tx.sql<Tax>`
  select coalesce(code.content ->> 'name', 'Tax') as name, code.content ->> 'note' as note, code.content ->> 'kind' as kind, l.rate,
    abs(l.base_minor) as base_minor, abs(l.tax_minor) as tax_minor, abs(l.tax_base_minor) as tax_base_minor
  from tax.tax_line l left join tax.code c on c.company_id = l.company_id and c.id = l.code_id
  left join lateral (select kernel.as_of(c.company_id, 'tax.code', c.id, l.event_id, to_jsonb(c)) as content) code on true
  where l.company_id = ${tx.company} and l.document_id = ${id} order by l.id`;

/** The tax with its rate, as an invoice must state it (Directive 2006/112/EC, art. 226 no. 9). */
const taxText = (tax: Tax, money: (amount: bigint) => string): string => {
  const rate = tax.rate !== null && tax.kind === 'percent' ? ` ${showDecimal(tax.rate)} %` : '';
  return `${tax.name}${rate} on ${money(tax.baseMinor)}`;
};

/** The tax in the company’s currency too, with the rate it was converted at (art. 230). */
function taxInOwn({ currency, digits }: Tx, head: Head, taxes: readonly Tax[]): [string, string][] {
  if (head.currency === currency || head.taxMinor === 0n) return [];
  const taxMinor = sumMinor(taxes.map((tax) => tax.taxBaseMinor));
  return [[`Tax in ${currency} at ${showDecimal(head.rate)} for 1 ${head.currency}`, showMoney(taxMinor, digits)]];
}

/** Why no tax is charged (art. 226 no. 11). */
const exemptions = (taxes: readonly Tax[]): string[] => [
  ...new Set(taxes.flatMap((tax) => (tax.taxMinor === 0n && tax.note ? [tax.note] : []))),
];

interface Due {
  dueOn: Day;
  amountMinor: bigint;
  discountOn: Day | null;
  discountMinor: bigint;
}

const duesOf = (tx: Tx, id: Id) => tx.sql<Due>`
  select due_on, amount_minor, discount_on, discount_minor from receivables.open_item
  where company_id = ${tx.company} and document_id = ${id} and amount_minor > 0 order by due_on, id`;

/** The day all goods were supplied, when it is one (art. 226 no. 7); else the lines say theirs. */
const oneDay = (lines: readonly Line[]): Day | null => {
  const days = [...new Set(lines.map((line) => line.suppliedOn).filter((day) => day !== null))];
  return days.length === 1 ? days[0]! : null;
};

const facts = (head: Head, lines: readonly Line[]): [string, string][] =>
  known([
    ['Date', showDay(head.invoicedOn)],
    ['Supplied', suppliedText(head, lines)],
    ['Delivery note', [...new Set(lines.flatMap((line) => line.deliveryNote?.split(', ') ?? []))].join(', ')],
    ['Customer', head.code],
    ['Your tax id', head.taxId],
    ['Reference', head.reference],
    ['Credits', head.credits],
    ['Terms', head.kind === 'invoice' ? head.terms : null],
  ]);

function suppliedText(head: Head, lines: readonly Line[]): string | null {
  const day = oneDay(lines);
  if (day) return showDay(day);
  const none = head.kind === 'credit_note' || lines.some((line) => line.suppliedOn);
  return none ? null : showDay(head.invoicedOn);
}

const shownLine = (line: Line, digits: number, supplied: Day | null) => ({
  position: String(line.position),
  code:
    [line.code, !supplied && line.suppliedOn ? `supplied ${showDay(line.suppliedOn)}` : null]
      .filter(Boolean)
      .join(' · ') || null,
  description: line.description,
  figures: [
    `${showDecimal(line.quantity)} ${line.unit ?? ''}`.trim(),
    showDecimal(line.unitPrice, digits),
    dec(line.discountPercent).eq(0) ? '' : `${showDecimal(line.discountPercent)} %`,
    showMoney(line.netMinor, digits),
  ],
});

function closing(head: Head, dues: readonly Due[], money: (amount: bigint) => string): string[] {
  if (head.kind === 'credit_note') return ['We credit this amount to your account.'];
  return dues.flatMap((due) => [
    `${dues.length > 1 ? `${money(due.amountMinor)} ${head.currency} is` : 'Payment is'} due on ${showDay(due.dueOn)}.`,
    ...(due.discountOn && due.discountMinor > 0n
      ? [
          `Paid by ${showDay(due.discountOn)}, ${money(due.amountMinor - due.discountMinor)} ${head.currency} settles it.`,
        ]
      : []),
  ]);
}
