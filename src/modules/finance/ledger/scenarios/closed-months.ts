import type { World } from '#test/harness.ts';
import { closePeriod } from '../contract.ts';

/** Closes all periods up to the end of a month. */
export async function closeUntil(world: World, month: string): Promise<void> {
  const { rows } = await world.list('ledger.period', { size: 200 });
  const past = rows
    .map(({ id, endsOn, closing }) => ({ id: String(id), at: `${endsOn} ${Number(closing)}` }))
    .filter(({ at }) => at.slice(0, 7) <= month)
    .sort((a, b) => (a.at < b.at ? -1 : 1));
  for (const { id } of past) await world.as('controller')(closePeriod, { period: id });
}
