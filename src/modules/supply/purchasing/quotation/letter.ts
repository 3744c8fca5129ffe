import { known, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import { showDay, showDecimal } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { correspondents } from '#modules/master/parties/api.ts';

interface Asked {
  /** That asked the supplier; null while the request is a draft. */
  eventId: Id | null;
  number: string;
  requestId: Id;
  supplierId: Id;
  supplier: string;
  askedOn: Day;
  replyBy: Day | null;
  site: string;
  owner: string;
  note: string | null;
}

interface Line {
  position: number;
  code: string;
  description: string;
  quantity: Decimal;
  unit: string;
  neededOn: Day | null;
}

/** The letter one supplier is asked by, as it was when it left: what, how much and when, without a word about the others. */
export const requestLetter = printed('purchasing.request_letter', {
  label: 'Request for quotation',
  entity: 'purchasing.quotation',
  permission: 'purchasing.quotation.read',
  load: async (tx, id) => {
    const [asked] = await askedOf(tx, id);
    if (!asked) return undefined;
    const [lines, letter] = await Promise.all([
      linesOf(tx, asked.requestId, asked.eventId),
      correspondents(tx, { party: asked.supplierId, kind: 'billing', event: asked.eventId }),
    ]);
    const facts = known([
      ['Date', showDay(asked.askedOn)],
      ['Supplier', asked.supplier],
      ['Reply by', asked.replyBy && showDay(asked.replyBy)],
      ['Deliver to', asked.site],
      ['Asked by', asked.owner],
    ]);
    return {
      file: `${asked.number}-${asked.supplier}`,
      data: {
        title: 'Request for quotation',
        number: asked.number,
        ...letter,
        facts,
        opening: 'Please let us have your offer for:',
        headings: ['#', 'Description', 'Quantity', 'Needed on', 'Your price', 'Your delivery'],
        lines: lines.map((line) => ({
          position: String(line.position),
          code: line.code,
          description: line.description,
          figures: [
            `${showDecimal(line.quantity)} ${line.unit}`,
            line.neededOn ? showDay(line.neededOn) : '',
            '________',
            '________',
          ],
        })),
        closing: [
          ...(asked.note ? [asked.note] : []),
          'Please name currency, least quantity and how long your offer holds.',
        ],
      },
    };
  },
});

const askedOf = (tx: Tx, id: Id) => tx.sql<Asked>`
  select e.event_id, r.number, q.request_id, q.supplier_id,
    kernel.as_of(p.company_id, 'parties.party', p.id, e.event_id, to_jsonb(p)) ->> 'code' as supplier, q.asked_on, r.reply_by,
    kernel.as_of(s.company_id, 'organisation.site', s.id, e.event_id, to_jsonb(s)) ->> 'name' as site, r.owner, r.note
  from purchasing.quotation q
  join purchasing.quotation_request r on r.company_id = q.company_id and r.id = q.request_id
  join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id
  join organisation.site s on s.company_id = r.company_id and s.id = r.site_id
  left join lateral (
    select max(x.event_id::text)::uuid as event_id from kernel.event_record x
    where x.company_id = q.company_id and x.record_id = q.id and x.after ->> 'askedOn' is not null and r.state <> 'draft'
  ) e on true
  where q.company_id = ${tx.company} and q.id = ${id}`;

const linesOf = (tx: Tx, request: Id, event: Id | null) => tx.sql<Line>`
  select l.position, kernel.as_of(i.company_id, 'catalog.item', i.id, ${event}, to_jsonb(i)) ->> 'code' as code, l.description, l.quantity, l.unit, l.needed_on
  from purchasing.quotation_line l join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
  where l.company_id = ${tx.company} and l.request_id = ${request} order by l.position`;
