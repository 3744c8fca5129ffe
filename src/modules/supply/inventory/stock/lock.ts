import type { KeyState, Method } from '#engines/costing/types.ts';
import { part, table } from '#kernel/db/sql.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import { stockRefusals } from '../refusals.ts';

/** Sequence numbers one draw from the database sequence gives. */
export const SEQ_BLOCK = 100_000;

export interface Place {
  readonly item: Id;
  readonly site: Id;
}

export const placeOf = ({ item, site }: Place): string => `${item}/${site}`;

/** A stock row, held by this transaction, with what must be known of its item. */
export interface Stock extends Place {
  readonly id: Id;
  readonly itemCode: string;
  readonly siteCode: string;
  readonly method: Method;
  readonly allowNegative: boolean;
  readonly tracking: 'none' | 'lot' | 'serial';
  readonly shelfDays: number | null;
  /** Some of its receipts must be inspected. */
  readonly inspected: boolean;
  readonly onHand: Decimal;
  readonly reserved: Decimal;
  /** On hand but not to be promised or shipped. */
  readonly held: Decimal;
  readonly valueMinor: Minor;
  readonly placed: Decimal;
  readonly firstStandardMinor: Decimal | null;
  readonly standardMinor: Decimal | null;
  readonly fallbackMinor: Decimal | null;
  readonly lastCostQuantity: Decimal | null;
  readonly lastCostMinor: Minor | null;
  readonly lastOn: Day | null;
  readonly lastSeq: bigint | null;
  readonly snapshotOn: Day | null;
}

/**
 * Locks the stock rows of these places, in the order of item and site, and makes those that are missing. With `allSites`
 * it takes every row of the items: a correction may travel along transfers to any of them.
 * Refuses `not_stocked` for services and unknown items.
 */
export const lockStock = async (tx: Tx, places: readonly Place[], allSites = false): Promise<Map<string, Stock>> =>
  (await lockOrMake(tx, places, allSites)).stocks;

/** The same; `made` says that rows were missing, so that whatever was asked beside it was asked before the lock. */
export async function lockOrMake(
  tx: Tx,
  places: readonly Place[],
  allSites: boolean,
): Promise<{ stocks: Map<string, Stock>; made: boolean }> {
  const wanted = [...new Map(places.map((place) => [placeOf(place), place])).values()];
  if (wanted.length === 0) return { stocks: new Map(), made: false };
  let rows = await lockRows(tx, wanted, allSites);
  const missing = missingFrom(rows, wanted);
  if (missing.length > 0) {
    await openRows(tx, missing);
    rows = await lockRows(tx, wanted, allSites);
    const still = missingFrom(rows, wanted)[0];
    if (still) throw await notStocked(tx, still.item);
  }
  return { stocks: new Map(rows.map((row) => [placeOf(row), row])), made: missing.length > 0 };
}

const missingFrom = (rows: readonly Stock[], wanted: readonly Place[]): Place[] => {
  const found = new Set(rows.map(placeOf));
  return wanted.filter((place) => !found.has(placeOf(place)));
};

const lockRows = (tx: Tx, places: readonly Place[], allSites: boolean): Promise<Stock[]> => {
  const where = allSites
    ? part`s.item_id = any(${places.map((place) => place.item)}::uuid[])`
    : part`(s.item_id, s.site_id) in (select r.item, r.site from ${table(places, { item: 'uuid', site: 'uuid' })})`;
  return tx.sql<Stock>`
    select s.id, s.item_id as item, s.site_id as site, i.code as item_code, p.code as site_code, s.method,
      i.allow_negative, i.tracking, i.shelf_days,
      exists (select from inventory.inspection_rule n where n.company_id = s.company_id and n.item_id = s.item_id and n.active) as inspected,
      s.on_hand, s.reserved, s.held, s.value_minor, s.placed, s.first_standard_minor,
      coalesce(s.standard_minor, round(i.standard_cost * 10::numeric ^ ${tx.digits}::int, 9)) as standard_minor,
      round(i.standard_cost * 10::numeric ^ ${tx.digits}::int, 9) as fallback_minor,
      s.last_cost_quantity, s.last_cost_minor, s.last_on, s.last_seq, s.snapshot_on
    from inventory.stock s
    join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
    join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
    where s.company_id = ${tx.company} and ${where}
    order by s.item_id, s.site_id for no key update of s`;
};

/**
 * A row is made once for each item and site; the costing method it is born with stays. Pieces with serial numbers are each at
 * their own cost, unless the item is at standard or was costed otherwise before. The history of a row at standard begins with every
 * standard that was set before it, each on its day, so that goods recorded late meet the one of their day. The items are held, so that
 * none is set meanwhile.
 */
async function openRows(tx: Tx, places: readonly Place[]): Promise<void> {
  const rows = places.map((place) => ({ ...place, id: tx.newId() }));
  await tx.sql`
    select id from catalog.item where company_id = ${tx.company} and id = any(${rows.map(({ item }) => item)}::uuid[])
    order by id for share`;
  await tx.sql`
    with standard as materialized (
      select d.*, nextval('inventory.move_seq') * ${SEQ_BLOCK}::bigint as seq from (
        select r.id as stock_id, c.id, c.effective_on, round(c.unit_cost * 10::numeric ^ ${tx.digits}::int, 9) as minor
        from ${table(rows, { id: 'uuid', item: 'uuid', site: 'uuid' })}
        join inventory.standard_cost c on c.company_id = ${tx.company} and c.item_id = r.item
        order by r.item, r.site, c.effective_on, c.id
      ) d
    ), made as (
      insert into inventory.stock (company_id, id, item_id, site_id, method, first_standard_minor, standard_minor, last_on, last_seq)
      select ${tx.company}, r.id, i.id, r.site,
        case when i.tracking <> 'serial' or i.costing_method = 'standard' then i.costing_method
          else coalesce(o.method, 'specific') end,
        coalesce(c.minor, first.minor), coalesce(last.minor, c.minor), last.effective_on, last.seq
      from ${table(rows, { id: 'uuid', item: 'uuid', site: 'uuid' })}
      join catalog.item i on i.company_id = ${tx.company} and i.id = r.item and i.kind = 'stocked'
      left join lateral (
        select s.method from inventory.stock s
        where s.company_id = i.company_id and s.item_id = i.id and s.last_on is not null limit 1
      ) o on i.tracking = 'serial'
      left join lateral (
        select round(i.standard_cost * 10::numeric ^ ${tx.digits}::int, 9) as minor
      ) c on i.costing_method = 'standard'
      left join lateral (
        select minor from standard where stock_id = r.id order by seq limit 1
      ) first on i.costing_method = 'standard'
      left join lateral (
        select minor, effective_on, seq from standard where stock_id = r.id order by seq desc limit 1
      ) last on i.costing_method = 'standard'
      order by r.item, r.site
      on conflict (company_id, item_id, site_id) do nothing
      returning id, method
    )
    insert into inventory.move (company_id, id, stock_id, kind, quantity, unit_minor, other_side, counterpart, effective_on, seq,
      source_entity, source_id, recorded_at, event_id)
    select ${tx.company}, gen_random_uuid(), n.id, 'revalue', 0, d.minor, 'stock_adjustment', 'loss', d.effective_on, d.seq,
      'inventory.standard_cost', d.id, ${tx.now}, ${tx.eventId}
    from made n join standard d on d.stock_id = n.id where n.method = 'standard'`;
}

/** Why an item has no stock: it is none that is kept, or there is none like it. */
export async function notStocked(tx: Tx, item: Id): Promise<Refusal> {
  const [row] = await tx.sql<{ code: string }>`
    select code from catalog.item where company_id = ${tx.company} and id = ${item}`;
  return row ? stockRefusal('not_stocked', { item: row.code }) : refuseCommon('not_found', { what: 'item' });
}

/** A refusal any operation may give whose contract spreads `stockRefusals`. */
export const stockRefusal = (code: keyof typeof stockRefusals, details: Record<string, unknown>): Refusal =>
  new Refusal(code, stockRefusals[code], details);

/** The costing engine's view of a stock row, without its layers. */
export const keyStateOf = (stock: Stock): KeyState => ({
  keyId: stock.id,
  method: stock.method,
  allowNegative: stock.allowNegative,
  layers: [],
  standardMinor: stock.method === 'standard' ? stock.standardMinor : null,
  lastCost:
    stock.lastCostQuantity === null ? null : { qty: stock.lastCostQuantity, valueMinor: stock.lastCostMinor ?? 0n },
  lastAt: stock.lastOn === null ? null : { effectiveAt: stock.lastOn, seq: Number(stock.lastSeq) },
});
