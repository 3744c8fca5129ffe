import type { Row } from '../../api/meta.ts';

/** A part of a cost, and what it is made of. */
export interface CostNode {
  readonly row: Row;
  readonly parts: readonly CostNode[];
}

/** The rows of a cost explanation, each with its level, as the tree they tell. */
export function costTree(rows: readonly Row[]): CostNode[] {
  const top: CostNode[] = [];
  const path: { row: Row; parts: CostNode[] }[] = [];
  for (const row of rows) {
    const depth = Math.min(Number(row.depth ?? 0), path.length);
    const node = { row, parts: [] as CostNode[] };
    const above = path[depth - 1];
    (above ? above.parts : top).push(node);
    path.splice(depth, path.length, node);
  }
  return top;
}
