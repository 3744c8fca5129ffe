import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { createTerms } from '#modules/master/parties/contract.ts';
import type { World } from '#test/harness.ts';
import { postInvoice } from '../contract.ts';

let made = 0;

export const newCustomer = (world: World, more: object = {}): Promise<string> =>
  make(world, 'parties.party', { code: `CUST-${++made}`, name: 'Customer', isCustomer: true, ...more });

export async function termsOf(
  world: World,
  instalments: {
    percent?: string;
    percentOfRest?: string;
    fixed?: string;
    days?: number;
    months?: number;
    endOfMonth?: boolean;
    dayOfMonth?: number;
  }[],
  discount: { discountPercent?: string; discountDays?: number; discountOn?: 'total' | 'net' } = {},
): Promise<string> {
  const code = `T-${++made}`;
  return (await world.as('controller')(createTerms, { code, name: code, instalments, ...discount })).terms;
}

interface Plain {
  readonly party: string;
  readonly net?: string;
  readonly tax?: string;
  readonly terms?: string;
  readonly currency?: string;
  readonly invoicedOn?: string;
}

/** An invoice of one line, without tax unless a code is named. */
export async function billed(world: World, { party, net = '100', tax, ...more }: Plain) {
  const { invoice, totalMinor } = await world.as('bookkeeper')(postInvoice, {
    customer: party,
    ...more,
    lines: [{ description: 'Work', unitPrice: net, taxCodes: tax ? [tax] : [] }],
  });
  const items = (await world.list('receivables.open_item', { filter: { documentId: invoice }, sort: 'dueOn' })).rows;
  return { invoice, totalMinor, items, item: String(items[0]!.id) };
}

export const rate = (world: World, day: string, dollar: string) =>
  world.as('controller')(setRates, { rates: [{ currency: 'USD', day, rate: dollar }] });

/** Balances by account role, those of zero left out. */
export async function balances(world: World): Promise<Record<string, bigint>> {
  const rows = await world.owner(
    (sql) => sql<{ role: string; minor: bigint }>`
      select r.role, sum(b.amount_minor)::bigint as minor from ledger.v_balance b
      join ledger.v_account_role r on r.company_id = b.company_id and r.account_id = b.account_id
      where b.company_id = ${world.company} group by r.role having sum(b.amount_minor) <> 0 order by r.role`,
  );
  return Object.fromEntries(rows.map(({ role, minor }) => [role, minor]));
}

/** The lines of a document's entries: role and amount. */
export const linesOf = async (world: World, source: string): Promise<[string, bigint][]> =>
  (
    await world.owner(
      (sql) => sql<{ role: string; amountMinor: bigint }>`
        select role, amount_minor from ledger.v_line where company_id = ${world.company} and source_id = ${source} order by id`,
    )
  ).map(({ role, amountMinor }) => [role, amountMinor]);

export const openOf = async (world: World, party: string): Promise<bigint[]> =>
  (
    await world.list('receivables.open_item', {
      filter: { customer: party, openMinor: { not: 0 } },
      sort: 'dueOn',
      size: 200,
    })
  ).rows.map((row) => row.openMinor as bigint);
