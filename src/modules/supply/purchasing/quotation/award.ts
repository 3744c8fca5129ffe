import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day, daysBetween } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { orderGoods } from '../order/place-order.ts';
import { awardQuotations } from './contract.ts';
import { type LockedRequest, lockRequests } from './lock.ts';

interface OpenLine {
  id: Id;
  position: number;
  itemId: Id;
  description: string;
  open: Decimal;
  costCentre: Id | null;
  project: Id | null;
}

interface Offered {
  id: Id;
  lineId: Id;
  supplierId: Id;
  supplier: string;
  declined: boolean;
  unitPrice: Decimal;
  minimum: Decimal;
  leadDays: number | null;
  promisedOn: Day | null;
  supplierItem: string | null;
  currency: string;
  validUntil: Day | null;
  reference: string | null;
}

interface Won {
  id: Id;
  offer: Offered;
  line: OpenLine;
  quantity: Decimal;
  /** What must be bought: the award, raised to the supplier's minimum. */
  ordered: Decimal;
  reason: string | null;
}

export default implement(awardQuotations, async (tx, { request: id, awards, keepPrices, send }, refuse) => {
  const [request] = await lockRequests(tx, [id], ['sent'], refuse);
  if (keepPrices && !tx.may('purchasing.price.write')) refuse('no_price_right');
  const [lines, offers] = await Promise.all([linesOf(tx, id), offersOf(tx, id)]);
  const won = choose(tx, awards, { lines, offers }, refuse);
  const orders = await placeAwards(tx, request!, won, send);
  const complete = lines.every((line) => dec(line.open).eq(0));
  const state = complete ? 'closed' : 'sent';
  await Promise.all([
    tx.sql`insert into purchasing.quotation_award (company_id, id, request_id, line_id, offer_id, quantity, ordered, order_id, awarded_on, reason)
      select ${tx.company}, id, ${id}, line, offer, quantity, ordered, order_id, ${tx.today}, reason
      from ${table(
        won.map(({ offer, line, ...row }) => ({
          ...row,
          offer: offer.id,
          line: line.id,
          orderId: orders.get(offer.supplierId)!.order,
        })),
        {
          id: 'uuid',
          line: 'uuid',
          offer: 'uuid',
          quantity: 'numeric',
          ordered: 'numeric',
          orderId: 'uuid',
          reason: 'text',
        },
      )}`,
    tx.sql`update purchasing.quotation_line l set awarded = l.quantity - r.open from ${table(lines, { id: 'uuid', open: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.id`,
    tx.sql`update purchasing.quotation_request set state = ${state} where company_id = ${tx.company} and id = ${id}`,
    ...(keepPrices ? [keep(tx, won)] : []),
  ]);
  const made = [...orders.values()];
  tx.record({
    entity: 'purchasing.quotation_request',
    id,
    before: { state: 'sent' },
    after: {
      state,
      orders: made.map((order) => order.number),
      awards: won.map(({ line, offer, quantity, reason }) => ({
        ...{ line: line.position, supplier: offer.supplier, quantity },
        ...(reason ? { reason } : {}),
      })),
    },
  });
  return { orders: made, state };
});

const linesOf = (tx: Tx, request: Id) => tx.sql<OpenLine>`
  select id, position, item_id, description, quantity - awarded as open, cost_centre_id as cost_centre, project_id as project
  from purchasing.quotation_line
  where company_id = ${tx.company} and request_id = ${request} order by position`;

const offersOf = (tx: Tx, request: Id) => tx.sql<Offered>`
  select o.id, o.line_id, q.supplier_id, p.name as supplier, o.declined, o.unit_price, o.minimum, o.lead_days, o.promised_on, o.supplier_item, q.currency,
    q.valid_until, q.reference
  from purchasing.quotation q
  join purchasing.quotation_offer o on o.company_id = q.company_id and o.quotation_id = q.id
  join parties.party p on p.company_id = q.company_id and p.id = q.supplier_id
  where q.company_id = ${tx.company} and q.request_id = ${request} and q.state = 'offered'`;

type Refusing = Refuse<
  Record<'no_such_offer' | 'declined' | 'offer_twice' | 'offer_expired' | 'more_than_asked', string>
>;

/** The awards with what they take from their lines, which then hold what is left. */
function choose(
  tx: Tx,
  awards: readonly { offer: Id; quantity?: Decimal | null | undefined; reason?: string | null | undefined }[],
  known: { lines: readonly OpenLine[]; offers: readonly Offered[] },
  refuse: Refusing,
): Won[] {
  const lines = new Map(known.lines.map((line) => [line.id, line]));
  const offers = new Map(known.offers.map((offer) => [offer.id, offer]));
  const seen = new Set<Id>();
  return awards.map((award) => {
    const offer = offers.get(award.offer);
    if (!offer) return refuse('no_such_offer');
    const line = lines.get(offer.lineId)!;
    const { supplier } = offer;
    if (seen.has(offer.id)) refuse('offer_twice', { supplier, position: line.position });
    if (offer.declined) refuse('declined', { supplier, position: line.position });
    if (offer.validUntil && offer.validUntil < tx.today) refuse('offer_expired', { supplier, day: offer.validUntil });
    const quantity = award.quantity ?? line.open;
    if (dec(quantity).lte(0) || dec(quantity).gt(line.open))
      refuse('more_than_asked', { position: line.position, open: line.open, quantity });
    seen.add(offer.id);
    line.open = toDecimal(dec(line.open).minus(quantity));
    const ordered = dec(quantity).lt(offer.minimum) ? offer.minimum : quantity;
    return { id: tx.newId(), offer, line, quantity, ordered, reason: award.reason ?? null };
  });
}

/** One order for each supplier, at the offered prices; answers it by supplier. */
async function placeAwards(tx: Tx, request: LockedRequest, won: readonly Won[], send: boolean) {
  const suppliers = [...new Set(won.map(({ offer }) => offer.supplierId))];
  const made = await orderGoods(
    tx,
    suppliers.map((supplier) => {
      const mine = won.filter(({ offer }) => offer.supplierId === supplier);
      return {
        ...{ supplier, site: request.siteId, begun: true, currency: mine[0]!.offer.currency },
        supplierReference: mine[0]!.offer.reference,
        lines: mine.map(({ offer, line, ordered }) => ({
          ...{ item: line.itemId, quantity: ordered, unitPrice: offer.unitPrice, description: line.description },
          expectedOn: offer.promisedOn ?? (offer.leadDays === null ? null : addDays(tx.today, offer.leadDays)),
          ...{ costCentre: line.costCentre, project: line.project },
          priceReason: { by: 'quotation', request: request.number, offer: offer.id },
        })),
      };
    }),
    send,
  );
  return new Map(suppliers.map((supplier, index) => [supplier, made[index]!]));
}

/** The won prices as supplier prices from today, as long as the offers hold. One of today is replaced. */
async function keep(tx: Tx, won: readonly Won[]): Promise<void> {
  const prices = new Map(won.map(({ offer, line }) => [`${offer.supplierId}/${line.itemId}`, { offer, line }]));
  const rows = [...prices.values()].map(({ offer, line }) => ({
    ...offer,
    id: tx.newId(),
    itemId: line.itemId,
    leadDays: offer.leadDays ?? Math.max(daysBetween(tx.today, offer.promisedOn ?? tx.today), 0),
  }));
  const kept = await tx.sql<{ id: Id; unitPrice: Decimal; minimum: Decimal }>`
    insert into purchasing.supplier_price (company_id, id, supplier_id, item_id, currency, from_quantity, unit_price, from_day, to_day, minimum, lead_days, supplier_item)
    select ${tx.company}, id, supplier_id, item_id, currency, 0, unit_price, ${tx.today}, valid_until, minimum, lead_days, supplier_item
    from ${table(rows, { id: 'uuid', supplierId: 'uuid', itemId: 'uuid', currency: 'text', unitPrice: 'numeric', validUntil: 'date', minimum: 'numeric', leadDays: 'int', supplierItem: 'text' })}
    on conflict (company_id, supplier_id, item_id, currency, from_quantity, from_day) do update set unit_price = excluded.unit_price, to_day = excluded.to_day,
      minimum = excluded.minimum, lead_days = excluded.lead_days, supplier_item = excluded.supplier_item, active = true
    returning id, unit_price, minimum`;
  tx.record(...kept.map(({ id, ...after }) => ({ entity: 'purchasing.supplier_price', id, after })));
}
