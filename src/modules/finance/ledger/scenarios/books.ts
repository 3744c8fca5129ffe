import type { World } from '#test/harness.ts';

/** The ids of the accounts by their numbers in the chart a company starts with. */
export async function accountsOf(world: World): Promise<(number: string) => string> {
  const { rows } = await world.list('ledger.account', { size: 200 });
  const ids = new Map(rows.map((row) => [row.number as string, row.id as string]));
  return (number) => ids.get(number)!;
}

export async function periodsOf(world: World): Promise<(code: string) => string> {
  const { rows } = await world.list('ledger.period', { size: 200 });
  const ids = new Map(rows.map((row) => [row.code as string, row.id as string]));
  return (code) => ids.get(code)!;
}

export async function yearOf(world: World, code: string): Promise<string> {
  const { rows } = await world.list('ledger.fiscal_year', { filter: { code } });
  return rows[0]!.id as string;
}
