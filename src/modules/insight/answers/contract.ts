import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { type Column, type Drill, report } from '#kernel/report.ts';
import { Day, Ref } from '#kernel/values/schema.ts';

const Most = z.coerce.number().int().min(1).max(200).default(10).describe('How many rows');
const range = { from: Day.optional(), to: Day.optional() };
const money = (label: string, more: Partial<Column> = {}): Column => ({ label, type: 'money', ...more });
const hidden = (label: string): Column => ({ label, type: 'reference', hidden: true });

const TO_STATEMENT = { report: 'ledger.profit_and_loss', params: { from: 'startsOn', to: 'endsOn' } } as const;
const figures: Record<string, Column> = {
  startsOn: { label: 'From', type: 'day', hidden: true },
  endsOn: { label: 'To', type: 'day', hidden: true },
  revenueMinor: money('Income', {
    drill: TO_STATEMENT,
    explain: 'Credits less debits of all income accounts, from the balances of the ledger.',
  }),
  costMinor: money('Cost of goods sold', {
    drill: TO_STATEMENT,
    explain: 'Debits less credits of the accounts that bear the cost of goods sold.',
  }),
  grossMinor: money('Gross profit', { drill: TO_STATEMENT, explain: 'Income less cost of goods sold.' }),
  otherMinor: money('Other expenses', {
    drill: TO_STATEMENT,
    explain: 'Debits less credits of all other expense accounts.',
  }),
  profitMinor: money('Profit', { drill: TO_STATEMENT, explain: 'Gross profit less other expenses.' }),
};

export const profit = report('answers.profit', {
  label: 'Profit',
  about: 'What the company earned this month, last month, this fiscal year and last, up to today.',
  permission: 'answers.profit.read',
  params: z.object({ asOf: Day.optional().describe('Day; today if left empty') }),
  columns: { period: { label: 'Period', type: 'text' }, ...figures },
});

export const profitByMonth = report('answers.profit_by_month', {
  label: 'Profit month by month',
  about: 'Income, cost of goods sold, other expenses and profit of the last months.',
  permission: 'answers.profit.read',
  params: z.object({
    asOf: Day.optional().describe('Day; today if left empty'),
    months: z.coerce.number().int().min(1).max(60).default(13),
  }),
  columns: { month: { label: 'Month', type: 'text' }, ...figures },
  chart: { type: 'bar', x: 'month', y: ['revenueMinor', 'grossMinor', 'profitMinor'] },
});

const sold = (label: string, drill: Drill, cost: string): Record<string, Column> => ({
  id: hidden(label),
  name: { label, type: 'text', drill },
  revenueMinor: money('Revenue', {
    total: true,
    explain: 'What the invoices less the credit notes of these days posted to revenue.',
  }),
  costMinor: money('Cost of goods sold', { total: true, explain: cost }),
  profitMinor: money('Gross profit', { total: true, explain: 'Revenue less cost of goods sold.' }),
  marginPercent: { label: 'Margin', type: 'percent', explain: 'Gross profit in percent of revenue.' },
});
const topParams = z.object({
  from: Day.optional().describe('First day; the start of the fiscal year if left empty'),
  to: Day.optional().describe('Last day; today if left empty'),
  most: Most,
});

export const topCustomers = report('answers.top_customers', {
  label: 'Customers that bring most',
  about: 'The customers with the highest gross profit, revenue and cost as posted in the ledger.',
  permission: 'answers.profit.read',
  params: topParams,
  columns: {
    ...sold('Customer', { entity: 'parties.party', id: 'id' }, 'Posted to cost of goods sold in these days.'),
    profitMinor: money('Gross profit', {
      total: true,
      explain: 'Revenue less cost of goods sold; see the margin of each order.',
      drill: { report: 'sales.order_margin', params: { customer: 'id', from: { param: 'from' }, to: { param: 'to' } } },
    }),
  },
  chart: { type: 'bar', x: 'name', y: ['revenueMinor', 'profitMinor'] },
});

export const topItems = report('answers.top_items', {
  label: 'Items that bring most',
  about: 'The items with the highest gross profit: revenue as posted, cost as stock knows it now.',
  permission: 'answers.profit.read',
  params: topParams,
  columns: sold(
    'Item',
    { entity: 'catalog.item', id: 'id' },
    'What goods delivered less returned in these days cost, later corrections of cost included.',
  ),
  chart: { type: 'bar', x: 'name', y: ['revenueMinor', 'profitMinor'] },
});

const TO_LIST = { list: 'list', filter: 'filter' } as const;
export const orders = report('answers.orders', {
  label: 'Where the orders stand',
  about: 'How many orders are open, to ship, to invoice, on hold, late and done this month, and what they are worth.',
  permission: 'answers.orders.read',
  params: z.object({}),
  columns: {
    stage: { label: 'Orders', type: 'text', drill: TO_LIST },
    orders: { label: 'Count', type: 'number', drill: TO_LIST, explain: 'An order may stand in several rows.' },
    valueMinor: money('Value', {
      drill: TO_LIST,
      explain:
        'What is not invoiced yet, with tax, in the company’s currency; for done orders, what was invoiced this month.',
    }),
    list: { label: 'List', type: 'code', hidden: true },
    filter: { label: 'Filter', type: 'json', hidden: true },
  },
});

export const late = report('answers.late', {
  label: 'Late orders by reason',
  about:
    'Orders whose promised day has passed, by the reason they wait: on hold, stock missing, being picked, or ready.',
  permission: 'answers.orders.read',
  params: z.object({}),
  columns: {
    reason: { label: 'Why', type: 'text', drill: { report: 'sales.late_orders', params: {} } },
    orders: { label: 'Orders', type: 'number', total: true, drill: { report: 'sales.late_orders', params: {} } },
    oldestOn: { label: 'Oldest promise', type: 'day' },
    daysLate: { label: 'Days late', type: 'number', explain: 'Days since the oldest promise.' },
    valueMinor: money('Value', { total: true, explain: 'What is not invoiced yet of these orders, with tax.' }),
  },
  chart: { type: 'donut', x: 'reason', y: ['orders'] },
});

export const consumed = report('answers.consumed', {
  label: 'What orders consumed',
  about: 'The materials that orders took out of stock, returns given back, with their cost as it is known now.',
  permission: 'answers.consumed.read',
  params: z.object({
    ...range,
    order: Ref('sales.sales_order').optional(),
    customer: Ref('parties.party', { isCustomer: true }).optional(),
  }),
  columns: {
    itemId: hidden('Item'),
    item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
    name: { label: 'Name', type: 'text' },
    orders: { label: 'Orders', type: 'number', explain: 'Orders with this item among those asked for.' },
    quantity: {
      label: 'Quantity',
      type: 'quantity',
      explain: 'Delivered less returned, corrections applied.',
      drill: { report: 'inventory.stock_movements', params: { item: 'itemId' } },
    },
    costMinor: money('Cost', {
      total: true,
      right: 'catalog.cost.read',
      explain: 'What left stock for these orders less what came back, later cost corrections included.',
    }),
  },
});

export const oldestDebts = report('answers.oldest_debts', {
  label: 'Oldest debts',
  about: 'What customers owe, the longest due first.',
  permission: 'answers.debts.read',
  params: z.object({ most: Most }),
  columns: {
    documentId: hidden('Document'),
    entity: { label: 'Kind', type: 'code', hidden: true },
    partyId: hidden('Customer'),
    number: { label: 'Document', type: 'code', drill: { entity: 'entity', id: 'documentId' } },
    customer: {
      label: 'Customer',
      type: 'text',
      drill: { report: 'receivables.open_items', params: { party: 'partyId' } },
    },
    dueOn: { label: 'Due', type: 'day' },
    daysOverdue: { label: 'Days overdue', type: 'number', explain: 'Days since it was due; nothing before that.' },
    currency: { label: 'Currency', type: 'text' },
    openMinor: money('Open', {
      currency: 'currency',
      explain: 'The amount of the document less what was matched with it.',
    }),
    openBaseMinor: money('Open, own currency', { total: true, explain: 'At the rate it was booked with.' }),
  },
});

export const runsShort = report('answers.runs_short', {
  label: 'What runs short',
  about: 'Items that open orders exceed, or that last fewer days than wanted at the pace of recent sales.',
  permission: 'answers.stock.read',
  params: z.object({
    coverDays: z.coerce.number().int().min(1).max(730).default(30).describe('Days stock should last'),
    demandDays: z.coerce.number().int().min(7).max(730).default(90).describe('Days of demand to measure'),
    most: Most.default(100),
  }),
  columns: {
    itemId: hidden('Item'),
    item: { label: 'Item', type: 'code', drill: { entity: 'catalog.item', id: 'itemId' } },
    name: { label: 'Name', type: 'text' },
    onHand: {
      label: 'On hand',
      type: 'quantity',
      drill: { report: 'inventory.stock_on_hand', params: { item: 'itemId' } },
      explain: 'In all sites together.',
    },
    ordered: {
      label: 'Ordered',
      type: 'quantity',
      drill: { report: 'sales.open_lines', params: { item: 'itemId' } },
      explain: 'Ordered by customers and not delivered yet.',
    },
    left: { label: 'Left over', type: 'quantity', explain: 'On hand less ordered.' },
    perDay: {
      label: 'Sold a day',
      type: 'quantity',
      explain: 'Delivered in the days measured, divided by those days.',
    },
    lastsDays: {
      label: 'Lasts days',
      type: 'number',
      explain: 'Left over divided by sold a day; 0 when nothing is left over.',
    },
    runsOutOn: { label: 'Runs out', type: 'day', explain: 'Today and as many days as it lasts.' },
    orderQuantity: {
      label: 'To order',
      type: 'quantity',
      explain: 'Sold a day times the days stock should last, less what is left over, rounded up to whole units.',
    },
  },
});

export const books = report('answers.books', {
  label: 'Do the books hold?',
  about: 'Every rule the books must keep, whether it held when it was last checked, and the seal of the log.',
  permission: 'answers.books.read',
  params: z.object({}),
  columns: {
    rule: { label: 'Rule', type: 'text' },
    name: { label: 'Short name', type: 'code', hidden: true },
    state: { label: 'State', type: 'state', explain: 'Holds, broken, or not checked yet.' },
    broken: { label: 'Rows that break it', type: 'number', explain: 'Counted up to 20.' },
    example: { label: 'Example', type: 'text' },
    checkedAt: { label: 'Checked', type: 'time', explain: 'Checked each night, and whenever someone asks for it.' },
  },
});

export const checkBooks = command('answers.check_books', {
  label: 'Check the books now',
  about: 'Checks every rule on the books of this company and keeps the result for the board.',
  permission: 'answers.books.check',
  input: z.object({}),
  output: z.object({ rules: z.number().int(), broken: z.number().int() }),
});
