import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { declineQuotation, recordQuotation } from './contract.ts';
import { type LockedQuotation, lockQuotation } from './lock.ts';

export const recordHandler = implement(recordQuotation, async (tx, input, refuse) => {
  const quotation = await lockQuotation(tx, input.quotation, refuse);
  const repliedOn = replyDay(tx, quotation, input.repliedOn, refuse);
  const [facts, asked, won] = await Promise.all([
    suppliers(tx, [quotation.supplierId]),
    tx.sql<{ id: Id; position: number }>`select id, position from purchasing.quotation_line
      where company_id = ${tx.company} and request_id = ${quotation.requestId} order by position`,
    tx.sql`select from purchasing.quotation_award a join purchasing.quotation_offer o on o.company_id = a.company_id and o.id = a.offer_id
      where a.company_id = ${tx.company} and o.quotation_id = ${quotation.id} limit 1`,
  ]);
  if (won.length > 0) refuse('awarded_already');
  const given = new Map(input.lines.map((line) => [line.line, line]));
  const positions = new Map(asked.map((line) => [line.id, line.position]));
  for (const [index, { line, declined, unitPrice }] of input.lines.entries()) {
    const position = positions.get(line);
    if (position === undefined) refuse('no_line');
    if (input.lines.findIndex((other) => other.line === line) < index) refuse('line_twice', { position });
    if (!declined && unitPrice == null) refuse('price_missing', { position });
  }
  const rows = asked.map(({ id: line }) => offerRow(tx, line, given.get(line)));
  const currency = input.currency ?? facts.get(quotation.supplierId)!.currency ?? tx.currency;
  const [, offers] = await Promise.all([
    tx.sql`update purchasing.quotation set state = 'offered', replied_on = ${repliedOn}, reference = ${input.reference ?? null}, currency = ${currency},
        valid_until = ${input.validUntil ?? null}, extra_percent = ${input.extraPercent}, reason = null
      where company_id = ${tx.company} and id = ${quotation.id}`,
    tx.sql<{ id: Id; lineId: Id }>`
      insert into purchasing.quotation_offer as o (company_id, id, quotation_id, line_id, declined, unit_price, minimum, lead_days, promised_on, supplier_item)
      select ${tx.company}, id, ${quotation.id}, line, declined, unit_price, minimum, lead_days, promised_on, supplier_item
      from ${table(rows, { id: 'uuid', line: 'uuid', declined: 'boolean', unitPrice: 'numeric', minimum: 'numeric', leadDays: 'int', promisedOn: 'date', supplierItem: 'text' })}
      on conflict (company_id, quotation_id, line_id) do update set declined = excluded.declined, unit_price = excluded.unit_price, minimum = excluded.minimum,
        lead_days = excluded.lead_days, promised_on = excluded.promised_on, supplier_item = excluded.supplier_item
      returning o.id, o.line_id`,
  ]);
  tx.record({
    entity: 'purchasing.quotation',
    id: quotation.id,
    before: { state: quotation.state },
    after: { state: 'offered', currency, validUntil: input.validUntil ?? null, lines: input.lines },
  });
  const byLine = new Map(offers.map((offer) => [offer.lineId, offer.id]));
  return { quotation: quotation.id, offers: input.lines.map((line) => byLine.get(line.line)!) };
});

export const declineHandler = implement(declineQuotation, async (tx, input, refuse) => {
  const quotation = await lockQuotation(tx, input.quotation, refuse);
  if (quotation.state === 'offered') refuse('offered_already');
  const repliedOn = replyDay(tx, quotation, input.repliedOn, refuse);
  const reason = input.reason ?? null;
  await tx.sql`update purchasing.quotation set state = 'declined', replied_on = ${repliedOn}, reason = ${reason}
    where company_id = ${tx.company} and id = ${quotation.id}`;
  const entity = 'purchasing.quotation';
  const before = { state: quotation.state };
  tx.record({ entity, id: quotation.id, before, after: { state: 'declined', reason } });
  return { quotation: quotation.id };
});

function replyDay(
  tx: Tx,
  { askedOn }: LockedQuotation,
  given: Day | null | undefined,
  refuse: Refuse<Record<'day_before' | 'future_day', string>>,
): Day {
  const day = given ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  if (day < askedOn) refuse('day_before', { day, asked: askedOn });
  return day;
}

type Given = Input<typeof recordQuotation>['lines'][number];

/** A line the supplier says nothing about is not offered. */
const offerRow = (tx: Tx, line: Id, given: Given | undefined) => {
  const declined = given === undefined || given.declined;
  return {
    ...{ id: tx.newId(), line, declined },
    unitPrice: declined ? null : given.unitPrice!,
    minimum: declined ? '0' : given.minimum,
    leadDays: declined ? null : (given.leadDays ?? null),
    promisedOn: declined ? null : (given.promisedOn ?? null),
    supplierItem: given?.supplierItem ?? null,
  };
};
