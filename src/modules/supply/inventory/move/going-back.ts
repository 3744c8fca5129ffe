import type { ReceiptMove, SupplierReturnMove } from '#engines/costing/types.ts';
import { type Big, type Decimal, dec, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor } from '#kernel/values/money.ts';
import type { History } from './recost.ts';

/** What joins a history that was read: a bill's difference to what was agreed, goods that go back, how many really came. */
interface Joining {
  readonly ofBillMinor?: Minor;
  readonly quantity?: Decimal;
  readonly returns?: readonly SupplierReturnMove[];
}

/** One of: a bill's difference, goods that go back, so many more (fewer) that really came. */
interface Event {
  readonly billedMinor?: Minor;
  readonly move?: SupplierReturnMove;
  readonly more?: Big;
}

/**
 * A receipt and its returns as they are costed: what a bill made dearer or cheaper belongs to the goods that were there when it
 * came. Goods that went back unbilled bear none of it; goods that were billed and went back bear their share of what came before,
 * and nothing of what came after. In the order in which things were recorded, corrections of its quantity among them; a return
 * after which neither came is one like others. Empty where the history does not hold the receipt.
 */
export function movesOfReturned(
  { moves, returns, unbilled, costs, counted }: History,
  receiptId: Id,
  joining: Joining = {},
): (ReceiptMove | SupplierReturnMove)[] {
  const receipt = moves.get(receiptId);
  if (receipt?.kind !== 'receipt') return [];
  const counts = counted.get(receiptId) ?? [];
  const billed = (costs.get(receiptId) ?? []).filter((cost) => cost.ofBill);
  const events = [
    ...billed.map(({ id, valueMinor }) => ({ id, billedMinor: valueMinor })),
    ...(returns.get(receiptId) ?? []).map((move) => ({ id: move.moveId, move })),
    ...counts.slice(1).map(({ id, quantity }, at) => ({ id, more: dec(quantity).minus(counts[at]!.quantity) })),
  ].sort((a, b) => (a.id < b.id ? -1 : 1));
  const now: Event[] = [
    ...events,
    ...(joining.quantity ? [{ more: dec(joining.quantity).minus(counts.at(-1)?.quantity ?? receipt.qty) }] : []),
    ...(joining.ofBillMinor ? [{ billedMinor: joining.ofBillMinor }] : []),
    ...(joining.returns ?? []).map((move) => ({ move })),
  ];
  const last = now.findLastIndex(({ billedMinor, more }) => billedMinor !== undefined || (more && !more.eq(0)));
  let left = 0n;
  let covered = dec(counts[0]?.quantity ?? receipt.qty);
  const pieces = new Map<Id, Minor>();
  const back = now.flatMap(({ billedMinor = 0n, more = ZERO, move }, at): SupplierReturnMove[] => {
    left += billedMinor;
    covered = covered.plus(more);
    if (!move) return [];
    const given = unbilled.get(move.moveId) ?? move.apart ?? '0';
    // Of one that was corrected to fewer, no more than went back.
    const open = dec(given).gt(move.qty) ? move.qty : given;
    covered = covered.minus(open);
    const claimed = at < last ? toDecimal(dec(move.qty).minus(open)) : '0';
    const ownMinor = partOf(left, claimed, toDecimal(covered));
    covered = covered.minus(claimed);
    left -= ownMinor;
    for (const [piece, minor] of piecesOf(move, open, claimed, ownMinor)) pieces.set(piece, minor);
    return [{ ...move, apart: toDecimal(dec(open).plus(claimed)), ownMinor }];
  });
  const goesBack = toDecimal(sumDecimals(back.map((move) => move.apart!)));
  const ownMinor = sumMinor(back.map((move) => move.ownMinor!));
  return [{ ...receipt, goesBack, ownMinor, piecesBack: pieces }, ...back];
}

/** The share of a part; of all that is left, all. */
const partOf = (minor: Minor, part: Decimal, whole: Decimal): Minor =>
  dec(part).gte(whole)
    ? dec(part).gt(0)
      ? minor
      : 0n
    : BigInt(dec(minor.toString()).times(part).div(whole).round(0).toFixed(0));

/** Of a return of single pieces, first those no bill covered; the last of the others takes what the rest leave. */
function piecesOf(
  { pieces = [] }: SupplierReturnMove,
  open: Decimal,
  claimed: Decimal,
  ownMinor: Minor,
): [Id, Minor][] {
  const first = Number(open);
  const own = pieces.slice(first, first + Number(claimed));
  const each = own.length > 0 ? ownMinor / BigInt(own.length) : 0n;
  return [
    ...pieces.slice(0, first).map((piece): [Id, Minor] => [piece.pieceId, 0n]),
    ...own.map((piece, at): [Id, Minor] => [
      piece.pieceId,
      at === own.length - 1 ? ownMinor - each * BigInt(own.length - 1) : each,
    ]),
  ];
}
