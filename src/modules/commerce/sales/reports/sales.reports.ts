import { z } from 'zod';
import { raw } from '#kernel/db/sql.ts';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

const Range = z.object({ from: v.Day.optional(), to: v.Day.optional() });
const FIRST = '0001-01-01';
const LAST = '9999-12-31';
const order = { entity: 'sales.sales_order', id: 'orderId' } as const;

export const openLines = answer(
  report('sales.open_lines', {
    label: 'Open order lines',
    about: 'What customers still wait for: ordered and not shipped, with what is reserved and what is missing.',
    permission: 'sales.order.read',
    params: z.object({
      customer: v.Ref('parties.party', { isCustomer: true }).optional(),
      item: v.Ref('catalog.item', { sold: true }).optional(),
      promisedTo: v.Day.optional(),
    }),
    columns: {
      number: { label: 'Order', type: 'code', drill: order },
      customer: { label: 'Customer', type: 'text' },
      promisedOn: { label: 'Promised', type: 'day' },
      item: { label: 'Item', type: 'text', drill: { entity: 'catalog.item', id: 'itemId' } },
      open: { label: 'Open', type: 'quantity' },
      reserved: { label: 'Reserved', type: 'quantity' },
      missing: { label: 'Missing', type: 'quantity', explain: 'Open less reserved: must be bought or made.' },
      state: { label: 'State', type: 'state' },
      orderId: { label: 'Order', type: 'reference', hidden: true },
      itemId: { label: 'Item', type: 'reference', hidden: true },
    },
  }),
  async (tx, { customer, item, promisedTo }) => ({
    rows: await tx.sql`
      select l.order_number as number, p.name as customer, l.promised_on, i.code || ' ' || i.name as item, l.open, l.reserved,
        l.missing, l.state, l.order_id, l.item_id
      from sales.v_order_line l
      join parties.party p on p.company_id = l.company_id and p.id = l.customer_id
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      where l.company_id = ${tx.company} and l.state in ('confirmed', 'on_hold') and l.open > 0
        and (${customer ?? null}::uuid is null or l.customer_id = ${customer ?? null}) and (${item ?? null}::uuid is null or l.item_id = ${item ?? null})
        and (l.promised_on is null or l.promised_on <= ${promisedTo ?? LAST})
      order by l.promised_on nulls last, number limit 2000`,
  }),
);

export const lateOrders = answer(
  report('sales.late_orders', {
    label: 'Late orders',
    about:
      'Orders promised for a day that has passed and not wholly shipped, and why: on hold, stock missing, or ready and not shipped.',
    permission: 'sales.order.read',
    params: z.object({ asOf: v.Day.optional() }),
    columns: {
      number: { label: 'Order', type: 'code', drill: order },
      customer: { label: 'Customer', type: 'text' },
      promisedOn: { label: 'Promised', type: 'day' },
      daysLate: { label: 'Days late', type: 'number' },
      openLines: { label: 'Lines open', type: 'number' },
      shortLines: {
        label: 'Lines short',
        type: 'number',
        explain: 'Lines whose reservation does not cover what is open.',
      },
      why: { label: 'Why', type: 'text' },
      orderId: { label: 'Order', type: 'reference', hidden: true },
    },
  }),
  async (tx, { asOf }) => ({
    rows: await tx.sql`
      select number, customer, promised_on, ${asOf ?? tx.today}::date - promised_on as days_late, open_lines, short_lines,
        case when state = 'on_hold' then 'On hold: ' || coalesce(hold_reason, '') when short_lines > 0 then 'Short of ' || short_items
          when picking then 'Being picked' else 'Ready to ship' end as why, order_id
      from (
        select o.number, p.name as customer, o.promised_on, o.state, o.hold_reason, o.id as order_id, count(*)::int as open_lines,
          count(*) filter (where l.missing > 0)::int as short_lines,
          string_agg(distinct i.code, ', ') filter (where l.missing > 0) as short_items,
          exists (select from sales.delivery d where d.company_id = o.company_id and d.order_id = o.id and d.state = 'picking') as picking
        from sales.sales_order o
        join sales.v_order_line l on l.company_id = o.company_id and l.order_id = o.id and l.open > 0
        join parties.party p on p.company_id = o.company_id and p.id = o.customer_id
        join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
        where o.company_id = ${tx.company} and o.state in ('confirmed', 'on_hold') and o.promised_on < ${asOf ?? tx.today}
        group by o.company_id, o.id, p.name
      ) late order by days_late desc, number limit 2000`,
  }),
);

const GROUPS = {
  month: { key: `to_char(x.posted_on, 'YYYY-MM')`, join: '', id: 'null::uuid' },
  customer: {
    key: 'p.name',
    join: 'join parties.party p on p.company_id = x.company_id and p.id = x.party_id',
    id: 'x.party_id',
  },
} as const;

export const salesBy = answer(
  report('sales.profit_by', {
    label: 'Profit by month or customer',
    about: 'Revenue less cost of goods sold as posted in the ledger, by month or customer.',
    permission: 'sales.margin.read',
    params: Range.extend({ by: z.enum(['month', 'customer']).default('month') }),
    columns: {
      name: { label: 'Name', type: 'text' },
      revenueMinor: {
        label: 'Revenue',
        type: 'money',
        total: true,
        explain: 'Credits less debits of the revenue accounts.',
      },
      costMinor: {
        label: 'Cost of goods sold',
        type: 'money',
        total: true,
        explain: 'Debits less credits of cost of goods sold.',
      },
      profitMinor: { label: 'Gross profit', type: 'money', total: true },
      marginPercent: { label: 'Margin', type: 'percent' },
      id: { label: 'Record', type: 'reference', hidden: true },
    },
    chart: { type: 'bar', x: 'name', y: ['revenueMinor', 'profitMinor'] },
  }),
  async (tx, { from, to, by }) => {
    const group = GROUPS[by];
    return {
      rows: await tx.sql`
        select name, id, revenue_minor, cost_minor, revenue_minor - cost_minor as profit_minor,
          case when revenue_minor <> 0 then round(100.0 * (revenue_minor - cost_minor) / revenue_minor, 1) end as margin_percent
        from (
          select ${raw(group.key)} as name, ${raw(group.id)} as id,
            coalesce(-sum(x.amount_minor) filter (where x.role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount')), 0)::bigint as revenue_minor,
            coalesce(sum(x.amount_minor) filter (where x.role = 'cogs'), 0)::bigint as cost_minor
          from ledger.v_line x ${raw(group.join)}
          where x.company_id = ${tx.company} and x.posted_on between ${from ?? FIRST} and ${to ?? LAST}
            and x.role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount', 'cogs')
          group by 1, 2
        ) sums order by ${raw(by === 'month' ? 'name' : 'profit_minor desc')} limit 1000`,
    };
  },
);

export const orderMargin = answer(
  report('sales.order_margin', {
    label: 'Order margin',
    about: 'What each order brought and what its goods cost, as posted; later cost corrections included.',
    permission: 'sales.margin.read',
    params: Range.extend({
      order: v.Ref('sales.sales_order').optional(),
      customer: v.Ref('parties.party', { isCustomer: true }).optional(),
    }),
    columns: {
      number: { label: 'Order', type: 'code', drill: order },
      customer: { label: 'Customer', type: 'text' },
      orderedOn: { label: 'Ordered', type: 'day' },
      revenueMinor: {
        label: 'Revenue',
        type: 'money',
        total: true,
        explain: 'Posted by the invoices and credit notes of the order.',
      },
      costMinor: {
        label: 'Cost',
        type: 'money',
        total: true,
        explain: 'Cost of goods sold by the deliveries and returns of the order.',
      },
      marginMinor: { label: 'Margin', type: 'money', total: true },
      marginPercent: { label: 'Margin %', type: 'percent' },
      orderId: { label: 'Order', type: 'reference', hidden: true },
    },
  }),
  async (tx, { from, to, order: one, customer }) => ({
    rows: await tx.sql`
      with wanted as (
        select o.id, o.number, o.ordered_on, o.customer_id from sales.sales_order o
        where o.company_id = ${tx.company} and o.state <> 'draft' and o.ordered_on between ${from ?? FIRST} and ${to ?? LAST}
          and (${one ?? null}::uuid is null or o.id = ${one ?? null}) and (${customer ?? null}::uuid is null or o.customer_id = ${customer ?? null})
        order by o.ordered_on desc, o.number desc limit 500
      ), sources as (
        select w.id as order_id, w.id as source_id from wanted w
        union all select w.id, d.id from wanted w join sales.delivery d on d.company_id = ${tx.company} and d.order_id = w.id
        union all select w.id, r.id from wanted w join sales.delivery d on d.company_id = ${tx.company} and d.order_id = w.id
          join sales.sales_return r on r.company_id = ${tx.company} and r.delivery_id = d.id
        union all select w.id, i.id from wanted w join receivables.v_invoice i on i.company_id = ${tx.company} and i.source_id = w.id
        union all select w.id, c.id from wanted w join receivables.v_invoice i on i.company_id = ${tx.company} and i.source_id = w.id
          join receivables.v_invoice c on c.company_id = ${tx.company} and c.credits_id = i.id
      )
      select w.number, p.name as customer, w.ordered_on, coalesce(m.revenue, 0)::bigint as revenue_minor, coalesce(m.cost, 0)::bigint as cost_minor,
        coalesce(m.revenue - m.cost, 0)::bigint as margin_minor, case when m.revenue <> 0 then round(100.0 * (m.revenue - m.cost) / m.revenue, 1) end as margin_percent,
        w.id as order_id
      from wanted w
      join parties.party p on p.company_id = ${tx.company} and p.id = w.customer_id
      left join lateral (
        select coalesce(-sum(x.amount_minor) filter (where x.role in ('revenue', 'revenue_service', 'freight_revenue', 'sales_discount')), 0) as revenue,
          coalesce(sum(x.amount_minor) filter (where x.role in ('cogs', 'stock_loss')), 0) as cost
        from sources s join ledger.v_line x on x.company_id = ${tx.company} and x.source_id = s.source_id where s.order_id = w.id
      ) m on true
      order by w.ordered_on desc, w.number desc`,
  }),
);
