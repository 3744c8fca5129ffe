import type { Move, Outcome } from '#engines/costing/types.ts';
import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Minor } from '#kernel/values/money.ts';
import { post } from '#modules/finance/ledger/api.ts';
import { markCounts, type PastDay } from '../count/overtaken.ts';
import { type Holds, heldByStock, saveHolds } from '../hold/holds.ts';
import { type Lots, saveLots } from '../lot/lots.ts';
import type { Stock } from '../stock/lock.ts';
import { settlePlaces } from '../stock/places.ts';
import { adjustStockDays } from '../stock/stock-days.ts';
import type { NewMove, Source } from './move.ts';
import type { OpenStock } from './open.ts';
import { type Posting, planPostings } from './posting.ts';

/** What the engine answered, and what of it is not about the new moves. */
export interface Costed {
  readonly outcome: Outcome;
  /** The document that made the past different. Absent: every entry belongs to a new move. */
  readonly cause?: Source;
  /** Other side of each earlier move the outcome may speak of. */
  readonly sides?: ReadonlyMap<Id, string>;
  /** Of receipts whose value changed: how much more each other side bears. */
  readonly receipts?: ReadonlyMap<Id, ReadonlyMap<string, Minor>>;
  /** Of receipts that were given another day: the one they left, where each side bears so much less. */
  readonly left?: ReadonlyMap<Id, Day>;
}

export interface Placed {
  readonly move: NewMove;
  readonly question: Move;
}

/** Part of a demand's reservation that its goods have used up. */
export interface Use {
  readonly demand: Id;
  readonly stock: Id;
  readonly used: Decimal;
  readonly left: Decimal;
}

export interface Writing {
  readonly open: Pick<OpenStock, 'stocks' | 'postingDays'>;
  readonly placed: readonly Placed[];
  readonly outcomes: readonly Costed[];
  readonly uses: readonly Use[];
  readonly lots: Lots;
  readonly holds: Holds;
  /** Days before today at which something is new or another. */
  readonly past: readonly PastDay[];
  /** What the ledger entries are called. */
  readonly text: string;
}

/** Writes moves, entries, layers, stock rows and the ledger: one statement a table, sent together. */
export async function writeMoves(tx: Tx, writing: Writing): Promise<void> {
  const { open, placed, outcomes, uses, lots } = writing;
  const posting = await planPostings(tx, writing);
  const byId = new Map([...open.stocks.values()].map((stock) => [stock.id, stock]));
  const results = outcomes.map(({ outcome }) => outcome);
  await Promise.all([
    placed.length > 0 ? insertMoves(tx, placed) : undefined,
    insertEntries(tx, posting),
    posting.shifts.length > 0 ? insertShifts(tx, posting) : undefined,
    saveLayers(tx, results),
    saveStock(tx, byId, results, writing),
    uses.length > 0 ? saveReservations(tx, uses) : undefined,
    adjustStockDays(tx, byId, posting.entries),
    posting.drafts.length > 0 ? postPlanned(tx, posting) : undefined,
  ]);
  await saveLots(tx, lots);
  await saveHolds(tx, writing.holds);
  await markCounts(tx, writing.past);
  await settlePlaces(
    tx,
    open.stocks,
    placed.map(({ move }) => move),
  );
}

/** A period may have closed since its days were read; then nothing of this batch stands and it is tried again. */
async function postPlanned(tx: Tx, { drafts, days }: Posting): Promise<void> {
  const planned = new Map(drafts.map((draft) => [draft.id, days.get(draft.effectiveOn)]));
  for (const { id, postedOn } of await post(tx, drafts, 'inventory'))
    if (planned.get(id) !== postedOn)
      throw Object.assign(new Error('A period was closed meanwhile.'), { code: '40001' });
}

const insertMoves = (tx: Tx, placed: readonly Placed[]): Promise<unknown> => {
  const rows = placed.map(({ move, question }) => ({
    id: move.id,
    stockId: (question as { keyId: Id }).keyId,
    kind: move.kind,
    quantity: move.quantity,
    valueMinor: move.valueMinor,
    unitMinor: move.unitMinor,
    fallbackMinor: question.fallbackMinor,
    parcelId: move.parcel,
    layerId: move.layer,
    unbilled: move.unbilled,
    otherSide: move.to,
    counterpart: move.counterpart,
    locationId: move.location,
    effectiveOn: move.effectiveOn,
    seq: question.seq,
    reason: move.reason,
    sourceEntity: move.source.entity,
    sourceId: move.source.id,
    lineId: move.line,
    demandId: move.demand,
  }));
  return tx.sql`
    insert into inventory.move (company_id, id, stock_id, kind, quantity, value_minor, unit_minor, fallback_minor, parcel_id, layer_id, unbilled,
      other_side, counterpart, location_id, effective_on, seq, reason, source_entity, source_id, line_id, demand_id,
      recorded_at, event_id)
    select ${tx.company}, id, stock_id, kind, quantity, value_minor, unit_minor, fallback_minor, parcel_id, layer_id, unbilled,
      other_side, counterpart, location_id, effective_on, seq, reason, source_entity, source_id, line_id, demand_id,
      ${tx.now}, ${tx.eventId}
    from ${table(rows, {
      id: 'uuid',
      stockId: 'uuid',
      kind: 'text',
      quantity: 'numeric',
      valueMinor: 'bigint',
      unitMinor: 'numeric',
      fallbackMinor: 'numeric',
      parcelId: 'uuid',
      layerId: 'uuid',
      unbilled: 'numeric',
      otherSide: 'text',
      counterpart: 'text',
      locationId: 'uuid',
      effectiveOn: 'date',
      seq: 'bigint',
      reason: 'text',
      sourceEntity: 'text',
      sourceId: 'uuid',
      lineId: 'uuid',
      demandId: 'uuid',
    })}`;
};

const insertEntries = (tx: Tx, { entries }: Posting): Promise<unknown> => tx.sql`
  insert into inventory.layer_entry (company_id, id, stock_id, layer_id, move_id, cause_id, kind, quantity, value_minor,
    effective_on, posted_on, ledger_entry_id, event_id)
  select ${tx.company}, id, key_id, layer_id, move_id, cause_id, kind, qty, value_minor,
    effective_on, posted_on, ledger_entry_id, ${tx.eventId}
  from ${table(entries, {
    id: 'uuid',
    keyId: 'uuid',
    layerId: 'uuid',
    moveId: 'uuid',
    causeId: 'uuid',
    kind: 'text',
    qty: 'numeric',
    valueMinor: 'bigint',
    effectiveOn: 'date',
    postedOn: 'date',
    ledgerEntryId: 'uuid',
  })}`;

const insertShifts = (tx: Tx, { shifts }: Posting): Promise<unknown> => tx.sql`
  insert into inventory.shift (company_id, id, stock_id, move_id, at_move_id, cause_id, role, other_side, value_minor,
    effective_on, posted_on, event_id)
  select ${tx.company}, id, key_id, move_id, at_move_id, cause_id, role, side, value_minor, effective_on, posted_on,
    ${tx.eventId}
  from ${table(shifts, {
    id: 'uuid',
    keyId: 'uuid',
    moveId: 'uuid',
    atMoveId: 'uuid',
    causeId: 'uuid',
    role: 'text',
    side: 'text',
    valueMinor: 'bigint',
    effectiveOn: 'date',
    postedOn: 'date',
  })}`;

const saveLayers = (tx: Tx, outcomes: readonly Outcome[]): Promise<unknown> => {
  const rows = outcomes.flatMap((outcome) =>
    outcome.layers.map((layer) => ({
      layerId: layer.layerId,
      stockId: layer.keyId,
      effectiveOn: layer.effectiveAt,
      seq: layer.seq,
      quantity: layer.qtyLeft,
      valueMinor: layer.valueLeft,
      ownerSide: layer.owner?.to,
      ownerRole: layer.owner?.role,
      ownerParcel: layer.owner?.parcelId,
    })),
  );
  return tx.sql`
    insert into inventory.layer_state (company_id, layer_id, stock_id, effective_on, seq, quantity, value_minor,
      owner_side, owner_role, owner_parcel)
    select ${tx.company}, layer_id, stock_id, effective_on, seq, quantity, value_minor, owner_side, owner_role, owner_parcel
    from ${table(rows, {
      layerId: 'uuid',
      stockId: 'uuid',
      effectiveOn: 'date',
      seq: 'bigint',
      quantity: 'numeric',
      valueMinor: 'bigint',
      ownerSide: 'text',
      ownerRole: 'text',
      ownerParcel: 'uuid',
    })}
    on conflict (company_id, layer_id) do update set quantity = excluded.quantity, value_minor = excluded.value_minor,
      effective_on = excluded.effective_on, seq = excluded.seq, owner_side = excluded.owner_side,
      owner_role = excluded.owner_role, owner_parcel = excluded.owner_parcel`;
};

/** Adds up what the entries did to each stock row; the last cost and position are the engine's. */
const saveStock = (
  tx: Tx,
  stocks: ReadonlyMap<Id, Stock>,
  outcomes: readonly Outcome[],
  { uses, lots, holds }: Pick<Writing, 'uses' | 'lots' | 'holds'>,
): Promise<unknown> => {
  const heldBack = [...lots.changes.filter(({ lot }) => lot.state !== 'released'), ...heldByStock(holds)];
  const quantities = new Map<Id, Big>();
  const values = new Map<Id, bigint>();
  for (const { entries } of outcomes)
    for (const { keyId, qty, valueMinor } of entries) {
      values.set(keyId, (values.get(keyId) ?? 0n) + valueMinor);
      if (qty !== '0') quantities.set(keyId, (quantities.get(keyId) ?? ZERO).plus(qty));
    }
  const states = new Map(outcomes.flatMap(({ keys }) => keys.map((key) => [key.keyId, key])));
  const touched = new Set([...values.keys(), ...states.keys(), ...uses.map((use) => use.stock)]);
  const rows = [...touched].map((id) => {
    const state = states.get(id);
    return {
      id,
      quantity: toDecimal(quantities.get(id) ?? ZERO),
      valueMinor: values.get(id) ?? 0n,
      released: toDecimal(sumDecimals(uses.filter((use) => use.stock === id).map((use) => use.used))),
      held: toDecimal(sumDecimals(heldBack.filter((change) => change.stock === id).map((change) => change.quantity))),
      standardMinor: stocks.get(id)?.method === 'standard' ? state?.standardMinor : null,
      // A key left without moves has no last cost any more, which is not the same as one that was not costed.
      costed: state !== undefined,
      lastCostQuantity: state?.lastCost?.qty,
      lastCostMinor: state?.lastCost?.valueMinor,
      lastOn: state?.lastAt?.effectiveAt,
      lastSeq: state?.lastAt?.seq,
    };
  });
  return tx.sql`
    update inventory.stock s set on_hand = s.on_hand + r.quantity, value_minor = s.value_minor + r.value_minor,
      reserved = s.reserved - r.released, held = s.held + r.held, standard_minor = coalesce(r.standard_minor, s.standard_minor),
      first_standard_minor = coalesce(s.first_standard_minor, r.standard_minor),
      last_cost_quantity = case when r.costed then r.last_cost_quantity else s.last_cost_quantity end,
      last_cost_minor = case when r.costed then r.last_cost_minor else s.last_cost_minor end,
      last_on = case when r.costed then r.last_on else s.last_on end,
      last_seq = case when r.costed then r.last_seq else s.last_seq end
    from ${table(rows, {
      id: 'uuid',
      quantity: 'numeric',
      valueMinor: 'bigint',
      released: 'numeric',
      held: 'numeric',
      standardMinor: 'numeric',
      costed: 'boolean',
      lastCostQuantity: 'numeric',
      lastCostMinor: 'bigint',
      lastOn: 'date',
      lastSeq: 'bigint',
    })}
    where s.company_id = ${tx.company} and s.id = r.id`;
};

const saveReservations = (tx: Tx, uses: readonly Use[]): Promise<unknown> =>
  Promise.all([
    tx.sql`
      delete from inventory.reservation t
      using ${table(
        uses.filter((use) => use.left === '0'),
        { demand: 'uuid', stock: 'uuid' },
      )}
      where t.company_id = ${tx.company} and t.demand_id = r.demand and t.stock_id = r.stock`,
    tx.sql`
      update inventory.reservation t set quantity = r.rest
      from ${table(
        uses.filter((use) => use.left !== '0').map(({ demand, stock, left }) => ({ demand, stock, rest: left })),
        { demand: 'uuid', stock: 'uuid', rest: 'numeric' },
      )}
      where t.company_id = ${tx.company} and t.demand_id = r.demand and t.stock_id = r.stock`,
  ]);
