import { implement } from '#kernel/command.ts';
import { inWords } from '#kernel/values/words.ts';
import type { AccountRole } from '#modules/finance/ledger/api.ts';
import { issueStock } from '../contract.ts';
import { issue } from '../move/issue.ts';
import { checkLocations } from '../stock/places.ts';
import { insertDocument } from './document.ts';

const DEBIT: Record<'scrap' | 'own_use' | 'adjustment', AccountRole> = {
  scrap: 'stock_loss',
  own_use: 'expense',
  adjustment: 'stock_adjustment',
};

export default implement(issueStock, async (tx, input, refuse) => {
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  if (!(await checkLocations(tx, input.site, input.lines))) refuse('no_location');
  const reason = inWords(input.reason);
  const { site, note, costCentre } = input;
  const { id, number, source } = await insertDocument(tx, { kind: 'issue', site, reason, note, effectiveOn });
  const lines = input.lines.map((line) => ({
    ...line,
    lots: line.lots ?? undefined,
    key: tx.newId(),
    site,
    reason,
    source,
    effectiveOn,
    debitRole: DEBIT[input.reason],
    ...(costCentre && { costCentre }),
  }));
  await issue(tx, lines);
  return { document: id, number };
});
