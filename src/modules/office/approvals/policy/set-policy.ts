import type { Approver, Step } from '#engines/approvals/match.ts';
import { type Command, type Input, implement, type Refuse } from '#kernel/command.ts';
import { json } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { isDay } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import { showDecimal } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { inWords } from '#kernel/values/words.ts';
import { retirePolicy, setPolicy } from '../contract.ts';
import { approverNames, findApprovers, keyOf } from './approvers.ts';
import { doneBy } from './deeds.ts';

type PolicyInput = Input<typeof setPolicy>;
type Refusing = Refuse<typeof setPolicy.refusals>;

export const setPolicyHandler = implement(setPolicy, async (tx, asked, refuse) => {
  const input = namingFields(tx, asked, refuse);
  const steps = await checkSteps(tx, input, refuse);
  const { name, operation, conditions, tierField = null } = input;
  const summary = await summaryOf(tx, { ...input, steps });
  const [made] = await tx.sql<{ id: Id }>`
    insert into approvals.policy (company_id, id, name, operation, conditions, tier_field, steps, summary)
    values (${tx.company}, ${tx.newId()}, ${name}, ${operation}, ${json(conditions)}, ${tierField}, ${json(steps)}, ${summary})
    on conflict (company_id, name) do update set operation = excluded.operation, conditions = excluded.conditions,
      tier_field = excluded.tier_field, steps = excluded.steps, summary = excluded.summary, active = true
    returning id`;
  tx.record({ entity: 'approvals.policy', id: made!.id, after: { name, summary } });
  return { policy: made!.id };
});

export const retirePolicyHandler = implement(retirePolicy, async (tx, { policy }, refuse) => {
  const [found] = await tx.sql<{ name: string; active: boolean }>`
    select name, active from approvals.policy where company_id = ${tx.company} and id = ${policy} for update`;
  if (!found) return refuseCommon('not_found', { what: 'policy' });
  if (!found.active) refuse('wrong_state', { name: found.name });
  await tx.sql`update approvals.policy set active = false where company_id = ${tx.company} and id = ${policy}`;
  tx.record({ entity: 'approvals.policy', id: policy, before: { active: true }, after: { active: false } });
  return { policy };
});

/**
 * The policy with its fields by the names of the program, as whoever entered it may have said them by their labels. One on a name
 * that nothing has would never hold, and nobody would notice.
 */
function namingFields(tx: Tx, input: PolicyInput, refuse: Refusing): PolicyInput {
  const { operation, conditions, tierField, steps } = input;
  const named = namedBy(tx, operation);
  const [first = refuse('no_operation', { operation })] = named;
  if (!named.every(mayWait)) refuse('not_for_approval', { operation: labelOf(tx, operation) });
  const inAll = (path: string): boolean => named.every((contract) => hasField(tx, contract, path.split('.')));
  const offered = [
    ...Object.entries(first.facts ?? {}).map(([name, { label }]) => [name, label] as const),
    ...FIELDS,
  ].filter(([name]) => inAll(name));
  const nameOf = (field: string): string => {
    const [name] = offered.find(([, label]) => label.toLowerCase() === field.toLowerCase()) ?? [];
    if (name || inAll(field)) return name ?? field;
    return refuse('no_field', {
      ...{ operation: labelOf(tx, operation), field },
      ...{ fields: offered.map(([, label]) => label).join(', '), names: offered.map(([path]) => path) },
    });
  };
  const fields = {
    conditions: conditions.map((condition) => ({ ...condition, field: nameOf(condition.field) })),
    tierField: tierField ? nameOf(tierField) : null,
  };
  if (!tierField && steps.some((step) => step.from != null)) refuse('no_tier_field');
  const vague = conditions.find(({ is, value }) => MEASURES.has(is) && !isDecimal(value) && !isDay(value));
  if (vague) refuse('not_a_number', { value: vague.value });
  return { ...input, ...fields };
}

/** What compares sizes needs one; a word would never be more or less than anything. */
const MEASURES: ReadonlySet<string> = new Set(['more_than', 'at_least', 'less_than', 'at_most']);

/** What decides about approvals does not wait for them, and what hides its input can not be kept until later. */
export const mayWait = ({ name, secret }: Command): boolean => !name.startsWith('approvals.') && !secret?.length;

/** What an operation answers is not known of it where it is a part of another. */
function hasField(tx: Tx, { name, facts, input, output }: Command, [first, second]: readonly string[]): boolean {
  const has = (schema: unknown) => Object.hasOwn((schema as { shape?: object }).shape ?? {}, second ?? '');
  if (first === 'input') return has(input);
  if (first === 'output')
    return has(output) && ![...tx.registry.operations.values()].some(({ contract }) => doneBy(contract).includes(name));
  if (first === 'by') return second === 'role' || second === 'id';
  return second === undefined && Object.hasOwn(facts ?? {}, first!);
}

async function checkSteps(tx: Tx, { steps }: PolicyInput, refuse: Refusing): Promise<Step[]> {
  const named = steps.map(({ escalateAfterHours, escalateKind, escalateWho, ...step }) => {
    const parts = [escalateAfterHours, escalateKind, escalateWho].filter((part) => part != null).length;
    if (parts !== 0 && parts !== 3) refuse('half_escalation');
    const escalateTo = parts === 3 ? { kind: escalateKind!, who: escalateWho! } : null;
    return { ...step, escalateAfterHours: escalateAfterHours ?? null, escalateTo };
  });
  const found = await findApprovers(
    tx,
    named.flatMap(({ escalateTo, ...step }) => [step, ...(escalateTo ? [escalateTo] : [])]),
  );
  const resolved = (approver: Approver): Approver => {
    const who = found.get(keyOf(approver));
    return who === undefined ? refuse('no_approver', { ...approver }) : { kind: approver.kind, who };
  };
  return named.map((step) => ({
    ...step,
    ...resolved(step),
    escalateTo: step.escalateTo && resolved(step.escalateTo),
  }));
}

const SIGNS = {
  more_than: 'is over',
  at_least: 'is at least',
  less_than: 'is under',
  at_most: 'is at most',
  is: 'is',
  is_not: 'is not',
  one_of: 'is one of',
} as const;

/** The rule in a sentence, for lists and pages: `New purchase order, when Total is over 1,000 EUR: Controller, then Owner from 10,000 EUR.` */
async function summaryOf(tx: Tx, { operation, conditions, tierField, steps }: PolicyInput & { steps: Step[] }) {
  const names = await approverNames(tx, steps);
  const facts = new Map(Object.entries(namedBy(tx, operation)[0]?.facts ?? {}));
  const said = (field: string, value: string): string => {
    const type = facts.get(field)?.type;
    if (type === 'money' && isDecimal(value)) return `${showDecimal(value as Decimal)} ${tx.currency}`;
    if (type === 'flag') return value === 'true' ? 'yes' : 'no';
    return type === 'percent' ? `${value} %` : field === 'by.role' ? inWords(value) : value;
  };
  const labelled = (field: string): string =>
    facts.get(field)?.label ?? FIELDS.get(field) ?? inWords(field.split('.').at(-1)!);
  const when = conditions
    .map(({ field, is, value }) => `${labelled(field)} ${SIGNS[is]} ${said(field, value)}`)
    .join(' and ');
  const then = steps.map((step) => {
    const several = step.needs > 1 ? `${step.needs} of ` : '';
    return `${several}${names.get(keyOf(step))}${step.from == null ? '' : ` from ${said(tierField!, step.from)}`}`;
  });
  const what = labelOf(tx, operation);
  return `${what}${when ? `, when ${when}` : ''}: ${then.join(', then ')}.`;
}

const FIELDS: ReadonlyMap<string, string> = new Map([
  ['by.role', 'Role of whoever asks'],
  ['by.id', 'Whoever asks'],
]);
const isDecimal = (text: string): boolean => /^-?\d{1,18}(\.\d{1,12})?$/.test(text);

const labelOf = (tx: Tx, operation: string): string =>
  tx.registry.operations.get(operation)?.contract.label ?? tx.registry.entities.get(operation)?.plural ?? operation;

const namedBy = (tx: Tx, operation: string): Command[] =>
  [...tx.registry.operations.values()]
    .map(({ contract }) => contract)
    .filter(({ name, subject }) => name === operation || subject === operation);
