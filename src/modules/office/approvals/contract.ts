import { z } from 'zod';
import { COMPARISONS } from '#engines/approvals/match.ts';
import { command } from '#kernel/command.ts';
import { flow } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';

const LIMITS = { conditions: 20, steps: 10, approvals: 20, hours: 24 * 90 } as const;

export const requestFlow = flow({
  pending: ['approved', 'rejected', 'withdrawn', 'outdated'],
  approved: ['done', 'failed', 'withdrawn', 'outdated'],
  failed: ['done', 'withdrawn', 'outdated'],
  rejected: [],
  withdrawn: [],
  outdated: [],
  done: [],
});

const kind = z.enum(['role', 'position', 'user']).describe('Whom it goes to: everybody of a role, a post, one person.');
const who = z.string().trim().min(1).max(100).describe('A role’s name, a position’s code, or a user’s e-mail.');
const Approver = z.object({ kind, who });

export const setPolicy = command('approvals.set_policy', {
  label: 'New approval policy',
  about:
    'Says what needs approval, when, and whose. It holds from now on, for what is done here, imported or sent by other programs; a policy of the same name is replaced.',
  permission: 'approvals.policy.write',
  input: z.object({
    name: v.Name,
    operation: z
      .string()
      .trim()
      .max(100)
      .meta({ kind: 'operation' })
      .describe(
        'One operation, like ledger.post_entry, with what does the same many times or as a part of something else; or a kind of record, for all that makes or changes it: purchasing.purchase_order, sales.sales_order, payables.bill.',
      ),
    conditions: z
      .array(
        z.object({
          field: z
            .string()
            .trim()
            .min(1)
            .max(100)
            .describe('A fact of the operation (Total, or totalMinor), or a path: input.lines.item, by.role.'),
          is: z.enum(COMPARISONS),
          value: z.string().trim().max(400).describe('Amounts in whole units of the company’s currency, like 1000.50.'),
        }),
      )
      .max(LIMITS.conditions)
      .default([])
      .describe('All must hold; none: always.'),
    tierField: z.string().trim().max(100).nullish().describe('The fact that amount tiers look at.'),
    steps: z
      .array(
        Approver.extend({
          needs: z.coerce
            .number()
            .int()
            .min(1)
            .max(LIMITS.approvals)
            .default(1)
            .describe('How many people must approve.'),
          from: v.UnitPrice.nullish().describe('Only when the tier fact is at least this.'),
          escalateAfterHours: z.coerce.number().int().min(1).max(LIMITS.hours).nullish(),
          escalateKind: kind.nullish(),
          escalateWho: who.nullish(),
        }),
      )
      .min(1)
      .max(LIMITS.steps)
      .describe('One after another.'),
  }),
  output: z.object({ policy: z.string() }),
  refusals: {
    no_operation: 'No operation and no kind of record that can need approval is named {operation}.',
    not_for_approval: '{operation} can not wait for approval.',
    no_field: '{operation} has no “{field}”. Name one of these: {fields}.',
    not_a_number: '“{value}” is neither a number nor a day.',
    no_tier_field: 'Say which fact the amounts of the steps look at.',
    no_approver: 'There is no {kind} {who}.',
    half_escalation: 'Say after how many hours and to whom it escalates.',
  },
});

export const retirePolicy = command('approvals.retire_policy', {
  label: 'Retire',
  about: 'Ends a policy from now on. What was asked under it stays.',
  permission: 'approvals.policy.write',
  input: z.object({ policy: v.Ref('approvals.policy') }),
  output: z.object({ policy: z.string() }),
  refusals: { wrong_state: '{name} is retired already.' },
  on: { entity: 'approvals.policy', field: 'policy', where: { active: true } },
});

const RequestId = v.Ref('approvals.request');
const Settled = z.object({
  request: z.string(),
  number: z.string(),
  state: z.string(),
  failure: z.string().nullable(),
});
const wrongState = { wrong_state: 'Request {number} is {state}.' } as const;
const decideRefusals = {
  ...wrongState,
  own_request: 'You asked for {number} yourself: somebody else decides, and you may only take it back.',
  not_approver: '{number} waits for {who}.',
  decided_already: 'You approved {number} already; it waits for another person.',
  decided_for_you: '{deputy} approved {number} in your place already; it waits for another person.',
  decided_by_principal:
    '{principal}, in whose place you decide, approved {number} already; it waits for another person.',
} as const;

export const approve = command('approvals.approve', {
  label: 'Approve',
  about:
    'Approves what another person asked for. The last approval carries it out, as they entered it and in their name; if that is refused by now, the request says why. What changed since it was asked is asked anew.',
  permission: 'approvals.request.decide',
  input: z.object({ request: RequestId, comment: v.Note.nullish() }),
  output: Settled,
  refusals: decideRefusals,
  on: { entity: 'approvals.request', field: 'request', states: ['pending'] },
});

export const reject = command('approvals.reject', {
  label: 'Reject',
  about: 'Ends a request without doing what it asks for. Whoever asked reads why.',
  permission: 'approvals.request.decide',
  input: z.object({ request: RequestId, comment: v.Note.min(1).describe('Why not.') }),
  output: Settled,
  refusals: decideRefusals,
  on: { entity: 'approvals.request', field: 'request', states: ['pending'] },
});

export const withdraw = command('approvals.withdraw', {
  label: 'Withdraw',
  about: 'Takes back what one asked for and is not done yet.',
  permission: 'approvals.request.decide',
  input: z.object({ request: RequestId }),
  output: Settled,
  refusals: { ...wrongState, not_asker: '{asker} asked for {number} and alone takes it back.' },
  on: { entity: 'approvals.request', field: 'request', states: ['pending', 'approved', 'failed'] },
});

export const carryOut = command('approvals.carry_out', {
  label: 'Try again',
  about:
    'Carries out an approved request that was refused when it was tried, now that the cause is gone. What is not as it was approved any more is asked anew.',
  permission: 'approvals.request.decide',
  input: z.object({ request: RequestId }),
  output: Settled,
  refusals: wrongState,
  on: { entity: 'approvals.request', field: 'request', states: ['approved', 'failed'] },
});

export const delegate = command('approvals.delegate', {
  label: 'New delegation',
  about:
    'Lets another person decide in one’s place from a day to a day. With the right to keep policies, another in anybody’s place.',
  permission: 'approvals.delegation.write',
  input: z.object({
    to: v.Ref('access.colleague', { active: true }).describe('Who decides.'),
    from: v.Ref('access.colleague').nullish().describe('In whose place; your own if left empty.'),
    firstOn: v.DayOrToday,
    lastOn: v.Day,
    reason: v.Name.nullish(),
  }),
  output: z.object({ delegation: z.string() }),
  refusals: {
    no_user: 'There is no such user in this company.',
    not_for_others: 'Only those who keep policies delegate for others.',
    to_yourself:
      'You can not let yourself decide in another’s place: they delegate to you, or somebody else who keeps policies does.',
    same_person: 'A delegate is another person.',
    bad_days: 'The last day is before the first, or past.',
  },
});

export const endDelegation = command('approvals.end_delegation', {
  label: 'End',
  about: 'Ends a delegation now. What was decided under it stays.',
  permission: 'approvals.delegation.write',
  input: z.object({ delegation: v.Ref('approvals.delegation') }),
  output: z.object({ delegation: z.string() }),
  refusals: { ended: 'It has ended already.', not_for_others: 'Only those who keep policies delegate for others.' },
  on: { entity: 'approvals.delegation', field: 'delegation' },
});
