import { z } from 'zod';
import { answer, type Row, report } from '#kernel/report.ts';
import { Ref } from '#kernel/values/schema.ts';

const days = (usual: number) => z.coerce.number().int().min(1).max(3_650).default(usual);

export const countsDue = answer(
  report('inventory.counts_due', {
    label: 'Counts due',
    about:
      'By site and class of value (A: 80 % of the value of a site, B: the next 15 %, C: the rest): how many items are due for a count, because none held them for so many days.',
    permission: 'inventory.stock.read',
    params: z.object({
      site: Ref('organisation.site').optional(),
      daysA: days(30),
      daysB: days(90),
      daysC: days(180),
    }),
    columns: {
      site: { label: 'Site', type: 'code', drill: { entity: 'organisation.site', id: 'siteId' } },
      class: { label: 'Class', type: 'text' },
      items: { label: 'Items', type: 'number', total: true },
      due: {
        label: 'Due',
        type: 'number',
        total: true,
        explain: 'In no count that was not cancelled for so many days.',
      },
      days: { label: 'Every (days)', type: 'number' },
      oldest: { label: 'Longest ago', type: 'day', explain: 'Empty when an item was never counted.' },
      siteId: { label: 'Site', type: 'reference', hidden: true },
    },
  }),
  async (tx, { site = null, daysA, daysB, daysC }) => ({
    rows: await tx.sql<Row>`
      with ranked as (
        select s.site_id, s.item_id, sum(s.value_minor) over w - s.value_minor as above, sum(s.value_minor) over (partition by s.site_id) as total
        from inventory.stock s
        where s.company_id = ${tx.company} and (${site}::uuid is null or s.site_id = ${site}::uuid) and s.on_hand <> 0
        window w as (partition by s.site_id order by s.value_minor desc, s.item_id)
      ), classed as (
        select *, case when above < total * 0.80 then 'A' when above < total * 0.95 then 'B' else 'C' end as class from ranked
      ), last as (
        select l.item_id, c.site_id, max(c.started_at) as at
        from inventory.stock_count c join inventory.count_line l on l.company_id = c.company_id and l.count_id = c.id
        where c.company_id = ${tx.company} and c.state <> 'cancelled' group by 1, 2
      ), every(class, days) as (values ('A', ${daysA}::int), ('B', ${daysB}::int), ('C', ${daysC}::int))
      select p.code as site, c.site_id, c.class, count(*)::int as items, e.days,
        (count(*) filter (where l.at is null or l.at <= ${tx.now}::timestamptz - make_interval(days => e.days)))::int as due,
        case when bool_and(l.at is not null) then min(l.at)::date end as oldest
      from classed c
      join every e on e.class = c.class
      join organisation.site p on p.company_id = ${tx.company} and p.id = c.site_id
      left join last l on l.item_id = c.item_id and l.site_id = c.site_id
      group by p.code, c.site_id, c.class, e.days order by p.code, c.class`,
  }),
);
