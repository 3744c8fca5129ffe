import { expect } from 'vitest';
import { addDays, type Day } from '#kernel/values/day.ts';
import { newId } from '#kernel/values/id.ts';
import { scenario } from '#test/harness.ts';
import { type EntryDraft, post } from '../api.ts';
import { trialBalance } from '../contract.ts';
import { directly } from './directly.ts';

/** A small generator of the same numbers every time (Lehmer, modulus 2^31 - 1). */
const numbers = (seed: number) => {
  let state = seed;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
};

/** Accounts no sub-ledger keeps. */
const ROLES = ['bank', 'cash', 'revenue', 'expense', 'fx_gain', 'fx_loss', 'rounding', 'opening', 'write_off'] as const;

const randomEntry = (next: (below: number) => number): EntryDraft => {
  const amounts = Array.from({ length: 1 + next(5) }, () => BigInt(next(100_000) - 50_000));
  const rest = -amounts.reduce((sum, amount) => sum + amount, 0n);
  return {
    journal: 'general',
    source: { entity: 'test.document', id: newId() },
    effectiveOn: addDays('2025-01-01', next(800)),
    text: 'Random',
    lines: [...amounts, rest].map((amountMinor) => ({ role: ROLES[next(ROLES.length)], amountMinor })),
  };
};

scenario('the trial balance of any days equals a replay of the lines', async (world) => {
  const next = numbers(20_260_302);
  const drafts = Array.from({ length: 400 }, () => randomEntry(next));
  await directly(world, (tx) => post(tx, drafts));
  const roles = await world.list('ledger.account_role', { size: 200 });
  const accountOf = new Map(roles.rows.map((row) => [row.role, row.account]));
  const replay = (from: Day, to: Day) => {
    const sums = new Map<unknown, bigint>();
    for (const draft of drafts.filter((item) => item.effectiveOn >= from && item.effectiveOn <= to))
      for (const line of draft.lines) {
        const account = accountOf.get(line.role);
        sums.set(account, (sums.get(account) ?? 0n) + line.amountMinor);
      }
    return new Map([...sums].filter(([, sum]) => sum !== 0n));
  };
  for (let round = 0; round < 12; round++) {
    const from = addDays('2025-01-01', next(790));
    const to = addDays(from, next(400));
    const { rows } = await world.report(trialBalance, { from, to });
    const within = rows.map((row) => [row.account, (row.debitMinor as bigint) - (row.creditMinor as bigint)] as const);
    expect(new Map(within.filter(([, sum]) => sum !== 0n)), `${from} to ${to}`).toEqual(replay(from, to));
    const after = rows.map((row) => [row.account, row.closingMinor as bigint] as const);
    expect(new Map(after.filter(([, sum]) => sum !== 0n)), `until ${to}`).toEqual(replay('2000-01-01', to));
  }
});
