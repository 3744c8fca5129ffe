import { entity, f } from '#kernel/entity.ts';
import { ACCOUNT_ROLES, JOURNALS } from './posting/draft.ts';
import { KEPT_ROLES } from './posting/kept.ts';

const ACCOUNT_TYPES = ['asset', 'liability', 'equity', 'income', 'expense'] as const;

export const account = entity('ledger.account', {
  label: 'Account',
  plural: 'Accounts',
  about: 'A general-ledger account. Its type and heading place it in the statements.',
  table: 'ledger.account',
  title: 'name',
  fields: {
    number: f.code('Number', { required: true }),
    name: f.text('Name', { required: true }),
    type: f.choice('Type', ACCOUNT_TYPES, { required: true, fixed: true }),
    heading: f.text('Heading', { required: true, help: 'The group it is shown under in the statements.' }),
    requires: f.choice('Needs', ['party', 'item', 'site', 'cost_centre', 'project'], {
      help: 'A dimension every line of this account must carry.',
    }),
    keptFor: f.choice('Kept for', KEPT_ROLES, {
      derived: true,
      help: 'A control account: a sub-ledger posts there through its documents, and nobody else.',
    }),
    control: f.flag('Control account', { derived: true }),
    active: f.flag('Active', { default: true }),
  },
  checks: {
    account_active_role_check:
      'Documents post to this account: it has a role, or a sub-ledger keeps it. Give its roles to other accounts first; what is kept stays in use.',
    account_requires_role_check:
      'Documents post to this account by its roles and do not always name that: it cannot need it. Give its roles to other accounts first.',
  },
  list: ['number', 'name', 'type', 'heading', 'keptFor', 'active'],
  search: ['number', 'name'],
  order: 'number',
  key: 'number',
  read: 'ledger.account.read',
  write: 'ledger.account.write',
});

export const accountRole = entity('ledger.account_role', {
  label: 'Account role',
  plural: 'Account roles',
  about: 'Which account documents post to for a purpose.',
  table: 'ledger.account_role',
  title: 'role',
  fields: {
    role: f.choice('Role', ACCOUNT_ROLES, { derived: true }),
    account: f.ref('Account', 'ledger.account', { derived: true }),
  },
  list: ['role', 'account'],
  search: ['role'],
  order: 'role',
  key: 'role',
  read: 'ledger.account.read',
});

export const journal = entity('ledger.journal', {
  label: 'Journal',
  plural: 'Journals',
  about: 'A book entries are grouped by: sales, purchases, bank, stock and so on.',
  table: 'ledger.journal',
  title: 'name',
  fields: { code: f.code('Code', { required: true }), name: f.text('Name', { required: true }) },
  list: ['code', 'name'],
  search: ['code', 'name'],
  order: 'code',
  key: 'code',
  read: 'ledger.account.read',
});

const dimension = <const Noun extends string>(noun: Noun, label: string, plural: string, about: string) =>
  entity(`ledger.${noun}`, {
    label,
    plural,
    about,
    table: `ledger.${noun}`,
    title: 'name',
    fields: {
      code: f.code('Code', { required: true }),
      name: f.text('Name', { required: true }),
      active: f.flag('Active', { default: true }),
    },
    list: ['code', 'name', 'active'],
    search: ['code', 'name'],
    order: 'code',
    key: 'code',
    read: 'ledger.dimension.read',
    write: 'ledger.dimension.write',
  });

export const costCentre = dimension(
  'cost_centre',
  'Cost centre',
  'Cost centres',
  'A part of the company whose costs and income are watched.',
);
export const project = dimension('project', 'Project', 'Projects', 'Work with an end, whose result is watched.');

export const fiscalYear = entity('ledger.fiscal_year', {
  label: 'Fiscal year',
  plural: 'Fiscal years',
  about: 'Twelve monthly periods and a closing one.',
  table: 'ledger.fiscal_year',
  view: 'ledger.v_fiscal_year',
  title: 'code',
  fields: {
    code: f.code('Year'),
    startsOn: f.day('From'),
    endsOn: f.day('To'),
    closed: f.flag('Result carried forward', { derived: true }),
  },
  list: ['code', 'startsOn', 'endsOn', 'closed'],
  search: ['code'],
  order: '-startsOn',
  read: 'ledger.period.read',
  children: [{ entity: 'ledger.period', field: 'year', label: 'Periods' }],
});

export const period = entity('ledger.period', {
  label: 'Period',
  plural: 'Periods',
  about: 'A slice of a fiscal year that is open, soft-closed or closed.',
  table: 'ledger.period',
  view: 'ledger.v_period',
  title: 'name',
  fields: {
    name: f.text('Period', { derived: true }),
    code: f.code('Code'),
    year: f.ref('Year', 'ledger.fiscal_year'),
    startsOn: f.day('From'),
    endsOn: f.day('To'),
    closing: f.flag('For closing entries'),
    state: f.state('State', { derived: true }),
    actor: f.person('By'),
    reason: f.text('Reason', { derived: true }),
    recordedAt: f.time('Since', { derived: true }),
  },
  list: ['name', 'startsOn', 'endsOn', 'state', 'actor', 'recordedAt'],
  search: ['name', 'code'],
  order: 'endsOn',
  read: 'ledger.period.read',
  state: 'state',
});

export const entry = entity('ledger.entry', {
  label: 'Entry',
  plural: 'Entries',
  about: 'A balanced journal entry. It is never changed; a correction is another entry.',
  table: 'ledger.entry',
  view: 'ledger.v_entry',
  title: 'text',
  fields: {
    number: f.number('Number', { serial: true }),
    journal: f.choice('Journal', JOURNALS),
    postedOn: f.day('Posted on'),
    effectiveOn: f.day('Effective on'),
    text: f.text('Text'),
    totalMinor: f.money('Amount'),
    lines: f.number('Lines'),
    state: f.state('State'),
    sourceEntity: f.text('Kind of document'),
    sourceId: f.record('Document', 'sourceEntity'),
    reversal: f.flag('Reversal', { derived: true }),
    reverses: f.ref('Reverses', 'ledger.entry', { column: 'reverses' }),
    reversedBy: f.ref('Reversed by', 'ledger.entry', { column: 'reversed_by' }),
    cause: f.text('Cause'),
    actor: f.person('By'),
    recordedAt: f.time('Recorded at'),
  },
  list: ['number', 'journal', 'postedOn', 'effectiveOn', 'text', 'totalMinor', 'state'],
  search: ['text'],
  order: '-number',
  read: 'ledger.entry.read',
  state: 'state',
  children: [{ entity: 'ledger.line', field: 'entry', label: 'Lines' }],
});

export const line = entity('ledger.line', {
  label: 'Line',
  plural: 'Lines',
  about: 'One debit or credit of an entry.',
  table: 'ledger.line',
  view: 'ledger.v_line',
  title: 'text',
  fields: {
    sequence: f.text('Sequence', { column: 'id' }),
    entry: f.ref('Entry', 'ledger.entry'),
    entryNumber: f.number('Entry number', { serial: true }),
    postedOn: f.day('Posted on'),
    effectiveOn: f.day('Effective on'),
    journal: f.choice('Journal', JOURNALS),
    account: f.ref('Account', 'ledger.account'),
    accountNumber: f.code('Account number'),
    debitMinor: f.money('Debit'),
    creditMinor: f.money('Credit'),
    currency: f.currency('Currency'),
    currencyMinor: f.money('In currency', { currency: 'currency' }),
    party: f.ref('Party', 'parties.party'),
    site: f.ref('Site', 'organisation.site'),
    costCentre: f.ref('Cost centre', 'ledger.cost_centre'),
    project: f.ref('Project', 'ledger.project'),
    text: f.text('Text'),
  },
  list: ['postedOn', 'accountNumber', 'account', 'debitMinor', 'creditMinor', 'party', 'costCentre', 'text'],
  search: ['text'],
  order: 'sequence',
  read: 'ledger.entry.read',
});
