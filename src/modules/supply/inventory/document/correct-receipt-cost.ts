import { implement } from '#kernel/command.ts';
import { dec } from '#kernel/values/decimal.ts';
import { toMinor } from '#kernel/values/money.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import { correctReceiptCost } from '../contract.ts';
import { adjustCostIn } from '../move/adjust-cost.ts';
import { openPast } from '../move/past.ts';
import { stockRefusal } from '../stock/lock.ts';
import { insertDocument, kindOf } from './document.ts';

export default implement(correctReceiptCost, async (tx, input, refuse) => {
  const [move] = await tx.sql<{ document: string }>`
    select source_entity as document from inventory.move where company_id = ${tx.company} and id = ${input.move}`;
  // What a purchase cost is said by its bill: the accrual of the receipt must follow.
  if (move && !move.document.startsWith('inventory.'))
    refuse('billed_receipt', { document: kindOf(tx, move.document) });
  const past = await openPast(tx, [input.move]);
  const { stocks, histories, items } = past;
  const history = histories.get(items.get(input.move)!);
  const receipt = history?.moves.get(input.move);
  if (receipt?.kind !== 'receipt') throw stockRefusal('unknown_move', {});
  const { site } = [...stocks.values()].find((stock) => stock.id === receipt.keyId)!;
  const valueMinor = toMinor(dec(receipt.qty).times(input.unitCost), tx.digits, 'half-up');
  const deltaMinor = valueMinor - receipt.valueMinor;
  const effectiveOn = receipt.effectiveOn;
  const draft = { kind: 'cost_correction', site, reason: input.reason, effectiveOn } as const;
  const { id, number, source } = await insertDocument(tx, draft);
  const creditRole = receipt.to as AccountRole;
  const label = `${input.reason} (${number})`;
  const adjustment = { moveId: input.move, deltaMinor, cause: source, label, creditRole, effectiveOn };
  if (deltaMinor !== 0n) await adjustCostIn(tx, past, [adjustment]);
  return { document: id, number, differenceMinor: deltaMinor };
});
