import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { type Column, report } from '#kernel/report.ts';
import { Day, Percent, Ref } from '#kernel/values/schema.ts';

export { TAX_REFUSALS } from './refusals.ts';

const READ = 'tax.code.read';
const WRITE = 'tax.code.write';
const LEDGER = 'tax.ledger.read';

export const taxCode = entity('tax.code', {
  label: 'Tax code',
  plural: 'Tax codes',
  about:
    'One tax of sales or purchases: how it is computed, where it is booked and reported. A group is several at once.',
  table: 'tax.code',
  title: 'name',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    direction: f.choice('For', ['sale', 'purchase'], { required: true, fixed: true }),
    kind: f.choice('Kind', ['percent', 'fixed', 'group'], { default: 'percent', fixed: true }),
    included: f.flag('In the price', { default: false }),
    affectsNext: f.flag('Raises the base of the next', { default: false }),
    affectedByPrevious: f.flag('Base raised by those before', { default: true }),
    deductiblePercent: f.percent('Deductible', {
      default: '100',
      help: 'How much of it may be reclaimed; purchases only.',
    }),
    reverseCharge: f.flag('Reverse charge', { default: false, fixed: true, help: 'Owed and reclaimed at once.' }),
    account: f.ref('Account', 'ledger.account', { derived: true, help: 'The general tax account when empty.' }),
    box: f.text('Box', { help: 'Where it stands in the tax return.' }),
    reverseBox: f.text('Box of the tax owed', { help: 'For a reverse charge.' }),
    note: f.note('Text on documents'),
    active: f.flag('Active', { default: true }),
  },
  checks: {
    code_active_charged_check: 'A tax rule in use, or a group, charges this code. Change the rule or the group first.',
  },
  list: ['code', 'name', 'direction', 'kind', 'included', 'reverseCharge', 'box', 'active'],
  search: ['code', 'name', 'box'],
  order: 'code',
  key: 'code',
  read: READ,
  write: WRITE,
  children: [
    { entity: 'tax.rate', field: 'taxCode', label: 'Rates' },
    { entity: 'tax.group_member', field: 'group', label: 'Taxes of the group' },
    { entity: 'tax.rule', field: 'taxCode', label: 'Rules' },
  ],
  links: [{ entity: 'tax.tax_line', field: 'taxCode', label: 'Posted' }],
});

export const taxRate = entity('tax.rate', {
  label: 'Tax rate',
  plural: 'Tax rates',
  about: 'The rate of a tax code from a day until the next one.',
  table: 'tax.rate',
  title: 'rate',
  fields: {
    taxCode: f.ref('Tax code', 'tax.code', { column: 'code_id', required: true }),
    fromDay: f.day('From', { help: 'Since ever when empty.' }),
    rate: f.percent('Rate', { required: true, help: 'Per cent, or an amount per unit of goods for a fixed tax.' }),
  },
  list: ['taxCode', 'fromDay', 'rate'],
  search: [],
  order: '-fromDay',
  read: READ,
});

export const taxGroupMember = entity('tax.group_member', {
  label: 'Tax of a group',
  plural: 'Taxes of groups',
  about: 'A tax that is part of a group, in the order they build on each other.',
  table: 'tax.group_member',
  title: 'taxCode',
  fields: {
    group: f.ref('Group', 'tax.code', { required: true }),
    taxCode: f.ref('Tax code', 'tax.code', { column: 'code_id', required: true }),
    position: f.number('Position', { required: true }),
  },
  list: ['group', 'position', 'taxCode'],
  search: [],
  order: 'position',
  read: READ,
});

export const taxRule = entity('tax.rule', {
  label: 'Tax rule',
  plural: 'Tax rules',
  about: 'When a tax code applies. The fitting rule of the highest priority wins, then the one that says more.',
  table: 'tax.rule',
  title: 'note',
  fields: {
    direction: f.choice('For', ['sale', 'purchase'], { required: true, fixed: true }),
    priority: f.number('Priority', { default: 0, help: 'Higher ones are asked first.' }),
    taxCode: f.ref('Tax code', 'tax.code', { column: 'code_id', required: true }),
    partyTaxClass: f.text('Party’s tax class', { help: 'A party with a valid tax number and no class is “business”.' }),
    itemTaxClass: f.text('Item’s tax class'),
    area: f.choice('Area', ['domestic', 'union', 'abroad']),
    country: f.ref('Country', 'organisation.country'),
    region: f.text('Region'),
    fromDay: f.day('From'),
    toDay: f.day('To'),
    note: f.text('Why'),
    active: f.flag('Active', { default: true }),
  },
  checks: { rule_code_active_check: 'The tax code of a rule in use is in use itself. Choose another code.' },
  list: [
    'direction',
    'priority',
    'partyTaxClass',
    'itemTaxClass',
    'area',
    'country',
    'region',
    'taxCode',
    'note',
    'active',
  ],
  search: ['note', 'partyTaxClass', 'itemTaxClass', 'region'],
  order: '-priority',
  read: READ,
  write: WRITE,
});

export const taxLine = entity('tax.tax_line', {
  label: 'Tax line',
  plural: 'Tax lines',
  about: 'A tax as it was posted with a document. Never changed; a credit note posts the opposite.',
  table: 'tax.tax_line',
  view: 'tax.v_tax_line',
  title: 'codeName',
  fields: {
    day: f.day('Day', { derived: true }),
    direction: f.choice('Direction', ['sale', 'purchase'], { derived: true }),
    party: f.ref('Party', 'parties.party', { derived: true }),
    taxCode: f.ref('Tax code', 'tax.code', { column: 'code_id', derived: true }),
    code: f.code('Code', { derived: true }),
    codeName: f.text('Tax', { derived: true }),
    box: f.text('Box', { derived: true }),
    rate: f.percent('Rate', { derived: true }),
    documentEntity: f.text('Kind of document', { derived: true }),
    documentId: f.text('Document', { derived: true }),
    postedOn: f.day('Posted on', { derived: true }),
    returnOn: f.day('Declared on', { derived: true, help: 'The return that holds this day has it.' }),
    lateFor: f.ref('Belongs to', 'tax.filing', {
      column: 'late_for',
      derived: true,
      help: 'The return that was filed for its day before it was posted.',
    }),
    baseBaseMinor: f.money('Base', { derived: true }),
    taxBaseMinor: f.money('Tax', { derived: true }),
    dueMinor: f.money('Due', { derived: true, help: 'Positive: owed to the tax office.' }),
  },
  list: ['day', 'direction', 'party', 'codeName', 'box', 'baseBaseMinor', 'taxBaseMinor', 'dueMinor'],
  search: ['code', 'codeName', 'box'],
  order: '-day',
  read: LEDGER,
});

export const setRate = command('tax.set_rate', {
  label: 'Set tax rate',
  about:
    'Sets the rate of a tax code from a day on, or corrects the one of that day. Posted documents keep their taxes.',
  permission: WRITE,
  input: z.object({
    taxCode: Ref('tax.code'),
    fromDay: Day.nullish().describe('Since ever if left empty'),
    rate: Percent.describe('Per cent, or an amount per unit of goods for a fixed tax'),
  }),
  output: z.object({ rate: z.uuid() }),
  refusals: {
    group: '{code} is a group; its taxes have the rates.',
  },
  on: { entity: 'tax.code', field: 'taxCode', where: { kind: ['percent', 'fixed'] } },
});

const GROUP_SIZE = 20;

export const setGroup = command('tax.set_group', {
  label: 'Set taxes of a group',
  about: 'Names the taxes a group is made of, in the order they build on each other; replaces those it had.',
  permission: WRITE,
  input: z.object({ group: Ref('tax.code'), taxCodes: z.array(Ref('tax.code')).max(GROUP_SIZE) }),
  output: z.object({ group: z.uuid() }),
  refusals: {
    not_a_group: '{code} is a single tax.',
    twice: '{code} is named twice.',
    nested: '{code} is a group itself.',
    other_direction: '{code} is for the other direction.',
    archived: '{code} is archived.',
  },
  on: { entity: 'tax.code', field: 'group', where: { kind: 'group' } },
});

export const setAccount = command('tax.set_account', {
  label: 'Set account of a tax code',
  about: 'Gives a tax code a control account of its own, or the general tax account again.',
  permission: WRITE,
  input: z.object({
    taxCode: Ref('tax.code'),
    account: Ref('ledger.account').nullable().describe('Empty: the general tax account.'),
  }),
  output: z.object({ taxCode: z.uuid() }),
  refusals: { not_kept: '{account} is not kept for {role}. Make it a control account for it first.' },
  on: { entity: 'tax.code', field: 'taxCode' },
});

const money = (label: string, more: Partial<Column> = {}): Column => ({ label, type: 'money', ...more });
const hidden = (label: string): Column => ({ label, type: 'text', hidden: true });

const range = {
  from: Day.optional().describe('First day; the beginning of the year if left empty'),
  to: Day.optional().describe('Last day; today if left empty'),
};

export const taxLedger = report('tax.tax_ledger', {
  label: 'Tax ledger',
  about: 'Bases and taxes by the month they were posted in, tax code and box; it equals the tax accounts.',
  permission: LEDGER,
  params: z.object({ ...range, direction: z.enum(['sale', 'purchase']).optional() }),
  columns: {
    month: { label: 'Month', type: 'text' },
    startsOn: hidden('From'),
    endsOn: hidden('To'),
    direction: { label: 'Direction', type: 'choice' },
    codeId: hidden('Tax code'),
    code: { label: 'Code', type: 'code', drill: { entity: 'tax.code', id: 'codeId' } },
    name: { label: 'Tax', type: 'text' },
    box: { label: 'Box', type: 'text' },
    documents: { label: 'Documents', type: 'number' },
    baseMinor: money('Base', { explain: 'The net amounts the tax was taken of, credit notes deducted.' }),
    taxMinor: money('Tax', {
      drill: {
        report: 'tax.tax_lines',
        params: {
          ...{ from: 'startsOn', to: 'endsOn', code: 'code', box: 'box', direction: 'direction' },
          by: { value: 'posting' },
        },
      },
    }),
    dueMinor: money('Due', { total: true, explain: 'Tax owed to the office; tax to be reclaimed is negative.' }),
  },
});

export const taxReturn = report('tax.return', {
  label: 'Tax return',
  about:
    'The boxes of the return: taxes owed are positive, taxes reclaimed negative, and the sum is what is due. By the day of posting; what was posted into a filed return is in the next.',
  permission: LEDGER,
  params: z.object(range),
  columns: {
    box: { label: 'Box', type: 'text' },
    startsOn: hidden('From'),
    endsOn: hidden('To'),
    documents: { label: 'Documents', type: 'number' },
    baseMinor: money('Base', {
      neutral: true,
      explain: 'Bases of sales less those of purchases; a reverse charge stands in two boxes.',
    }),
    dueMinor: money('Due', {
      neutral: true,
      total: true,
      explain: 'Tax of sales less tax of purchases.',
      drill: { report: 'tax.tax_lines', params: { from: 'startsOn', to: 'endsOn', box: 'box' } },
    }),
    lateBaseMinor: money('Base of earlier returns', {
      neutral: true,
      explain: 'Of the base: documents of days whose return was filed.',
    }),
    lateMinor: money('Due of earlier returns', {
      neutral: true,
      total: true,
      explain: 'Of what is due: documents of days whose return was filed.',
    }),
  },
});

const MOST_LINES = 200;

export const taxLines = report('tax.tax_lines', {
  label: 'Tax by document',
  about: 'The documents behind a figure of the tax ledger, latest first.',
  permission: LEDGER,
  params: z.object({
    ...range,
    by: z.enum(['return', 'posting']).default('return').describe('The days they are declared on, or posted on'),
    code: z.string().max(40).optional(),
    box: z.string().max(400).optional(),
    direction: z.enum(['sale', 'purchase']).optional(),
    party: Ref('parties.party').optional(),
    page: z.coerce.number().int().min(1).max(100_000).default(1),
    size: z.coerce.number().int().min(1).max(MOST_LINES).default(MOST_LINES),
  }),
  columns: {
    day: { label: 'Day', type: 'day' },
    postedOn: { label: 'Posted on', type: 'day' },
    lateForId: hidden('Return it belongs to'),
    lateFor: { label: 'Belongs to', type: 'text', drill: { entity: 'tax.filing', id: 'lateForId' } },
    documentEntity: { label: 'Kind of document', type: 'text' },
    documentId: hidden('Document'),
    line: hidden('Tax line'),
    partyId: hidden('Party'),
    party: { label: 'Party', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
    direction: { label: 'Direction', type: 'choice' },
    code: { label: 'Code', type: 'code' },
    box: { label: 'Box', type: 'text' },
    baseMinor: money('Base', { drill: { entity: 'tax.tax_line', id: 'line' } }),
    taxMinor: money('Tax', { drill: { entity: 'tax.tax_line', id: 'line' } }),
    dueMinor: money('Due'),
  },
});
