import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { yearOf } from '#kernel/values/day.ts';
import { openYears, yearFrom } from './period/years.ts';
import { type AccountRole, JOURNALS } from './posting/draft.ts';
import { isKept } from './posting/kept.ts';

type Type = 'asset' | 'liability' | 'equity' | 'income' | 'expense';
interface ChartAccount {
  readonly number: string;
  readonly name: string;
  readonly roles?: readonly AccountRole[];
}

/** The chart a new company starts with: a generic one for a manufacturer, by type and heading of the statements. */
const CHART: readonly { type: Type; heading: string; accounts: readonly ChartAccount[] }[] = [
  {
    type: 'asset',
    heading: 'Fixed assets',
    accounts: [
      { number: '0100', name: 'Land and buildings' },
      { number: '0200', name: 'Plant and machinery' },
      { number: '0210', name: 'Tools and fixtures' },
      { number: '0300', name: 'Vehicles' },
      { number: '0400', name: 'Office and computer equipment' },
      { number: '0500', name: 'Intangible assets' },
      { number: '0900', name: 'Accumulated depreciation' },
    ],
  },
  {
    type: 'asset',
    heading: 'Inventory',
    accounts: [
      { number: '1100', name: 'Stock', roles: ['inventory'] },
      { number: '1150', name: 'Stock in transit', roles: ['transit'] },
      { number: '1180', name: 'Production clearing', roles: ['production_clearing'] },
      { number: '1190', name: 'Provision for slow stock', roles: ['provision_stock'] },
    ],
  },
  {
    type: 'asset',
    heading: 'Receivables',
    accounts: [
      { number: '1200', name: 'Trade receivables', roles: ['receivable'] },
      { number: '1280', name: 'Revaluation of open items', roles: ['fx_revaluation'] },
      { number: '1290', name: 'Provision for doubtful debts' },
      { number: '1300', name: 'Prepayments to suppliers', roles: ['supplier_prepayment'] },
      { number: '1400', name: 'Input tax', roles: ['tax_receivable'] },
      { number: '1450', name: 'Tax withheld by customers', roles: ['withholding_receivable'] },
      { number: '1500', name: 'Prepaid expenses' },
      { number: '1600', name: 'Other receivables' },
    ],
  },
  {
    type: 'asset',
    heading: 'Cash and bank',
    accounts: [
      { number: '1800', name: 'Bank', roles: ['bank'] },
      { number: '1850', name: 'Cash', roles: ['cash'] },
    ],
  },
  {
    type: 'equity',
    heading: 'Equity',
    accounts: [
      { number: '2000', name: 'Share capital' },
      { number: '2100', name: 'Reserves' },
      { number: '2200', name: 'Retained earnings', roles: ['retained_earnings'] },
      { number: '2300', name: 'Dividends' },
      { number: '2900', name: 'Opening balances', roles: ['opening'] },
    ],
  },
  {
    type: 'liability',
    heading: 'Long-term liabilities',
    accounts: [
      { number: '3000', name: 'Bank loans' },
      { number: '3100', name: 'Provisions' },
    ],
  },
  {
    type: 'liability',
    heading: 'Current liabilities',
    accounts: [
      { number: '3300', name: 'Trade payables', roles: ['payable'] },
      { number: '3350', name: 'Goods received, not invoiced', roles: ['grni'] },
      { number: '3360', name: 'Accrued landed cost', roles: ['landed_cost_accrual'] },
      { number: '3370', name: 'Bill clearing', roles: ['bill_clearing'] },
      { number: '3400', name: 'Prepayments from customers', roles: ['customer_prepayment'] },
      { number: '3500', name: 'Output tax', roles: ['tax_payable'] },
      { number: '3550', name: 'Tax payments' },
      { number: '3560', name: 'Withholding tax payable', roles: ['withholding_payable'] },
      { number: '3600', name: 'Wages payable' },
      { number: '3610', name: 'Payroll tax and social security payable' },
      { number: '3700', name: 'Accrued expenses' },
      { number: '3800', name: 'Income tax payable' },
      { number: '3900', name: 'Deferred income' },
    ],
  },
  {
    type: 'income',
    heading: 'Revenue',
    accounts: [
      { number: '4000', name: 'Sales of goods', roles: ['revenue'] },
      { number: '4100', name: 'Sales of services', roles: ['revenue_service'] },
      { number: '4200', name: 'Freight charged to customers', roles: ['freight_revenue'] },
      { number: '4700', name: 'Discounts on sales', roles: ['sales_discount'] },
      { number: '4710', name: 'Early-payment discounts given', roles: ['cash_discount_given'] },
    ],
  },
  {
    type: 'income',
    heading: 'Other income',
    accounts: [
      { number: '4800', name: 'Other operating income' },
      { number: '4810', name: 'Stock found', roles: ['stock_gain'] },
      { number: '4900', name: 'Gains on disposal of assets' },
    ],
  },
  {
    type: 'expense',
    heading: 'Cost of sales',
    accounts: [
      { number: '5000', name: 'Cost of goods sold', roles: ['cogs'] },
      { number: '5100', name: 'Purchase price variance', roles: ['purchase_variance'] },
      { number: '5200', name: 'Stock adjustments', roles: ['stock_adjustment'] },
      { number: '5210', name: 'Stock lost', roles: ['stock_loss'] },
      { number: '5300', name: 'Freight', roles: ['freight_expense'] },
      { number: '5400', name: 'Early-payment discounts taken', roles: ['cash_discount_taken'] },
      { number: '5500', name: 'Consumables and supplies' },
      { number: '5600', name: 'Subcontracted work' },
    ],
  },
  {
    type: 'expense',
    heading: 'People',
    accounts: [
      { number: '6000', name: 'Wages and salaries' },
      { number: '6100', name: 'Social security' },
      { number: '6200', name: 'Training and travel' },
    ],
  },
  {
    type: 'expense',
    heading: 'Operating expenses',
    accounts: [
      { number: '6300', name: 'Rent and premises' },
      { number: '6310', name: 'Energy and water' },
      { number: '6320', name: 'Repairs and maintenance' },
      { number: '6330', name: 'Vehicles' },
      { number: '6400', name: 'Marketing and sales' },
      { number: '6500', name: 'Office and communication' },
      { number: '6510', name: 'Software' },
      { number: '6600', name: 'Insurance' },
      { number: '6700', name: 'Legal and accounting' },
      { number: '6800', name: 'Bad debts and write-offs', roles: ['write_off'] },
      { number: '6810', name: 'Rounding differences', roles: ['rounding'] },
      { number: '6900', name: 'Other expenses', roles: ['expense'] },
      { number: '6950', name: 'Depreciation' },
    ],
  },
  {
    type: 'income',
    heading: 'Financial income',
    accounts: [
      { number: '7000', name: 'Interest income' },
      { number: '7100', name: 'Exchange gains', roles: ['fx_gain'] },
    ],
  },
  {
    type: 'expense',
    heading: 'Financial expenses and tax',
    accounts: [
      { number: '7500', name: 'Interest and bank charges' },
      { number: '7600', name: 'Exchange losses', roles: ['fx_loss'] },
      { number: '7900', name: 'Income tax' },
    ],
  },
];

/** Types that may stand for each other: what is owned and owed, what is earned and spent. */
const SIDES: readonly (readonly Type[])[] = [['asset', 'liability'], ['equity'], ['income', 'expense']];

/** The types an account of a role may have: those on the side where the chart has it. */
export function typesFor(role: AccountRole): readonly string[] {
  const { type } = CHART.find(({ accounts }) => accounts.some((account) => account.roles?.includes(role)))!;
  return SIDES.find((side) => side.includes(type))!;
}

/** Lays the chart, the roles, the journals, and the fiscal years from last year to next. */
export async function layLedger(tx: Tx, { yearBegins = 1 }: { yearBegins?: number } = {}): Promise<void> {
  const accounts = CHART.flatMap(({ type, heading, accounts: own }) =>
    own.map(({ roles = [], ...account }) => {
      const keptFor = roles.find(isKept);
      return { ...account, roles, keptFor, type, heading, id: tx.newId() };
    }),
  );
  const roles = accounts.flatMap(({ id, roles: own }) => own.map((role) => ({ id: tx.newId(), role, account: id })));
  const journals = JOURNALS.map((code) => ({ id: tx.newId(), code, name: code[0]!.toUpperCase() + code.slice(1) }));
  await tx.sql`insert into ledger.account (company_id, id, number, name, type, heading, kept_for)
    select ${tx.company}, r.* from ${table(accounts, { id: 'uuid', number: 'text', name: 'text', type: 'text', heading: 'text', keptFor: 'text' })}`;
  await tx.sql`insert into ledger.account_role (company_id, id, role, account_id)
    select ${tx.company}, r.* from ${table(roles, { id: 'uuid', role: 'text', account: 'uuid' })}`;
  await tx.sql`insert into ledger.journal (company_id, id, code, name)
    select ${tx.company}, r.* from ${table(journals, { id: 'uuid', code: 'text', name: 'text' })}`;
  const year = yearOf(tx.today);
  await openYears(
    tx,
    [year - 1, year, year + 1].map((one) => yearFrom(one, yearBegins)),
  );
}
