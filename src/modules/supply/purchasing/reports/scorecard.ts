import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import * as v from '#kernel/values/schema.ts';

export const scorecard = answer(
  report('purchasing.scorecard', {
    label: 'Supplier scorecard',
    about:
      'How suppliers did in a span of days: on time, in full, rejected, price against the cheapest offer, days to confirm and to quote; with the standing this suggests.',
    permission: 'purchasing.price.read',
    params: z.object({
      supplier: v.Ref('parties.party', { isSupplier: true }).optional(),
      from: v.Day.optional(),
      to: v.Day.optional(),
    }),
    columns: {
      supplier: { label: 'Supplier', type: 'text', drill: { entity: 'parties.party', id: 'supplierId' } },
      lines: { label: 'Lines received', type: 'number', total: true },
      onTimePercent: {
        label: 'On time',
        type: 'percent',
        explain: 'Lines that came no later than the day asked for; what is overdue, in part or altogether, is late.',
      },
      inFullPercent: {
        label: 'In full',
        type: 'percent',
        explain: 'Lines of which just the quantity ordered was accepted and no surplus came.',
      },
      rejectedPercent: { label: 'Rejected', type: 'percent', explain: 'Rejected of what arrived.' },
      priceIndex: {
        label: 'Price index',
        type: 'percent',
        explain: 'What was paid in percent of the cheapest offer in force of all suppliers; 100 is the cheapest.',
      },
      responseDays: {
        label: 'Days to confirm',
        type: 'number',
        explain: 'From sending an order to its confirmation, on average.',
      },
      quoteDays: {
        label: 'Days to quote',
        type: 'number',
        explain: 'From asking for an offer to the answer, on average.',
        drill: {
          report: 'purchasing.awaited_quotations',
          params: { supplier: 'supplierId', answered: { value: true } },
        },
      },
      quotedPercent: {
        label: 'Answers requests',
        type: 'percent',
        explain: 'Answered, of the requests for an offer that were answered or due.',
      },
      spentMinor: {
        label: 'Received for',
        type: 'money',
        total: true,
        explain: 'What was agreed for accepted goods, in company currency.',
      },
      suggested: {
        label: 'Suggests',
        type: 'text',
        explain: 'Warn below 80 % on time or above 2 % rejected; block below 50 % or above 10 %; from ten lines on.',
      },
      standing: { label: 'Standing', type: 'text' },
      supplierId: { label: 'Supplier', type: 'reference', hidden: true },
    },
    chart: { type: 'bar', x: 'supplier', y: ['onTimePercent', 'inFullPercent'] },
  }),
  async (tx, { supplier, from, to }) => ({
    rows: await tx.sql`
      with line as (
        select o.supplier_id, l.id, l.quantity, l.expected_on, o.state in ('sent', 'confirmed') and l.quantity + l.replaced > l.received + l.cancelled and l.expected_on < ${tx.today} as overdue, l.unit_price, l.confirmed_price, o.currency, o.ordered_on, l.item_id,
          coalesce(max(r.received_on) filter (where r.received > 0), max(r.received_on)) as received_on, sum(coalesce(r.surplus, 0)) as surplus, sum(r.received) as received, sum(r.rejected) as rejected,
          sum(r.received * coalesce(l.confirmed_price, l.unit_price) * r.rate) as spent
        from purchasing.receipt_line r
        join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
        join purchasing.purchase_order o on o.company_id = l.company_id and o.id = l.order_id
        where r.company_id = ${tx.company} and r.received_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'}
          and (${supplier ?? null}::uuid is null or o.supplier_id = ${supplier ?? null})
        group by o.company_id, o.id, l.company_id, l.id
        union all
        -- Overdue, and nothing of it came.
        select o.supplier_id, l.id, l.quantity, l.expected_on, true, l.unit_price, l.confirmed_price, o.currency, o.ordered_on, l.item_id, null, 0, 0, 0, 0
        from purchasing.purchase_order o
        join purchasing.order_line l on l.company_id = o.company_id and l.order_id = o.id
        where o.company_id = ${tx.company} and o.state in ('sent', 'confirmed') and l.expected_on < ${tx.today} and l.received = 0 and l.cancelled < l.quantity
          and l.expected_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'} and (${supplier ?? null}::uuid is null or o.supplier_id = ${supplier ?? null})
          and not exists (
            select from purchasing.receipt_line r where r.company_id = l.company_id and r.order_line_id = l.id
              and r.received_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'})
      ), priced as (
        select line.*, m.best from line left join lateral (
          select min(p.unit_price) as best from purchasing.supplier_price p
          where p.company_id = ${tx.company} and p.item_id = line.item_id and p.currency = line.currency and p.active and p.from_quantity <= line.quantity
            and (p.from_day is null or p.from_day <= line.ordered_on) and (p.to_day is null or p.to_day >= line.ordered_on)
        ) m on true
      ), score as (
        select supplier_id, count(*)::int as lines,
          round(100.0 * count(*) filter (where expected_on is null or received_on <= expected_on and not overdue) / count(*), 1) as on_time,
          round(100.0 * count(*) filter (where received = quantity and surplus = 0) / count(*), 1) as in_full,
          round(1000000 * sum(rejected) / nullif(sum(received + rejected), 0))::int as ppm,
          round(100 * sum(quantity * coalesce(confirmed_price, unit_price)) filter (where best > 0 and received_on is not null) / nullif(sum(quantity * best) filter (where best > 0 and received_on is not null), 0), 1) as price_index,
          round(sum(spent) * 10::numeric ^ ${tx.digits}::int)::bigint as spent
        from priced group by supplier_id
      ), response as (
        select supplier_id, round(avg(extract(epoch from confirmed_at - sent_at) / 86400), 1) as days from purchasing.purchase_order
        where company_id = ${tx.company} and confirmed_at is not null and sent_at is not null
          and ordered_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'} group by supplier_id
      ), quote as (
        select supplier_id, round(avg(replied_on - asked_on), 1) as days,
          round(100.0 * count(replied_on) / nullif(count(*) filter (where replied_on is not null or reply_by < ${tx.today}), 0), 1) as answered
        from purchasing.v_quotation
        where company_id = ${tx.company} and request_state <> 'draft' and asked_on between ${from ?? '0001-01-01'} and ${to ?? '9999-12-31'} group by supplier_id
      )
      select p.name as supplier, s.lines, s.on_time as on_time_percent, s.in_full as in_full_percent, round(s.ppm / 10000.0, 2) as rejected_percent, s.price_index, r.days as response_days,
        q.days as quote_days, q.answered as quoted_percent,
        s.spent as spent_minor, case when s.lines < 10 then 'Too few lines' when s.on_time < 50 or s.ppm > 100000 then 'Block'
          when s.on_time < 80 or s.ppm > 20000 then 'Warn' else 'Good' end as suggested, t.standing, s.supplier_id
      from score s
      join parties.party p on p.company_id = ${tx.company} and p.id = s.supplier_id
      left join purchasing.supplier_standing t on t.company_id = ${tx.company} and t.supplier_id = s.supplier_id
      left join response r on r.supplier_id = s.supplier_id
      left join quote q on q.supplier_id = s.supplier_id
      order by s.spent desc, p.name limit 1000`,
  }),
);
