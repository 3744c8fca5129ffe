import { implement } from '#kernel/command.ts';
import { on } from '#kernel/event.ts';
import { closing } from '#modules/finance/ledger/contract.ts';
import { checkRevalued, matchCredit, revalue, unmatch, writeOff } from '#modules/finance/open-items/api.ts';
import { matchItems, revalue as revalueContract, unmatchItems, writeOff as writeOffContract } from '../contract.ts';
import { PAYABLE } from '../side.ts';

export const matchHandler = implement(matchItems, async (tx, { credit, bills, matchedOn }, refuse) => {
  const matches = await matchCredit(tx, PAYABLE, { credit, owed: bills, day: matchedOn }, refuse);
  return { matches: matches.map((match) => match.id) };
});

export const unmatchHandler = implement(unmatchItems, async (tx, { match, undoneOn: day }, refuse) => ({
  match: (await unmatch(tx, PAYABLE, { match, day }, refuse)).id,
}));

export const writeOffHandler = implement(writeOffContract, async (tx, { writtenOffOn: day, ...input }, refuse) => ({
  adjustment: await writeOff(tx, PAYABLE, { ...input, day }, refuse),
}));

export const revalueHandler = implement(revalueContract, async (tx, { day }, refuse) => ({
  revaluations: (await revalue(tx, PAYABLE, day, refuse)).map(({ currency, openMinor, differenceMinor }) => ({
    ...{ currency, openMinor, differenceMinor },
  })),
}));

/** A period is closed with what its days were revalued with as it is right by then. */
export const revaluedBeforeClosing = on(closing, (tx, days) => checkRevalued(tx, PAYABLE, days));
