import type { Id } from '#kernel/values/id.ts';
import { share } from './shares.ts';
import type { Piece } from './types.ts';
import { type InMove, type Key, type OutMove, type Step, toUnits } from './world.ts';

export interface PieceUnits extends Pick<Piece, 'pieceId' | 'layerId'> {
  qty: bigint;
}

/** In the order of their names, so that a value is spread alike however the pieces are told; null with a problem. */
export function piecesOf(key: Key, move: InMove | OutMove, qty: bigint, into: Step): PieceUnits[] | null {
  if (!move.pieces?.length) return [{ pieceId: key.id, layerId: key.id, qty }];
  const pieces = move.pieces
    .map((piece) => ({ ...piece, qty: toUnits(piece.qty) ?? 0n }))
    .sort((a, b) => (a.pieceId < b.pieceId ? -1 : 1));
  if (pieces.every((piece) => piece.qty > 0n) && pieces.reduce((sum, piece) => sum + piece.qty, 0n) === qty)
    return pieces;
  into.problems.push({ code: 'bad_quantity', moveId: move.moveId });
  return null;
}

/** What bills made dearer or cheaper is borne by the pieces they cover. */
export function spreadGiven(move: InMove, value: bigint, pieces: readonly PieceUnits[]): bigint[] {
  const back: ReadonlyMap<Id, bigint> = (move.kind === 'receipt' && move.piecesBack) || new Map();
  const stay = pieces.filter((piece) => !back.has(piece.pieceId));
  if (move.kind !== 'receipt' || stay.length === 0) return spread(value, pieces);
  const { billedMinor = 0n } = move;
  const own = pieces.reduce((sum, { pieceId }) => sum + (back.get(pieceId) ?? 0n), 0n);
  const shares = new Map(spread(billedMinor - own, stay).map((one, i) => [stay[i]!.pieceId, one]));
  return spread(value - billedMinor, pieces).map((one, i) => {
    const { pieceId } = pieces[i]!;
    return one + (back.get(pieceId) ?? shares.get(pieceId)!);
  });
}

/** The last piece takes what the others leave. */
function spread(value: bigint, pieces: readonly PieceUnits[]): bigint[] {
  let valueLeft = value;
  let qtyLeft = pieces.reduce((sum, piece) => sum + piece.qty, 0n);
  return pieces.map((piece) => {
    const part = share(valueLeft, piece.qty, qtyLeft);
    valueLeft -= part;
    qtyLeft -= piece.qty;
    return part;
  });
}
