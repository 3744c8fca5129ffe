import { implement } from '#kernel/command.ts';
import type { Id } from '#kernel/values/id.ts';
import { correctMove, OWN_DOCUMENTS } from '../contract.ts';
import { correctMoves } from '../move/correct.ts';
import { stockRefusal } from '../stock/lock.ts';
import { insertDocument, kindOf } from './document.ts';

export default implement(correctMove, async (tx, input, refuse) => {
  if (input.effectiveOn && input.effectiveOn > tx.today) refuse('future_day', { day: input.effectiveOn });
  const [move] = await tx.sql<{ site: Id; sourceEntity: string; effectiveOn: string }>`
    select site_id as site, source_entity, effective_on from inventory.v_move
    where company_id = ${tx.company} and id = ${input.move}`;
  if (!move) throw stockRefusal('unknown_move', {});
  // Moves of other modules' documents are corrected there, so that document and stock stay one.
  if (!OWN_DOCUMENTS.some((name) => name === move.sourceEntity))
    refuse('document_move', { document: kindOf(tx, move.sourceEntity) });
  const effectiveOn = input.effectiveOn ?? move.effectiveOn;
  const draft = { kind: 'correction', site: move.site, reason: input.reason, effectiveOn } as const;
  const { id, number, source } = await insertDocument(tx, draft);
  const { quantity, reason } = input;
  const lots = input.lots ?? undefined;
  await correctMoves(tx, [{ moveId: input.move, quantity, effectiveOn: input.effectiveOn, lots, reason, source }]);
  return { document: id, number };
});
