import { defineModule } from '#kernel/module.ts';
import booksAnswer from './books/books.ts';
import checkBooks, { checkBooksJob } from './books/check-books.ts';
import oldestDebts from './debts/oldest-debts.ts';
import consumed from './orders/consumed.ts';
import late from './orders/late.ts';
import orders from './orders/orders.ts';
import profit from './profit/profit.ts';
import profitByMonth from './profit/profit-by-month.ts';
import { topCustomersAnswer, topItemsAnswer } from './profit/top.ts';
import runsShort from './stock/runs-short.ts';

const ALL = [
  'answers.profit.read',
  'answers.orders.read',
  'answers.consumed.read',
  'answers.debts.read',
  'answers.stock.read',
  'answers.books.read',
  'answers.books.check',
];

export default defineModule({
  name: 'answers',
  label: 'Answers',
  wing: 'insight',
  entities: [],
  operations: [checkBooks],
  reports: [
    profit,
    profitByMonth,
    topCustomersAnswer,
    topItemsAnswer,
    orders,
    late,
    consumed,
    oldestDebts,
    runsShort,
    booksAnswer,
  ],
  jobs: [checkBooksJob],
  permissions: {
    'answers.profit.read': 'See what the company earns',
    'answers.orders.read': 'See where the orders stand',
    'answers.consumed.read': 'See what orders consumed',
    'answers.debts.read': 'See the oldest debts',
    'answers.stock.read': 'See what runs short',
    'answers.books.read': 'See whether the books hold',
    'answers.books.check': 'Check the books',
  },
  roles: {
    controller: ALL,
    bookkeeper: ALL,
    sales_desk: ['answers.orders.read', 'answers.consumed.read', 'answers.debts.read', 'answers.stock.read'],
    storekeeper: ['answers.orders.read', 'answers.consumed.read', 'answers.stock.read'],
    buyer: ['answers.orders.read', 'answers.consumed.read', 'answers.stock.read'],
  },
});
