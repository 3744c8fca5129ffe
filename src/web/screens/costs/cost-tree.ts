import type { RowOf } from '../../api/contracts.ts';

export type CostPart = RowOf<'inventory.explain_cost'>;

/** A part of a cost, and what it is made of. */
export interface CostNode<R = CostPart> {
  readonly row: R;
  readonly parts: readonly CostNode<R>[];
}

/** The rows of a cost explanation, each with its level, as the tree they tell. */
export function costTree<R extends Pick<CostPart, 'depth'>>(rows: readonly R[]): CostNode<R>[] {
  const top: CostNode<R>[] = [];
  const path: { row: R; parts: CostNode<R>[] }[] = [];
  for (const row of rows) {
    const depth = Math.min(Number(row.depth ?? 0), path.length);
    const node = { row, parts: [] as CostNode<R>[] };
    const above = path[depth - 1];
    (above ? above.parts : top).push(node);
    path.splice(depth, path.length, node);
  }
  return top;
}
