import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import { delegateHandler, endDelegationHandler, seenDelegations } from './delegation/delegate.ts';
import { guard } from './policy/guard.ts';
import { retirePolicyHandler, setPolicyHandler } from './policy/set-policy.ts';
import * as records from './records.ts';
import { carryOutLeft } from './request/carry-out.ts';
import { cases } from './request/case.report.ts';
import { approveHandler, carryOutHandler, rejectHandler, withdrawHandler } from './request/decide.ts';
import { documents } from './request/documents.report.ts';
import { inbox, mine, operations } from './request/inbox.report.ts';

const EVERYBODY = [
  'approvals.inbox.read',
  'approvals.request.decide',
  'approvals.delegation.read',
  'approvals.delegation.write',
  // Whoever lets another decide chooses them by name.
  'access.colleague.read',
];

export const approvals = defineModule({
  name: 'approvals',
  label: 'Approvals',
  wing: 'office',
  entities: [
    records.request,
    records.requestStep,
    records.decision,
    records.policy,
    records.position,
    records.delegation,
  ],
  operations: [
    setPolicyHandler,
    retirePolicyHandler,
    approveHandler,
    rejectHandler,
    withdrawHandler,
    carryOutHandler,
    delegateHandler,
    endDelegationHandler,
  ],
  reports: [inbox, cases, mine, documents, operations],
  jobs: [{ name: 'approvals.carry_out_left', cron: '* * * * *', run: async () => undefined, after: carryOutLeft }],
  permissions: {
    'approvals.inbox.read': 'See what waits for one’s own approval and what one asked for',
    'approvals.request.decide': 'Decide on what a policy puts before one; withdraw what one asked for',
    'approvals.request.read': 'See all requests and decisions',
    'approvals.delegation.read':
      'See who decides in one’s place and in whose one decides; all with the right to see policies',
    'approvals.delegation.write': 'Let another person decide in one’s own place',
    'approvals.policy.read': 'See approval policies, positions and delegations',
    'approvals.policy.write': 'Keep approval policies and positions; delegate for others',
  },
  roles: {
    controller: [...EVERYBODY, 'approvals.request.read', 'approvals.policy.read', 'approvals.policy.write'],
    bookkeeper: EVERYBODY,
    sales_desk: EVERYBODY,
    storekeeper: EVERYBODY,
    buyer: EVERYBODY,
  },
  rows: { 'approvals.delegation': seenDelegations },
  sealed: ['approvals.decision'],
  guard,
  onCompany: async (tx) => {
    await defineSeries(tx, [{ series: 'approvals.request', prefix: 'AP-' }]);
  },
});
