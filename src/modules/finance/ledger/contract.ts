import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { event } from '#kernel/event.ts';
import { type Column, type Drill, report } from '#kernel/report.ts';
import { Code, CurrencyCode, Day, DayOrToday, Id, LIMITS, Minor, Name, Note, Ref } from '#kernel/values/schema.ts';
import { ACCOUNT_ROLES } from './posting/draft.ts';
import { KEPT_ROLES, type KeptRole } from './posting/kept.ts';

/** What the ledger refuses of a posting, whichever document it follows from; operations that post name them among their own. */
export const POSTING_REFUSALS = {
  unbalanced: 'Debits and credits differ by {difference}.',
  period_closed: 'The period that holds {day} is closed.',
  period_missing: 'No fiscal year holds {day}, or no period from it on is open. Open the year first.',
  unknown_account: 'No account serves as {role}. Choose one first.',
  dimension_missing: 'Every line of the account {account} must name its {dimension}.',
  control_account:
    'The account {account} is kept by a sub-ledger: its documents post there, and nobody else. Take another account.',
} as const;

/** What is refused of the accounts and dimensions of document lines; for the operations that take them, or post what was entered so. */
export const DIMENSION_REFUSALS = {
  account_inactive: 'The account {account} is out of use.',
  unknown_dimension: '{where} names a party, site, cost centre or project that does not exist or is out of use.',
  needs_dimension: '{where}: the account {account} needs a {dimension}. Enter it there.',
} as const;

/** The day a document's entry stands on in the ledger. */
export const PostedOn = Day.describe(
  'The day of the document, or the first open one after it where its period is closed.',
);

const EntryLine = z.object({
  account: Ref('ledger.account', { control: false }).describe('Account'),
  debitMinor: Minor.optional().describe('Debit'),
  creditMinor: Minor.optional().describe('Credit'),
  currency: CurrencyCode.optional().describe('Currency'),
  currencyMinor: Minor.optional().describe('In currency, debit positive'),
  party: Ref('parties.party').optional().describe('Party'),
  site: Ref('organisation.site').optional().describe('Site'),
  costCentre: Ref('ledger.cost_centre').optional().describe('Cost centre'),
  project: Ref('ledger.project').optional().describe('Project'),
  text: Name.optional().describe('Text'),
});

export const postEntry = command('ledger.post_entry', {
  label: 'Post entry',
  about: 'Posts a journal entry by hand. It takes effect at once and is corrected only by reversing it.',
  permission: 'ledger.entry.post',
  input: z.object({
    journal: z.enum(['general', 'opening']).default('general'),
    effectiveOn: Day,
    /** What happens when the day's period is closed: refuse, or post on the first open day after. */
    ifClosed: z.enum(['refuse', 'next']).default('refuse'),
    text: Name,
    lines: z.array(EntryLine).min(2).max(LIMITS.documentLines),
  }),
  output: z.object({ entry: Id, postedOn: Day }),
  facts: {
    text: { label: 'Text', type: 'text' },
    totalMinor: { label: 'Total of debits', type: 'money' },
    withOthersMinor: {
      label: 'With other manual entries on its accounts within 24 hours',
      type: 'money',
      beside: true,
    },
    effectiveOn: { label: 'Day', type: 'day' },
  },
  refusals: {
    line_amount: 'Line {line} needs either a debit or a credit above zero.',
    line_currency: 'Line {line} needs both a currency and the amount in it, with the sign of the line.',
    own_amount: 'Line {line}: an amount in {currency} is the debit or credit itself. Enter the same, or leave it out.',
    no_currency: 'There is no currency {currency}.',
    account_inactive: DIMENSION_REFUSALS.account_inactive,
    unknown_dimension: DIMENSION_REFUSALS.unknown_dimension,
    ...POSTING_REFUSALS,
  },
});

export const reverseEntry = command('ledger.reverse_entry', {
  label: 'Reverse entry',
  about: 'Takes a manual entry back with a mirrored one, today or on the first open day after; the original stays.',
  permission: 'ledger.entry.post',
  on: {
    entity: 'ledger.entry',
    field: 'entry',
    states: ['posted'],
    where: { sourceEntity: 'ledger.entry', reversal: false },
  },
  input: z.object({
    entry: Ref('ledger.entry'),
    reason: Note.min(1),
    /** The day it takes effect. */
    effectiveOn: DayOrToday,
  }),
  output: z.object({ entry: Id, postedOn: Day }),
  refusals: {
    not_manual: 'This entry belongs to a document. Cancel or correct the document instead.',
    already_reversed: 'This entry was reversed before.',
    is_reversal: 'This entry is itself a reversal. Post a new entry to say again what it took back.',
    before_origin: 'A reversal cannot take effect before {day}, the day of the entry.',
    period_missing: POSTING_REFUSALS.period_missing,
  },
});

const roleName = z.enum(ACCOUNT_ROLES);
const mayKeep = {
  has_lines: '{account} has postings already. Take an account that nothing was posted to.',
  carries_role: '{account} is the account of {role}. An account kept by a sub-ledger carries nothing else.',
  wrong_type: '{account} is of the type {type}; only assets and liabilities are kept by a sub-ledger.',
  kept_otherwise: '{account} is kept for {role} already.',
} as const;

export const setAccountRole = command('ledger.set_account_role', {
  label: 'Set account of a role',
  about:
    'Says which account documents post to for a purpose, from now on. What was posted stays; a control account that was posted to stays the one.',
  permission: 'ledger.account.write',
  input: z.object({ role: roleName.describe('Role'), account: Ref('ledger.account').describe('Account') }),
  output: z.object({ role: Id }),
  refusals: {
    ...mayKeep,
    account_inactive: DIMENSION_REFUSALS.account_inactive,
    role_undimensioned:
      'Every line of {account} must name its {dimension}, and what is posted for {role} does not always. Choose another account, or let this one need none.',
    wrong_side: '{account} is of the type {type}. The account of {role} is of the type {types}.',
    role_posted:
      'Entries of {role} stand on {account} already, and what they hold is settled there alone. A control account is chosen before its first entry.',
  },
});

export const keepAccount = command('ledger.keep_account', {
  label: 'Make a control account',
  about:
    'Gives an account that nothing was posted to into the keeping of a sub-ledger, beside the account of the role: a tax with an account of its own.',
  permission: 'ledger.account.write',
  on: { entity: 'ledger.account', field: 'account', where: { type: ['asset', 'liability'], control: false } },
  input: z.object({
    account: Ref('ledger.account').describe('Account'),
    keptFor: z.enum(KEPT_ROLES as [KeptRole, ...KeptRole[]]).describe('Kept for'),
  }),
  output: z.object({ account: Id }),
  refusals: mayKeep,
});

export const openYear = command('ledger.open_year', {
  label: 'Open fiscal year',
  about: 'Makes a fiscal year with twelve monthly periods and a closing one, all open.',
  permission: 'ledger.period.open',
  input: z.object({ startsOn: Day, code: Code.optional() }),
  output: z.object({ year: Id }),
  refusals: {
    not_month_start: 'A fiscal year starts on the first day of a month.',
    year_exists: 'There is a year {code} already, or another year holds some of its days.',
  },
});

const onPeriod = { period: Ref('ledger.period') };
export const softClosePeriod = command('ledger.soft_close_period', {
  label: 'Soft-close period',
  about: 'Keeps everyone out of a period but those with the right to post into soft-closed ones.',
  permission: 'ledger.period.close',
  on: { entity: 'ledger.period', field: 'period', states: ['open'] },
  input: z.object({ ...onPeriod, reason: Note.optional() }),
  output: z.object({ period: Id }),
  refusals: { wrong_state: 'The period {code} is {state}.' },
});

/** What modules above refuse of a closing. */
export const CLOSING_REFUSALS = {
  revalue_again: 'What {what} in {currency} on {day} changed since it was revalued. Revalue it again first.',
} as const;

export const closePeriod = command('ledger.close_period', {
  label: 'Close period',
  about: 'Closes a period for good once the books prove themselves; nothing is posted into it any more.',
  permission: 'ledger.period.close',
  on: { entity: 'ledger.period', field: 'period', states: ['open', 'soft_closed'] },
  input: z.object({ ...onPeriod, reason: Note.optional() }),
  output: z.object({ period: Id }),
  refusals: {
    wrong_state: 'The period {code} is {state}.',
    earlier_open: 'The period {earlier} comes before and is not closed.',
    result_open: 'The result of the year is not carried forward yet. Close the year first, then {code}.',
    checks_failed:
      'The books break rules they must keep, so nothing is closed: {rules} The command “verify” names the records; have them looked into, then close.',
    ...CLOSING_REFUSALS,
  },
});

export const closeUpTo = command('ledger.close_up_to', {
  label: 'Close periods',
  about:
    'Closes a period for good, and every one before it that is not closed yet, once the books prove themselves. The closing period of a year stays open until its result is carried forward.',
  permission: 'ledger.period.close',
  input: z.object({ period: Ref('ledger.period').describe('Last period to close'), reason: Note.optional() }),
  output: z.object({ periods: z.array(Id) }),
  many: 'ledger.close_period',
  refusals: {
    wrong_state: closePeriod.refusals.wrong_state,
    result_open: closePeriod.refusals.result_open,
    checks_failed: closePeriod.refusals.checks_failed,
    ...CLOSING_REFUSALS,
  },
});

export const closing = event('ledger.closing', {
  about: 'The days of a period are about to be closed; who has something left to post on them refuses it.',
  payload: z.object({ from: Day, to: Day }),
});

export const reopenPeriod = command('ledger.reopen_period', {
  label: 'Reopen period',
  about: 'Opens a closed or soft-closed period again. Someone other than who closed it must do it, and say why.',
  permission: 'ledger.period.reopen',
  on: { entity: 'ledger.period', field: 'period', states: ['closed', 'soft_closed'], notBy: 'actor' },
  input: z.object({ ...onPeriod, reason: Note.min(1) }),
  output: z.object({ period: Id }),
  refusals: {
    wrong_state: 'The period {code} is {state}.',
    own_closing: 'You closed {code} yourself; someone else must reopen it.',
  },
});

const CLOSING_PERIOD_CLOSED =
  'The closing period of {code} is closed. Have it reopened by someone other than who closed it.';

export const closeYear = command('ledger.close_year', {
  label: 'Close year',
  about: 'Carries the result of the year to retained earnings with one entry in the closing period.',
  permission: 'ledger.year.close',
  on: { entity: 'ledger.fiscal_year', field: 'year', where: { closed: false } },
  input: z.object({ year: Ref('ledger.fiscal_year') }),
  output: z.object({ entry: Id, resultMinor: Minor }),
  refusals: {
    periods_open: 'The period {code} is not closed yet.',
    already_closed: 'The result of {code} was carried forward already.',
    nothing_to_close: 'There is no result to carry forward in {code}.',
    closing_period_closed: CLOSING_PERIOD_CLOSED,
  },
});

export const reopenYear = command('ledger.reopen_year', {
  label: 'Take year-end close back',
  about: 'Reverses the entry that carried the result of the year to retained earnings.',
  permission: 'ledger.year.close',
  on: { entity: 'ledger.fiscal_year', field: 'year', where: { closed: true } },
  input: z.object({ year: Ref('ledger.fiscal_year'), reason: Note.min(1) }),
  output: z.object({ entry: Id }),
  refusals: {
    not_closed: 'The result of {code} was not carried forward.',
    closing_period_closed: CLOSING_PERIOD_CLOSED,
  },
});

const ACCOUNT: Drill = {
  report: 'ledger.general_ledger',
  params: {
    account: 'account',
    from: { param: 'from' },
    to: { param: 'to' },
    costCentre: { param: 'costCentre' },
    site: { param: 'site' },
  },
};
const range = {
  from: Day.optional().describe('First day; the first of this fiscal year if left empty'),
  to: Day.optional().describe('Last day; today if left empty'),
};
const money = (label: string, more: Partial<Column> = {}): Column => ({ label, type: 'money', ...more });
const hidden = (label: string): Column => ({ label, type: 'text', hidden: true });

export const trialBalance = report('ledger.trial_balance', {
  label: 'Trial balance',
  about: 'Every account with its balance before, its debits and credits, and its balance after.',
  permission: 'ledger.entry.read',
  params: z.object({
    ...range,
    costCentre: Ref('ledger.cost_centre').optional(),
    site: Ref('organisation.site').optional(),
    closing: z.boolean().default(true).describe('With the entries of year-end closing'),
  }),
  columns: {
    account: hidden('Account'),
    number: { label: 'Number', type: 'code' },
    name: { label: 'Account', type: 'text', drill: { entity: 'ledger.account', id: 'account' } },
    type: { label: 'Type', type: 'choice' },
    openingMinor: money('Before', { total: true, explain: 'Debits less credits posted before the first day.' }),
    debitMinor: money('Debit', { total: true, drill: ACCOUNT }),
    creditMinor: money('Credit', { total: true, drill: ACCOUNT }),
    closingMinor: money('After', { total: true, drill: ACCOUNT, explain: 'Before + debit - credit.' }),
  },
});

export const generalLedger = report('ledger.general_ledger', {
  label: 'General ledger',
  about: 'The lines of one account in the order of posting, with the balance after each.',
  permission: 'ledger.entry.read',
  params: z.object({
    account: Ref('ledger.account'),
    ...range,
    costCentre: Ref('ledger.cost_centre').optional(),
    site: Ref('organisation.site').optional(),
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    size: z.coerce.number().int().min(1).max(LIMITS.pageRows).default(LIMITS.pageRows),
  }),
  columns: {
    entry: hidden('Entry'),
    postedOn: { label: 'Posted on', type: 'day' },
    effectiveOn: { label: 'Effective on', type: 'day' },
    journal: { label: 'Journal', type: 'choice' },
    number: { label: 'Entry', type: 'number', serial: true, drill: { entity: 'ledger.entry', id: 'entry' } },
    text: { label: 'Text', type: 'text' },
    sourceEntity: { label: 'Source', type: 'text', drill: { entity: 'sourceEntity', id: 'sourceId' } },
    sourceId: hidden('Source document'),
    debitMinor: money('Debit', { drill: { entity: 'ledger.entry', id: 'entry' } }),
    creditMinor: money('Credit', { drill: { entity: 'ledger.entry', id: 'entry' } }),
    balanceMinor: money('Balance', { explain: 'The balance before the first day and every line up to this one.' }),
  },
});

const statement = (drill: Drill, what: string): Record<string, Column> => ({
  kind: hidden('Row'),
  account: hidden('Account'),
  section: hidden('Section'),
  number: { label: 'Number', type: 'code' },
  name: { label: 'Name', type: 'text' },
  amountMinor: money('Amount', { drill, explain: what }),
  compareMinor: money('Compared'),
  changeMinor: money('Change', { explain: 'The first amount less the second.', neutral: true }),
});

export const profitAndLoss = report('ledger.profit_and_loss', {
  label: 'Profit and loss',
  about:
    'Income and expenses by heading and what is left, beside another period. Both are positive as they usually are: a negative expense was taken back.',
  permission: 'ledger.entry.read',
  params: z.object({
    ...range,
    compare: z.enum(['none', 'period_before', 'year_before']).default('year_before'),
    costCentre: Ref('ledger.cost_centre').optional(),
    site: Ref('organisation.site').optional(),
  }),
  columns: statement(
    ACCOUNT,
    'Income: credits less debits posted in the period, year-end closing left out. Expenses: the opposite.',
  ),
});

export const profitByMonth = report('ledger.profit_by_month', {
  label: 'Profit by month',
  about: 'Income, expenses and what is left of each month.',
  permission: 'ledger.entry.read',
  params: z.object({ ...range, costCentre: Ref('ledger.cost_centre').optional() }),
  columns: {
    month: { label: 'Month', type: 'text' },
    startsOn: { label: 'From', type: 'day', hidden: true },
    endsOn: { label: 'To', type: 'day', hidden: true },
    incomeMinor: money('Income', { total: true }),
    expenseMinor: money('Expenses', { total: true }),
    resultMinor: money('Result', {
      total: true,
      drill: { report: 'ledger.profit_and_loss', params: { from: 'startsOn', to: 'endsOn' } },
    }),
  },
  chart: { type: 'bar', x: 'month', y: ['incomeMinor', 'expenseMinor', 'resultMinor'] },
});

export const balanceSheet = report('ledger.balance_sheet', {
  label: 'Balance sheet',
  about: 'What the company owns and owes at the end of a day, beside another day.',
  permission: 'ledger.entry.read',
  params: z.object({
    to: Day.optional().describe('Day; today if left empty'),
    compareTo: Day.optional().describe('Another day; a year before if left empty'),
  }),
  columns: statement(
    { report: 'ledger.general_ledger', params: { account: 'account', to: { param: 'to' } } },
    'Assets: debits less credits of all time up to the day. Equity and liabilities: the opposite.',
  ),
});
