import { answer } from '#kernel/report.ts';
import { addDays } from '#kernel/values/day.ts';
import { trialBalance } from '../contract.ts';
import { EVER, type Movement, movements, netOf, rangeOf } from './movements.ts';

export default answer(trialBalance, async (tx, params) => {
  const { from, to } = await rangeOf(tx, params);
  const { closing } = params;
  const moved = await movements(
    tx,
    [
      { from: EVER, to: addDays(from, -1), closing },
      { from, to, closing },
    ],
    params,
  );
  const accounts = Map.groupBy(moved, (movement) => movement.account);
  return { rows: [...accounts.values()].map(rowOf), taken: { from, to } };
});

function rowOf(moved: Movement[]) {
  const { account, number, name, type } = moved[0]!;
  const before = moved.find((movement) => movement.range === 0);
  const within = moved.find((movement) => movement.range === 1);
  const openingMinor = before ? netOf(before) : 0n;
  const debitMinor = within?.debitMinor ?? 0n;
  const creditMinor = within?.creditMinor ?? 0n;
  const closingMinor = openingMinor + debitMinor - creditMinor;
  return { account, number, name, type, openingMinor, debitMinor, creditMinor, closingMinor };
}
