import type { Row } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Movement, movements, netOf } from '#modules/finance/ledger/api.ts';

export interface Span {
  readonly from: Day;
  readonly to: Day;
}

/** Income, cost of goods sold, other expenses and profit of each span in one statement, year-end closing left out. */
export async function figuresOf(tx: Tx, spans: readonly Span[]): Promise<Row[]> {
  const [moved, bearers] = await Promise.all([
    movements(
      tx,
      spans.map((span) => ({ ...span, closing: false })),
    ),
    tx.sql<{ accountId: string }>`
      select account_id from ledger.v_account_role where company_id = ${tx.company} and role = 'cogs'`,
  ]);
  const cost = new Set(bearers.map((row) => row.accountId));
  const bySpan = Map.groupBy(moved, (movement) => movement.range);
  return spans.map(({ from, to }, index) => {
    const of = bySpan.get(index) ?? [];
    const revenueMinor = -sum(of.filter((movement) => movement.type === 'income'));
    const costMinor = sum(of.filter((movement) => cost.has(movement.account)));
    const otherMinor = sum(of.filter((movement) => movement.type === 'expense' && !cost.has(movement.account)));
    const grossMinor = revenueMinor - costMinor;
    return {
      startsOn: from,
      endsOn: to,
      revenueMinor,
      costMinor,
      grossMinor,
      otherMinor,
      profitMinor: grossMinor - otherMinor,
    };
  });
}

const sum = (moved: readonly Movement[]): bigint => moved.reduce((total, movement) => total + netOf(movement), 0n);
