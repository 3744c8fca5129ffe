import { entity, f } from '#kernel/entity.ts';
import { requestFlow } from './contract.ts';

const POLICY = 'approvals.policy.read';
const REQUEST = 'approvals.request.read';

export const position = entity('approvals.position', {
  label: 'Position',
  plural: 'Positions',
  about: 'A post that somebody holds; approvals go to the post, whoever holds it.',
  table: 'approvals.position',
  title: 'name',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    holder: f.ref('Held by', 'access.user'),
    active: f.flag('In use', { default: true }),
  },
  list: ['code', 'name', 'holder', 'active'],
  search: ['code', 'name'],
  order: 'code',
  key: 'code',
  read: POLICY,
  write: 'approvals.policy.write',
});

export const policy = entity('approvals.policy', {
  label: 'Approval policy',
  plural: 'Approval policies',
  about: 'What needs approval, when, and whose.',
  table: 'approvals.policy',
  title: 'name',
  fields: {
    name: f.text('Name'),
    summary: f.note('Rule'),
    active: f.flag('In use'),
    operation: f.text('For', { derived: true, hidden: true }),
    conditions: f.json('Conditions', { derived: true, hidden: true }),
    steps: f.json('Steps', { derived: true, hidden: true }),
  },
  list: ['name', 'summary', 'active'],
  search: ['name', 'summary'],
  order: 'name',
  read: POLICY,
});

export const request = entity('approvals.request', {
  label: 'Approval request',
  plural: 'Approval requests',
  about: 'What somebody wants to do and others must approve first; carried out as it was entered.',
  table: 'approvals.request',
  title: 'number',
  fields: {
    number: f.code('Number'),
    state: f.state('State'),
    label: f.text('What'),
    summary: f.text('Summary'),
    reason: f.text('Needs approval because'),
    asker: f.text('Asked by'),
    askedAt: f.time('Asked'),
    settledAt: f.time('Settled'),
    failure: f.text('Not done because'),
    step: f.number('Step', { derived: true, hidden: true }),
  },
  list: ['number', 'state', 'label', 'summary', 'asker', 'askedAt'],
  search: ['number', 'label', 'summary', 'asker'],
  order: '-number',
  key: 'number',
  read: REQUEST,
  state: 'state',
  flow: requestFlow,
  children: [
    { entity: 'approvals.request_step', field: 'request', label: 'Steps' },
    { entity: 'approvals.decision', field: 'request', label: 'Decisions' },
  ],
});

export const requestStep = entity('approvals.request_step', {
  label: 'Approval step',
  plural: 'Approval steps',
  about: 'Whose approval a request needs, one after another.',
  table: 'approvals.request_step',
  title: 'position',
  fields: {
    request: f.ref('Request', 'approvals.request'),
    position: f.number('#'),
    whoName: f.text('Waits for'),
    needs: f.number('Approvals'),
    escalateAfterHours: f.number('Escalates after (hours)'),
    escalateName: f.text('Escalates to'),
  },
  list: ['position', 'whoName', 'needs', 'escalateAfterHours', 'escalateName'],
  search: ['whoName'],
  order: 'position',
  read: REQUEST,
});

export const decision = entity('approvals.decision', {
  label: 'Decision',
  plural: 'Decisions',
  about: 'What somebody decided about a request.',
  table: 'approvals.decision',
  title: 'verdict',
  fields: {
    request: f.ref('Request', 'approvals.request'),
    verdict: f.state('Decision'),
    decider: f.text('By'),
    behalf: f.text('In place of'),
    escalated: f.flag('Escalated'),
    comment: f.note('Comment'),
    decidedAt: f.time('Decided'),
  },
  list: ['verdict', 'decider', 'behalf', 'escalated', 'comment', 'decidedAt'],
  search: ['decider'],
  order: 'decidedAt',
  read: REQUEST,
});

export const delegation = entity('approvals.delegation', {
  label: 'Delegation',
  plural: 'Delegations',
  about: 'Who decides in another person’s place, from a day to a day.',
  table: 'approvals.delegation',
  title: 'firstOn',
  fields: {
    from: f.ref('In place of', 'access.colleague'),
    to: f.ref('Decides', 'access.colleague'),
    firstOn: f.day('From'),
    lastOn: f.day('Until'),
    reason: f.text('Reason'),
    endedAt: f.time('Ended'),
  },
  list: ['from', 'to', 'firstOn', 'lastOn', 'reason', 'endedAt'],
  search: ['reason'],
  order: '-firstOn',
  read: 'approvals.delegation.read',
});
