import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import { Ref } from '#kernel/values/schema.ts';
import { PRICE } from '#modules/supply/purchasing/contract.ts';

/** Names are compared as people write them: an owner may be named by hand. */
export const holds = answer(
  report('payables.holds', {
    label: 'Held bills to settle',
    about: 'Bills that are held, longest first: why, for how many days, and who has to settle it.',
    permission: 'payables.bill.read',
    params: z.object({ whose: z.enum(['mine', 'all']).default('mine') }),
    columns: {
      supplierNumber: {
        label: 'Supplier’s invoice number',
        type: 'text',
        drill: { entity: 'payables.held_bill', id: 'heldId' },
      },
      supplier: { label: 'Supplier', type: 'text' },
      totalMinor: { label: 'Total', type: 'money', currency: 'currency' },
      currency: { label: 'Currency', type: 'text' },
      why: { label: 'Why', type: 'text', right: PRICE },
      owner: { label: 'Who settles it', type: 'text' },
      daysHeld: { label: 'Days held', type: 'number' },
      heldId: { label: 'Held bill', type: 'reference', hidden: true },
    },
  }),
  async (tx, { whose }) => ({
    rows: await tx.sql`
      select h.id as held_id, h.supplier_number, p.name as supplier, h.total_minor, h.currency, h.why, h.owner,
        ${tx.today}::date - h.captured_at::date as days_held
      from payables.v_held_bill h join parties.party p on p.company_id = h.company_id and p.id = h.party_id
      where h.company_id = ${tx.company} and h.state = 'held' and (${whose} = 'all' or lower(trim(h.owner)) = lower(trim(${tx.actor.name})))
      order by h.captured_at, h.id limit 2000`,
  }),
);

/** The lines of a held bill as they were captured, each beside what was agreed and what came. */
export const heldLines = answer(
  report('payables.held_lines', {
    label: 'Lines of a held bill',
    about: 'What a held bill says line by line, beside what was agreed and received, and why a line does not fit.',
    permission: 'payables.bill.read',
    params: z.object({ held: Ref('payables.held_bill') }),
    columns: {
      position: { label: '#', type: 'number' },
      description: { label: 'What', type: 'text' },
      orderNumber: { label: 'Order', type: 'code', drill: { entity: 'purchasing.purchase_order', id: 'orderId' } },
      quantity: { label: 'Billed', type: 'quantity' },
      open: { label: 'To be billed', type: 'quantity', explain: 'Received, neither returned nor billed before.' },
      unitPrice: { label: 'Price', type: 'price', currency: 'currency' },
      agreedPrice: { label: 'Agreed', type: 'price', currency: 'currency', right: PRICE },
      why: { label: 'Does not fit because', type: 'text', right: PRICE },
      currency: { label: 'Currency', type: 'text', hidden: true },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      short: { label: 'Goods are missing', type: 'flag', hidden: true },
    },
  }),
  async (tx, { held }) => ({
    rows: await tx.sql`
      select l.position, coalesce(nullif(l.line ->> 'description', ''), r.description, o.description, i.name, c.label, a.name, 'Costs') as description,
        coalesce(r.order_number, o.order_number) as order_number, coalesce(r.order_id, o.order_id) as order_id,
        (l.line ->> 'quantity')::numeric as quantity, coalesce(r.open, o.open) as open, (l.line ->> 'unitPrice')::numeric as unit_price,
        coalesce(b.confirmed_price, b.unit_price) as agreed_price, h.currency, w.why, coalesce(w.short, false) as short
      from payables.held_bill h
      cross join lateral jsonb_array_elements(h.input -> 'lines') with ordinality l(line, position)
      left join purchasing.v_receipt_line r on r.company_id = h.company_id and r.id = (l.line ->> 'receiptLine')::uuid
      left join purchasing.v_order_line o on o.company_id = h.company_id and o.id = (l.line ->> 'orderLine')::uuid
      left join purchasing.order_line b on b.company_id = h.company_id and b.id = coalesce(r.order_line_id, o.id)
      left join catalog.item i on i.company_id = h.company_id and i.id = (l.line ->> 'item')::uuid
      left join purchasing.landed_cost c on c.company_id = h.company_id and c.id = (l.line ->> 'landedCost')::uuid
      left join ledger.account a on a.company_id = h.company_id and a.id = (l.line ->> 'account')::uuid
      left join lateral (
        select string_agg(e ->> 'text', '; ') as why, bool_or(e ->> 'code' = 'quantity') as short
        from jsonb_array_elements(h.holds) e where (e ->> 'position')::int = l.position
      ) w on true
      where h.company_id = ${tx.company} and h.id = ${held} order by l.position`,
  }),
);
