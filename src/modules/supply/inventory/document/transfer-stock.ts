import { implement } from '#kernel/command.ts';
import { siteFor } from '#modules/master/organisation/api.ts';
import { transferStock } from '../contract.ts';
import { transfer } from '../move/transfer.ts';
import { insertDocument } from './document.ts';

export default implement(transferStock, async (tx, input, refuse) => {
  const { from, to, note } = input;
  const effectiveOn = input.effectiveOn ?? tx.today;
  if (from === to) refuse('same_site');
  if (effectiveOn > tx.today) refuse('future_day', { day: effectiveOn });
  await siteFor(tx, to);
  const draft = { kind: 'transfer', site: from, toSite: to, reason: 'Transfer', note, effectiveOn } as const;
  const { id, number, source } = await insertDocument(tx, draft);
  await transfer(
    tx,
    input.lines.map((line) => ({
      ...line,
      lots: line.lots ?? undefined,
      key: tx.newId(),
      from,
      to,
      source,
      effectiveOn,
    })),
  );
  return { document: id, number };
});
