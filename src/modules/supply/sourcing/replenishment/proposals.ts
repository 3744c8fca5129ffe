import { type Policy, type Proposal, propose, type Situation } from '#engines/replenishment/propose.ts';
import type { ServiceLevel } from '#engines/replenishment/service-levels.ts';
import { type Timing, timing } from '#engines/replenishment/timing.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Day, daysBetween } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { offersFor, type PricedOffer } from '#modules/supply/purchasing/api.ts';
import { rankFor } from '../requisition/rank.ts';

/** Demand is measured over this many days at most, lead times over two years. */
const DEMAND_DAYS = 180;
const LEAD_DAYS = 730;

interface Row {
  item: Id;
  itemCode: string;
  itemName: string;
  unit: string;
  site: Id;
  siteCode: string;
  policy: Policy['kind'];
  minimum: Decimal | null;
  target: Decimal | null;
  lot: Decimal;
  reviewDays: number;
  coverDays: number;
  serviceLevel: ServiceLevel;
  onHand: Decimal;
  onOrder: Decimal;
  demand: Decimal;
  promisedOn: Day | null;
  demandMean: Decimal;
  demandVariance: Decimal;
  leadMean: Decimal | null;
  leadVariance: Decimal | null;
}

export interface Proposed extends Proposal, Timing {
  readonly item: Id;
  readonly itemCode: string;
  readonly itemName: string;
  readonly unit: string;
  readonly site: Id;
  readonly siteCode: string;
  readonly policy: Policy['kind'];
  readonly onHand: Decimal;
  readonly onOrder: Decimal;
  readonly demand: Decimal;
  readonly demandMean: Decimal;
  readonly leadMean: Decimal;
  readonly supplier: Id | null;
  readonly supplierName: string | null;
}

/**
 * What replenishment says of each bought, stocked item at a site that has a rule or of which more is promised than there is;
 * of the pairs named, if any are. Requisitions that are not ordered count as on order. A fixed number of statements.
 */
export async function proposals(
  tx: Tx,
  site: Id | null,
  pairs: readonly { item: Id; site: Id }[] | null,
): Promise<Proposed[]> {
  const rows = await situations(tx, site, pairs);
  const offers = await offersFor(
    tx,
    [...new Set(rows.map((row) => row.item))].map((item) => ({ key: item, item, quantity: '1' })),
  );
  const reckoned = rows.map((row) => {
    const usual = usualOffer(tx, offers.get(row.item) ?? []);
    // An order comes when the offer it would go to says, as the list of offers and the order itself say it.
    const leadDays = usual ? String(daysBetween(tx.today, usual.arrivesOn)) : (row.leadMean ?? '0');
    const leadMean = row.leadMean ?? String(usual?.quotedDays ?? 0);
    const situation: Situation = {
      ...row,
      leadMean,
      leadVariance: row.leadVariance ?? '0',
      minimum: usual?.minimum ?? '0',
      pack: usual?.pack ?? '0',
    };
    const proposed = propose(policyOf(row), situation);
    const { item, itemCode, itemName, unit, siteCode, policy, onHand, onOrder, demand, demandMean } = row;
    return {
      ...{
        item,
        itemCode,
        itemName,
        unit,
        site: row.site,
        siteCode,
        policy,
        onHand,
        onOrder,
        demand,
        demandMean,
        leadMean,
      },
      ...proposed,
      ...timing({ ...row, leadMean: leadDays, projected: proposed.projected }, tx.today),
      supplier: usual?.supplier ?? null,
      supplierName: usual?.name ?? null,
    };
  });
  return fromWhom(tx, reckoned, rows);
}

/** Whom an order of just that would go to, and when it would come from there: what the list of offers and the order say. */
async function fromWhom(tx: Tx, reckoned: readonly Proposed[], rows: readonly Row[]): Promise<Proposed[]> {
  const wanted = reckoned.filter(({ quantity }) => dec(quantity).gt(0));
  const keyOf = ({ item, site }: Proposed) => `${item} ${site}`;
  const offers = await offersFor(
    tx,
    wanted.map((one) => ({ key: keyOf(one), item: one.item, quantity: one.quantity })),
  );
  return reckoned.map((one, at) => {
    const mine = offers.get(keyOf(one)) ?? [];
    const [best] = rankFor(tx, one, mine);
    if (!best) return one;
    const leadMean = String(daysBetween(tx.today, best.arrivesOn));
    return {
      ...{ ...one, ...timing({ ...rows[at]!, leadMean, projected: one.projected }, tx.today) },
      ...{ supplier: best.supplier as Id, supplierName: mine.find(({ supplier }) => supplier === best.supplier)!.name },
    };
  });
}

/** The best offer for one: its lead time stands in while none is measured, its minimum and pack round what is proposed. */
function usualOffer(tx: Tx, offers: readonly PricedOffer[]): (PricedOffer & { arrivesOn: Day }) | undefined {
  const [best] = rankFor(tx, { quantity: '1' }, offers);
  const offer = offers.find(({ supplier }) => supplier === best?.supplier);
  return offer && { ...offer, arrivesOn: best!.arrivesOn };
}

function policyOf(row: Row): Policy {
  const { minimum, target, lot, reviewDays, coverDays, serviceLevel: service } = row;
  switch (row.policy) {
    case 'on_demand':
      return { kind: 'on_demand' };
    case 'min_max':
      return { kind: 'min_max', minimum, target, service, lot, coverDays };
    case 'reorder_point':
      return { kind: 'reorder_point', service, lot };
    case 'order_up_to':
      return { kind: 'order_up_to', service, reviewDays };
    case 'days_of_cover':
      return { kind: 'days_of_cover', service, coverDays };
  }
}

/** Stock, what is on its way, what is promised, and how demand and lead time were, by item and site. One statement. */
const situations = (
  tx: Tx,
  site: Id | null,
  pairs: readonly { item: Id; site: Id }[] | null,
): Promise<Row[]> => tx.sql<Row>`
  with promised as (
    select item_id, site_id, sum(open) as quantity, min(promised_on) as promised_on from sales.v_order_line
    where company_id = ${tx.company} and state in ('confirmed', 'on_hold') and stocked and open > 0 group by item_id, site_id
  ), coming as (
    select item_id, site_id, sum(quantity) as quantity from (
      -- What goes straight to a customer is on its way to where it was sold from.
      select l.item_id, coalesce(s.site_id, l.site_id) as site_id, case when l.state = 'draft' then l.quantity else l.open end as quantity
      from purchasing.v_order_line l
      left join sales.v_order_line s on l.direct and s.company_id = l.company_id and s.id = l.demand_id
      where l.company_id = ${tx.company} and l.state in ('draft', 'sent', 'confirmed')
      union all
      select l.item_id, r.site_id, l.quantity from sourcing.requisition r
      join sourcing.requisition_line l on l.company_id = r.company_id and l.requisition_id = r.id
      where r.company_id = ${tx.company} and r.state in ('submitted', 'approved') and l.order_id is null and not l.given_up
    ) c group by item_id, site_id
  ), pair as (
    select item_id, site_id from sourcing.replenishment_rule where company_id = ${tx.company} and active
    union
    select p.item_id, p.site_id from promised p
    left join coming c using (item_id, site_id)
    left join inventory.v_stock s on s.company_id = ${tx.company} and s.item_id = p.item_id and s.site_id = p.site_id
    where coalesce(s.on_hand, 0) + coalesce(c.quantity, 0) < p.quantity
  ), used as (
    select item_id, site_id, sum(quantity) as total, sum(quantity * quantity) as squares,
      greatest(least(${DEMAND_DAYS}::int, ${tx.today}::date - min(day)), 1) as days
    from (
      select m.item_id, m.site_id, m.effective_on as day, sum(m.quantity) as quantity from inventory.v_move m
      join pair using (item_id, site_id)
      where m.company_id = ${tx.company} and m.used
        and m.effective_on >= ${tx.today}::date - ${DEMAND_DAYS}::int and m.effective_on < ${tx.today}::date
      group by m.item_id, m.site_id, m.effective_on
    ) by_day group by item_id, site_id
  ), lead as (
    select r.item_id, avg(r.received_on - l.ordered_on) as mean, var_pop(r.received_on - l.ordered_on) as variance
    from purchasing.v_receipt_line r
    join purchasing.v_order_line l on l.company_id = r.company_id and l.id = r.order_line_id
    where r.company_id = ${tx.company} and r.received > 0 and r.item_id in (select item_id from pair) and r.received_on > ${tx.today}::date - ${LEAD_DAYS}::int
    group by r.item_id
  )
  select i.id as item, i.code as item_code, i.name as item_name, i.unit, pair.site_id as site, w.code as site_code,
    coalesce(x.policy, 'on_demand') as policy, x.minimum, x.target, coalesce(x.lot, 0) as lot,
    coalesce(x.review_days, 0) as review_days, coalesce(x.cover_days, 0) as cover_days, coalesce(x.service_level, '95') as service_level,
    coalesce(s.on_hand, 0) as on_hand, coalesce(c.quantity, 0) as on_order, coalesce(p.quantity, 0) as demand, p.promised_on,
    coalesce(round(u.total / u.days, 12), 0) as demand_mean,
    coalesce(round(greatest(u.squares / u.days - (u.total / u.days) ^ 2, 0), 12), 0) as demand_variance,
    round(lead.mean, 12) as lead_mean, round(lead.variance, 12) as lead_variance
  from pair
  join catalog.item i on i.company_id = ${tx.company} and i.id = pair.item_id and i.kind = 'stocked' and i.bought and i.active
  join organisation.site w on w.company_id = ${tx.company} and w.id = pair.site_id
  left join sourcing.replenishment_rule x on x.company_id = ${tx.company} and x.item_id = pair.item_id and x.site_id = pair.site_id and x.active
  left join inventory.v_stock s on s.company_id = ${tx.company} and s.item_id = pair.item_id and s.site_id = pair.site_id
  left join promised p on p.item_id = pair.item_id and p.site_id = pair.site_id
  left join coming c on c.item_id = pair.item_id and c.site_id = pair.site_id
  left join used u on u.item_id = pair.item_id and u.site_id = pair.site_id
  left join lead on lead.item_id = pair.item_id
  where (${site}::uuid is null or pair.site_id = ${site})
    and (${pairs === null}::boolean or (pair.item_id, pair.site_id) in (select item, site from ${table(pairs ?? [], { item: 'uuid', site: 'uuid' }, 'n')}))
  order by i.code, w.code`;
