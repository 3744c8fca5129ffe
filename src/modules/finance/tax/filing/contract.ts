import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { Day, Note, Ref } from '#kernel/values/schema.ts';

const LEDGER = 'tax.ledger.read';

export const filing = entity('tax.filing', {
  label: 'Filed tax return',
  plural: 'Filed tax returns',
  about: 'A tax return as it went to the tax office. What is posted later into its days is declared in the next one.',
  table: 'tax.filing',
  view: 'tax.v_filing',
  title: 'label',
  fields: {
    label: f.text('Period', { derived: true }),
    startsOn: f.day('From', { derived: true }),
    endsOn: f.day('To', { derived: true }),
    state: f.state('State', { derived: true }),
    filedOn: f.day('Filed on', { derived: true }),
    actor: f.person('By'),
    reference: f.text('Reference', { derived: true }),
    note: f.note('Note', { derived: true }),
    dueMinor: f.money('Due', { derived: true, help: 'Positive: owed to the tax office.' }),
    withdrawnOn: f.day('Withdrawn on', { derived: true }),
    withdrawnFor: f.text('Withdrawn because', { derived: true }),
  },
  list: ['label', 'state', 'filedOn', 'reference', 'dueMinor', 'actor'],
  search: ['label', 'reference'],
  order: '-endsOn',
  read: LEDGER,
  state: 'state',
  children: [{ entity: 'tax.filed_box', field: 'filing', label: 'Boxes' }],
  links: [{ entity: 'tax.tax_line', field: 'lateFor', label: 'Declared later' }],
});

export const filedBox = entity('tax.filed_box', {
  label: 'Box of a filed return',
  plural: 'Boxes of filed returns',
  about: 'One box of a tax return as it was filed.',
  table: 'tax.filed_box',
  title: 'box',
  fields: {
    filing: f.ref('Return', 'tax.filing', { derived: true }),
    box: f.text('Box', { derived: true }),
    documents: f.number('Documents', { derived: true }),
    baseMinor: f.money('Base', { derived: true }),
    dueMinor: f.money('Due', { derived: true }),
    lateBaseMinor: f.money('Base of earlier returns', { derived: true }),
    lateMinor: f.money('Due of earlier returns', { derived: true }),
  },
  list: ['box', 'documents', 'baseMinor', 'dueMinor', 'lateBaseMinor', 'lateMinor'],
  search: ['box'],
  order: 'box',
  read: LEDGER,
});

export const fileReturn = command('tax.file_return', {
  label: 'File tax return',
  about:
    'Keeps the return of a period as it is filed. It never changes again: what is posted later into its days is declared in the next one.',
  permission: 'tax.return.file',
  input: z.object({
    from: Day.describe('First day'),
    to: Day.describe('Last day'),
    reference: z.string().trim().max(120).nullish().describe('What the tax office gave for it'),
    note: Note.nullish(),
  }),
  output: z.object({ filing: z.uuid(), dueMinor: z.bigint() }),
  facts: {
    dueMinor: { label: 'Due', type: 'money' },
    from: { label: 'From', type: 'day' },
    to: { label: 'To', type: 'day' },
  },
  refusals: {
    wrong_range: 'The last day is before the first.',
    not_over: 'The period lasts until {day}; its return is filed after it.',
    not_next: 'The return of {last} was filed last; the next one begins on {day}.',
    earlier_taxes: 'Taxes were posted on {day} already. The first return begins no later.',
  },
});

export const withdrawReturn = command('tax.withdraw_return', {
  label: 'Withdraw tax return',
  about:
    'Takes the last filed return back, so that its days are declared anew; the filed one is kept. What was declared later meanwhile stays there.',
  permission: 'tax.return.withdraw',
  input: z.object({ filing: Ref('tax.filing'), reason: Note.min(1) }),
  output: z.object({ filing: z.uuid() }),
  refusals: {
    withdrawn: 'The return of {period} was withdrawn before.',
    not_last: 'The return of {later} was filed after it. Withdraw that one first.',
  },
  on: { entity: 'tax.filing', field: 'filing', states: ['filed'] },
});
