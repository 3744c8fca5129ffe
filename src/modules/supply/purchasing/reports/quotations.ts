import { z } from 'zod';
import { compareOffers } from '#engines/sourcing/compare-offers.ts';
import { barredBy } from '#engines/sourcing/rank-offers.ts';
import { answer, report } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import * as v from '#kernel/values/schema.ts';
import { ratesOn } from '#modules/master/organisation/api.ts';
import { PRICE } from '../contract.ts';
import { blockedSuppliers } from '../order/prepare.ts';
import { sourcesOf } from '../source/sources.ts';

interface Row {
  key: string;
  line: Id;
  position: number;
  item: string;
  itemId: Id;
  quantity: Decimal;
  open: Decimal;
  unit: string;
  neededOn: Day | null;
  supplier: string;
  supplierId: Id;
  state: string;
  offer: Id | null;
  declined: boolean | null;
  unitPrice: Decimal | null;
  currency: string | null;
  extraPercent: Decimal;
  minimum: Decimal | null;
  arrivesOn: Day | null;
  validUntil: Day | null;
  awarded: Decimal;
}

export const comparison = answer(
  report('purchasing.quotation_comparison', {
    label: 'Offers compared',
    about:
      'The offers of a request line by line and supplier by supplier: what a unit costs here, when it comes, which is the cheapest and which the earliest, and why not the others.',
    permission: 'purchasing.quotation.read',
    params: z.object({ request: v.Ref('purchasing.quotation_request') }),
    columns: {
      position: { label: '#', type: 'number' },
      item: { label: 'Item', type: 'text', drill: { entity: 'catalog.item', id: 'itemId' } },
      quantity: { label: 'Asked for', type: 'quantity' },
      unit: { label: 'Unit', type: 'text' },
      neededOn: { label: 'Needed on', type: 'day' },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      state: { label: 'Answer', type: 'state' },
      unitPrice: {
        label: 'Price',
        type: 'price',
        right: PRICE,
        currency: 'currency',
        drill: { entity: 'purchasing.quotation_offer', id: 'offer' },
      },
      landed: {
        label: 'Unit cost here',
        type: 'price',
        right: PRICE,
        explain: 'Price with freight and duty, at the rate of today.',
      },
      arrivesOn: { label: 'Arrives', type: 'day', explain: 'As promised, or ordered today with the lead time.' },
      cheapest: { label: 'Cheapest', type: 'flag', right: PRICE },
      earliest: { label: 'Earliest', type: 'flag' },
      reason: { label: 'Why', type: 'text', right: PRICE },
      validUntil: { label: 'Holds until', type: 'day' },
      awarded: { label: 'Awarded', type: 'quantity' },
      open: { label: 'Open of the line', type: 'quantity' },
      currency: { label: 'Currency', type: 'code', hidden: true },
      offer: { label: 'Offer', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { request }) => {
    const found = await rowsOf(tx, request);
    const offered = found.filter((row) => row.unitPrice !== null);
    const [rates, blocked, sources] = await Promise.all([
      ratesOn(
        tx,
        offered.map((row) => ({ currency: row.currency!, day: tx.today })),
      ),
      blockedSuppliers(tx, [...new Set(found.map((row) => row.supplierId))]),
      sourcesOf(
        tx,
        offered.map((row) => ({ supplier: row.supplierId, item: row.itemId, day: tx.today })),
      ),
    ]);
    const marks = compareOffers(
      offered.map((row) => {
        const rate = rates.get(`${row.currency}/${tx.today}`);
        const reason = blocked.get(row.supplierId);
        const source = sources.get(`${row.supplierId}/${row.itemId}`) ?? null;
        return {
          ...{ key: row.key, line: row.line, quantity: row.quantity, needOn: row.neededOn, minimum: row.minimum! },
          ...{ arrivesOn: row.arrivesOn, validUntil: row.validUntil, extraPercent: row.extraPercent },
          unitCost: rate ? toDecimal(dec(row.unitPrice!).times(rate.rate)) : null,
          excluded: reason === undefined ? barredBy({ standing: null, source }) : `blocked: ${reason}`,
          note:
            source?.standing === 'conditional'
              ? ['approved on a condition', source.reason].filter(Boolean).join(': ')
              : null,
        };
      }),
      tx.today,
    );
    const rows = found.map(({ key, line: _, extraPercent: __, declined: ___, ...row }) => {
      const { landed = null, cheapest = false, earliest = false, reason = null } = marks.get(key) ?? {};
      return { ...row, landed, cheapest, earliest, reason };
    });
    rows.sort((a, b) => a.position - b.position || byCost(a.landed, b.landed) || a.supplier.localeCompare(b.supplier));
    return { rows };
  },
);

const byCost = (a: Decimal | null, b: Decimal | null): number =>
  a === null || b === null ? Number(a === null) - Number(b === null) : dec(a).cmp(b);

const rowsOf = (tx: Tx, request: Id) => tx.sql<Row>`
  select l.id || '/' || q.id as key, l.id as line, l.position, l.description as item, l.item_id, l.quantity, l.open, l.unit, l.needed_on, p.name as supplier,
    q.supplier_id, case when o.declined then 'declined' else q.state end as state, o.id as offer, o.declined, o.unit_price, q.currency, q.extra_percent, o.minimum,
    o.arrives_on, q.valid_until, coalesce(a.quantity, 0) as awarded
  from purchasing.v_quotation_line l
  join purchasing.quotation q on q.company_id = l.company_id and q.request_id = l.request_id
  join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id
  left join purchasing.v_quotation_offer o on o.company_id = q.company_id and o.quotation_id = q.id and o.line_id = l.id
  left join lateral (
    select sum(a.quantity) as quantity from purchasing.quotation_award a where a.company_id = o.company_id and a.offer_id = o.id
  ) a on true
  where l.company_id = ${tx.company} and l.request_id = ${request} limit 20000`;

export const awaitedQuotations = answer(
  report('purchasing.awaited_quotations', {
    label: 'Offers awaited',
    about:
      'Suppliers who were asked and have not answered, the longest due first; with those who answered late, if wanted.',
    permission: 'purchasing.quotation.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
      answered: z.boolean().default(false).describe('Also those who answered after the day.'),
    }),
    columns: {
      replyBy: { label: 'Reply by', type: 'day' },
      daysLate: {
        label: 'Days late',
        type: 'number',
        explain: 'From the day replies were due to the answer, or to today.',
      },
      number: { label: 'Request', type: 'code', drill: { entity: 'purchasing.quotation_request', id: 'requestId' } },
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      state: { label: 'Answer', type: 'state' },
      askedOn: { label: 'Asked', type: 'day' },
      repliedOn: { label: 'Answered', type: 'day' },
      days: { label: 'Days since asked', type: 'number' },
      requestId: { label: 'Request', type: 'reference', hidden: true },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
  }),
  async (tx, { supplier, answered }) => ({
    rows: await tx.sql`
      select q.reply_by, greatest(coalesce(q.replied_on, ${tx.today}::date) - q.reply_by, 0) as days_late, q.request_number as number, p.name as supplier, q.state,
        q.asked_on, q.replied_on, coalesce(q.replied_on, ${tx.today}::date) - q.asked_on as days, q.request_id, q.supplier_id
      from purchasing.v_quotation q
      join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id
      where q.company_id = ${tx.company} and (${supplier ?? null}::uuid is null or q.supplier_id = ${supplier ?? null})
        and (q.request_state = 'sent' and q.state = 'invited' or ${answered} and q.replied_on > q.reply_by)
      order by q.state <> 'invited', q.reply_by nulls last, number, p.name limit 5000`,
  }),
);
