import type { Entry, Flow } from '#engines/costing/types.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import { type EntryDraft, type LineDraft, postingDays } from '#modules/finance/ledger/api.ts';
import { stockRefusal } from '../stock/lock.ts';
import type { NewMove, Source } from './move.ts';
import { readSide, sideLike } from './side.ts';
import type { Costed, Writing } from './write.ts';

interface Dated {
  readonly id: Id;
  readonly postedOn: Day;
}
export interface PostedEntryRow extends Entry, Dated {
  readonly ledgerEntryId: Id | null;
}
export interface ShiftRow extends Dated {
  readonly keyId: Id;
  readonly moveId: Id;
  readonly atMoveId: Id;
  readonly causeId: Id;
  readonly role: Flow['role'];
  readonly side: string;
  readonly valueMinor: Minor;
  readonly effectiveOn: Day;
}

/** What the books will hold of a batch: stock entries with their posting day, shifts, and the ledger entries. */
export interface Posting {
  readonly entries: readonly PostedEntryRow[];
  readonly shifts: readonly ShiftRow[];
  readonly drafts: readonly EntryDraft[];
  readonly days: ReadonlyMap<Day, Day>;
}

/** One ledger entry in the making: a document and a day, or a cause and a month. */
interface Bucket {
  readonly id: Id;
  readonly source: Source;
  readonly party: Id | undefined;
  readonly cause: string | undefined;
  day: Day;
  /** Whether it changes earlier moves, or takes goods back. */
  follows: boolean;
  /** By site, by account with who bears it. */
  readonly amounts: Map<Id, Map<string, Minor>>;
}

type Side = Pick<Flow, 'moveId' | 'role'> & { side: string; valueMinor: Minor };

/**
 * Plans the ledger entries. What a document does is one entry. What a correction changes about earlier moves is one entry
 * a month (one for all the closed ones together), so ten thousand issues costed again make a handful of lines.
 */
export async function planPostings(tx: Tx, writing: Writing): Promise<Posting> {
  const days = await allDays(tx, writing);
  const news = new Map(writing.placed.map(({ move }) => [move.id, move]));
  const sites = new Map([...writing.open.stocks.values()].map((stock) => [stock.id, stock.site]));
  const buckets = new Map<string, Bucket>();
  const entries: (Entry & { bucket: Bucket })[] = [];
  const shifts: (Omit<ShiftRow, 'postedOn'> & { bucket: Bucket })[] = [];
  for (const costed of writing.outcomes) {
    const bucketOf = (moveId: Id, day: Day) =>
      bucketFor(tx, buckets, { move: news.get(moveId), cause: costed.cause, day, days });
    const implied = new Map<string, Minor>();
    for (const entry of costed.outcome.entries) {
      entries.push({ ...entry, bucket: bucketOf(entry.moveId, entry.effectiveOn) });
      const at = momentOf(entry.moveId, entry.effectiveOn);
      implied.set(at, (implied.get(at) ?? 0n) + entry.valueMinor);
    }
    for (const [moment, flows] of flowsByMoment(costed.outcome.flows)) {
      const { keyId, effectiveOn, atMoveId: at } = flows[0]!;
      const bucket = bucketOf(at, effectiveOn);
      const sides = flows.flatMap((flow) => sidesOf(flow, costed));
      for (const { role, side, valueMinor } of sides)
        addAmount(bucket, sites.get(keyId)!, accountOf(role, side), valueMinor);
      const own = news.get(at)?.to ?? costed.sides?.get(at);
      if (own === undefined) throw new Error(`The other side of the move ${at} is not known.`);
      for (const side of shiftsOf(at, own, sides, implied.get(moment) ?? 0n)) {
        const causeId = costed.cause?.id ?? at;
        shifts.push({ id: tx.newId(), keyId, atMoveId: at, causeId, effectiveOn, ...side, bucket });
      }
    }
  }
  return {
    days,
    drafts: [...buckets.values()].flatMap((bucket) => draftOf(bucket, writing.text)),
    entries: entries.map(({ bucket, ...entry }) => ({
      ...entry,
      id: tx.newId(),
      postedOn: days.get(bucket.day)!,
      ledgerEntryId: isEmpty(bucket) ? null : bucket.id,
    })),
    shifts: shifts.map(({ bucket, ...shift }) => ({ ...shift, postedOn: days.get(bucket.day)! })),
  };
}

async function allDays(tx: Tx, { open, outcomes }: Writing): Promise<Map<Day, Day>> {
  const needed = new Set<Day>();
  for (const { outcome } of outcomes) for (const entry of outcome.entries) needed.add(entry.effectiveOn);
  for (const { outcome } of outcomes) for (const flow of outcome.flows) needed.add(flow.effectiveOn);
  const missing = [...needed].filter((day) => !open.postingDays.has(day));
  const more = missing.length > 0 ? await postingDays(tx, missing) : new Map<Day, Day>();
  const days = new Map([...open.postingDays, ...more]);
  for (const day of needed) if (!days.has(day)) throw stockRefusal('period_missing', { day });
  return days;
}

function bucketFor(
  tx: Tx,
  buckets: Map<string, Bucket>,
  of: { move: NewMove | undefined; cause: Source | undefined; day: Day; days: ReadonlyMap<Day, Day> },
): Bucket {
  const { move, cause, day, days } = of;
  const source = move?.source ?? cause;
  if (!source) throw new Error('An entry about an earlier move has no cause.');
  const posted = days.get(day)!;
  const slice = move ? day : posted === day ? day.slice(0, 7) : `late ${posted}`;
  const name = `${source.id}/${move?.party}/${slice}`;
  let bucket = buckets.get(name);
  if (!bucket) {
    const why = move || !cause ? undefined : `${cause.entity} ${cause.id}`;
    bucket = { id: tx.newId(), source, party: move?.party, cause: why, day, follows: false, amounts: new Map() };
    buckets.set(name, bucket);
  }
  if (day > bucket.day) bucket.day = day;
  bucket.follows ||= !move || move.kind === 'carried' || move.kind === 'supplier_return';
  return bucket;
}

/** A move that was given another day has entries on both days. */
const momentOf = (moveId: Id, day: Day): string => `${moveId} ${day}`;

function flowsByMoment(flows: readonly Flow[]): Map<string, Flow[]> {
  const groups = new Map<string, Flow[]>();
  for (const flow of flows) {
    const moment = momentOf(flow.atMoveId, flow.effectiveOn);
    const group = groups.get(moment);
    if (group) group.push(flow);
    else groups.set(moment, [flow]);
  }
  return groups;
}

/** A receipt whose value changed names who owes the change; everything else is borne as the engine says. */
function sidesOf(flow: Flow, { receipts, left }: Costed): Side[] {
  const changed = flow.role === 'move' && flow.moveId === flow.atMoveId ? receipts?.get(flow.moveId) : undefined;
  if (!changed) return [{ moveId: flow.moveId, role: flow.role, side: flow.to, valueMinor: flow.valueMinor }];
  const sign = left?.get(flow.moveId) === flow.effectiveOn ? -1n : 1n;
  const sides = [...changed].map(([side, minor]) => ({
    ...{ moveId: flow.moveId, role: flow.role, side, valueMinor: sign * minor },
  }));
  const rest = flow.valueMinor - sides.reduce((sum, side) => sum + side.valueMinor, 0n);
  return rest === 0n ? sides : [...sides, { moveId: flow.moveId, role: flow.role, side: flow.to, valueMinor: rest }];
}

/** Variances have an account of their own, borne by whom the other side is; everything else goes to the other side. */
const accountOf = (role: Flow['role'], side: string): string =>
  role === 'variance' ? sideLike(side, 'purchase_variance') : side;

function addAmount(bucket: Bucket, site: Id, account: string, valueMinor: Minor): void {
  const amounts = bucket.amounts.get(site) ?? new Map<string, Minor>();
  bucket.amounts.set(site, amounts);
  amounts.set(account, (amounts.get(account) ?? 0n) + valueMinor);
}

/** How the flows at a move differ from "its own other side bears the sum of its entries": rows that sum to zero. */
function shiftsOf(at: Id, own: string, sides: readonly Side[], implied: Minor): Side[] {
  const sums = new Map<string, Side>();
  const add = (side: Side) => {
    const name = `${side.moveId}/${side.role}/${side.side}`;
    const sum = sums.get(name);
    if (sum) sum.valueMinor += side.valueMinor;
    else sums.set(name, { ...side });
  };
  for (const side of sides) add(side);
  add({ moveId: at, role: 'move', side: own, valueMinor: -implied });
  return [...sums.values()].filter((side) => side.valueMinor !== 0n);
}

const isEmpty = (bucket: Bucket): boolean =>
  [...bucket.amounts.values()].every((amounts) => [...amounts.values()].every((amount) => amount === 0n));

/**
 * Value into stock is debited to inventory and credited to the other sides, each line with its site. What goes from one site
 * to another is on the inventory lines of both: between them it is on no account.
 */
function draftOf(bucket: Bucket, text: string): EntryDraft[] {
  if (isEmpty(bucket)) return [];
  const { id, source, cause, day, party, follows } = bucket;
  const lines = [...bucket.amounts].flatMap(([site, amounts]): LineDraft[] => {
    const others = [...amounts]
      .filter(([account]) => account !== 'transit')
      .map(([account, valueMinor]): LineDraft => ({ ...readSide(account), site, party, amountMinor: -valueMinor }));
    return [{ role: 'inventory', site, amountMinor: sumMinor([...amounts.values()]) }, ...others];
  });
  const posted = lines.filter((line) => line.amountMinor !== 0n);
  return [{ id, journal: 'stock', source, effectiveOn: day, text, cause, follows, lines: posted }];
}
