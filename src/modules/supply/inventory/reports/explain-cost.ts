import { explain, NODES_MAX } from '#engines/costing/explain.ts';
import type { Explanation, ExplanationPart } from '#engines/costing/explanation.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { answer, type Row } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { readHistories } from '../move/recost.ts';
import { explainCost } from './contract.ts';

export default answer(explainCost, async (tx, { move }) => {
  const [found] = await tx.sql<{ item: Id }>`
    select item_id as item from inventory.v_move where company_id = ${tx.company} and id = ${move}`;
  if (!found) return refuseCommon('not_found', { what: 'stock move' });
  const history = (await readHistories(tx, [found.item])).get(found.item)!;
  const story = explain({ keys: history.keys, moveId: move });
  if (!story) return { rows: [], notes: ['The move was cancelled: it costs nothing.'] };
  const rows: Row[] = [];
  tell(rows, story, 0, story.kind);
  const cut = rows.filter((row) => row.moveId).length >= NODES_MAX;
  const notes = cut
    ? [`The cost is made of more than ${NODES_MAX} moves; the parts below the first of them are left out.`]
    : [];
  return { rows: await withDocuments(tx, rows), notes };
});

function tell(rows: Row[], story: Explanation, depth: number, what: string): void {
  const { moveId, effectiveOn, qty, valueMinor, unitMinor } = story;
  rows.push({ depth, what, moveId, effectiveOn, quantity: qty, valueMinor, unitMinor });
  for (const one of story.because) tellPart(rows, one, depth + 1);
}

/** Each part is a row, and what it came from stands below it. */
function tellPart(rows: Row[], one: ExplanationPart, depth: number): void {
  const { valueMinor } = one;
  switch (one.source) {
    case 'document':
      rows.push({ depth, what: one.label, valueMinor, cause: one.causeId });
      return;
    case 'layer':
      rows.push({ depth, what: 'from a layer', quantity: one.qty, valueMinor });
      if (one.origin) tell(rows, one.origin, depth + 1, one.origin.kind);
      for (const { moveId, valueMinor: by } of one.revaluations)
        rows.push({ depth: depth + 1, what: 'revaluation', moveId, valueMinor: by });
      return;
    case 'pool':
      rows.push({ depth, what: `from the pool of ${one.heldQty}`, quantity: one.qty, valueMinor });
      for (const inflow of one.inflows) tell(rows, inflow, depth + 1, inflow.kind);
      return;
    case 'parcel':
      rows.push({ depth, what: 'came back with', valueMinor });
      for (const filler of one.filledBy) tell(rows, filler, depth + 1, filler.kind);
      return;
    case 'settled':
      rows.push({ depth, what: 'shortage settled', valueMinor });
      if (one.by) tell(rows, one.by, depth + 1, one.by.kind);
      return;
    case 'provisional':
      rows.push({ depth, what: 'provisional, while short', quantity: one.qty, valueMinor });
      return;
    case 'variance':
      rows.push({ depth, what: 'price variance', valueMinor });
      return;
    case 'current':
      rows.push({ depth, what: 'at the cost of that moment', valueMinor });
  }
}

async function withDocuments(tx: Tx, rows: Row[]): Promise<Row[]> {
  const moves = rows.flatMap((row) => (row.moveId ?? row.cause ?? []) as Id);
  const sources = await tx.sql<{ id: Id; sourceEntity: string; sourceId: Id }>`
    select id, source_entity, source_id from inventory.move where company_id = ${tx.company} and id = any(${moves}::uuid[])
    union all
    select id, source_entity, source_id from inventory.move_cost where company_id = ${tx.company} and id = any(${moves}::uuid[])`;
  const byId = new Map(sources.map((row) => [row.id, row]));
  return rows.map(({ unitMinor, cause, ...row }) => {
    const source = byId.get((row.moveId ?? cause) as Id);
    const unitCost = unitMinor == null ? null : toDecimal(dec(unitMinor as string).div(10 ** tx.digits));
    return { ...row, unitCost, sourceEntity: source?.sourceEntity ?? null, sourceId: source?.sourceId ?? null };
  });
}
