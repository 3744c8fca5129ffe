import { defineModule } from '#kernel/module.ts';
import keepAccount from './account/keep-account.ts';
import setAccountRole from './account/set-account-role.ts';
import { layLedger } from './chart.ts';
import { closing } from './contract.ts';
import * as entities from './entities.contract.ts';
import postEntry from './entry/post-entry.ts';
import reverseEntry from './entry/reverse-entry.ts';
import closePeriod from './period/close-period.ts';
import closeUpTo from './period/close-up-to.ts';
import openYear from './period/open-year.ts';
import reopenPeriod from './period/reopen-period.ts';
import softClosePeriod from './period/soft-close-period.ts';
import balanceSheet from './reports/balance-sheet.ts';
import generalLedger from './reports/general-ledger.ts';
import profitAndLoss from './reports/profit-and-loss.ts';
import profitByMonth from './reports/profit-by-month.ts';
import trialBalance from './reports/trial-balance.ts';
import { uses } from './uses.ts';
import closeYear from './year/close-year.ts';
import reopenYear from './year/reopen-year.ts';

const { account, accountRole, costCentre, entry, fiscalYear, journal, line, period, project } = entities;

export const ledger = defineModule({
  name: 'ledger',
  label: 'Ledger',
  wing: 'finance',
  entities: [entry, line, account, accountRole, journal, fiscalYear, period, costCentre, project],
  operations: [
    postEntry,
    reverseEntry,
    setAccountRole,
    keepAccount,
    openYear,
    softClosePeriod,
    closePeriod,
    closeUpTo,
    reopenPeriod,
    closeYear,
    reopenYear,
  ],
  events: [closing],
  reports: [trialBalance, generalLedger, profitAndLoss, profitByMonth, balanceSheet],
  uses,
  jobs: [
    {
      name: 'ledger.fold_balances',
      cron: '17 2 * * *',
      run: async (tx) => {
        await tx.sql`select ledger.fold_balances(${tx.company})`;
      },
    },
  ],
  permissions: {
    'ledger.entry.read': 'See entries, balances and statements',
    'ledger.entry.post': 'Post and reverse manual entries',
    'ledger.account.read': 'See accounts and journals',
    'ledger.dimension.read': 'See cost centres and projects',
    'ledger.account.write': 'Change the chart of accounts and what accounts are for',
    'ledger.dimension.write': 'Keep cost centres and projects',
    'ledger.period.read': 'See fiscal years and periods',
    'ledger.period.open': 'Open fiscal years',
    'ledger.period.close': 'Soft-close and close periods',
    'ledger.period.reopen': 'Reopen periods someone else closed',
    'ledger.period.soft': 'Post into soft-closed periods',
    'ledger.year.close': 'Carry the result of a year forward, and take it back',
  },
  roles: {
    controller: [
      'ledger.entry.read',
      'ledger.entry.post',
      'ledger.account.read',
      'ledger.account.write',
      'ledger.dimension.read',
      'ledger.dimension.write',
      'ledger.period.read',
      'ledger.period.open',
      'ledger.period.close',
      'ledger.period.reopen',
      'ledger.period.soft',
      'ledger.year.close',
    ],
    bookkeeper: [
      'ledger.entry.read',
      'ledger.entry.post',
      'ledger.account.read',
      'ledger.dimension.read',
      'ledger.dimension.write',
      'ledger.period.read',
    ],
    sales_desk: ['ledger.dimension.read'],
    buyer: ['ledger.dimension.read'],
    storekeeper: ['ledger.dimension.read'],
  },
  sealed: ['ledger.entry', 'ledger.line', 'ledger.period_state'],
  numberedBySeal: ['ledger.entry'],
  onCompany: layLedger,
});
