import type { COMPARISONS } from '#engines/approvals/match.ts';
import type { InputOf } from '../../api/contracts.ts';
import type { Row } from '../../api/meta.ts';

/** What a condition can look at: a fact the operation states, or the role of whoever asks. */
export interface Fact {
  readonly name: string;
  readonly label: string;
  readonly type: 'money' | 'percent' | 'number' | 'text' | 'flag' | 'day' | 'role';
}

export type Comparison = (typeof COMPARISONS)[number];

export interface Condition {
  readonly key: number;
  readonly field: string;
  readonly is: Comparison;
  readonly value: string;
}

export type ApproverKind = 'role' | 'position' | 'user';

export interface Step {
  readonly key: number;
  readonly kind: ApproverKind;
  readonly who: string;
  readonly needs: number;
  readonly from: string;
  readonly hours: string;
  readonly toKind: ApproverKind;
  readonly toWho: string;
}

export interface Policy {
  readonly name: string;
  readonly operation: string;
  readonly conditions: readonly Condition[];
  readonly steps: readonly Step[];
}

let made = 0;

export const newCondition = ([first]: readonly Fact[]): Condition => ({
  ...{ key: ++made, field: first?.name ?? '', value: first?.type === 'flag' ? 'true' : '' },
  is: comparisonsOf(first)[0]!,
});

/** A policy there is, to be changed. */
export const policyOf = (row: Row): Policy =>
  policyAgain({
    ...{ name: String(row.name), operation: String(row.operation) },
    conditions: (row.conditions as Condition[]).map((condition) => ({ ...condition, value: String(condition.value) })),
    steps: (row.steps as KeptStep[]).map(({ kind, who, needs, from, escalateAfterHours, escalateTo }) => ({
      ...{ key: 0, kind, who, needs: needs ?? 1, from: from ?? '', hours: String(escalateAfterHours ?? '') },
      ...{ toKind: escalateTo?.kind ?? 'role', toWho: escalateTo?.who ?? '' },
    })),
  });

interface KeptStep {
  readonly kind: ApproverKind;
  readonly who: string;
  readonly needs?: number;
  readonly from?: string | null;
  readonly escalateAfterHours?: number | null;
  readonly escalateTo?: { readonly kind: ApproverKind; readonly who: string } | null;
}

/** What was kept from another visit, under keys that are free in this one. */
export const policyAgain = (kept: Policy): Policy => ({
  ...kept,
  conditions: kept.conditions.map((condition) => ({ ...condition, key: ++made })),
  steps: kept.steps.map((step) => ({ ...step, key: ++made })),
});

export const newStep = (): Step => ({
  ...{ key: ++made, kind: 'role', who: '', needs: 1, from: '', hours: '', toKind: 'role', toWho: '' },
});

const AMOUNTS: readonly Comparison[] = ['more_than', 'at_least', 'less_than', 'at_most', 'is'];

export function comparisonsOf(fact: Fact | undefined): readonly Comparison[] {
  if (fact && ['money', 'percent', 'number', 'day'].includes(fact.type)) return AMOUNTS;
  return fact?.type === 'flag' ? ['is'] : ['is', 'is_not', 'one_of'];
}

const PARTIES: Readonly<Record<string, Readonly<Record<string, boolean>>>> = {
  customer: { isCustomer: true },
  supplier: { isSupplier: true },
};

/** Who may be meant where a fact names a party: it is compared with the whole name, so it is chosen, not typed. */
export const partiesOf = (fact: Fact | undefined): Readonly<Record<string, boolean>> | undefined =>
  fact?.type === 'text' ? PARTIES[fact.name] : undefined;

export type Lack = 'name' | 'operation' | 'condition' | 'who' | 'hours' | 'toWho';

/** What is not said yet and must be before it is sent. */
export function lacksOf({ name, operation, conditions, steps }: Policy): Lack[] {
  const lacks: Readonly<Record<Lack, boolean>> = {
    name: name.trim() === '',
    operation: operation === '',
    condition: conditions.some(({ field, value }) => !field || !value.trim()),
    who: steps.some(({ who }) => !who),
    hours: steps.some(({ hours, toWho }) => toWho && !hours),
    toWho: steps.some(({ hours, toWho }) => hours && !toWho),
  };
  return (Object.keys(lacks) as Lack[]).filter((lack) => lacks[lack]);
}

/** As the operation takes it. Amounts of steps look at the first amount that is stated. */
export function inputOf(
  { name, operation, conditions, steps }: Policy,
  facts: readonly Fact[],
): InputOf<'approvals.set_policy'> {
  const tier = steps.some(({ from }) => from !== '') ? facts.find(({ type }) => type === 'money')?.name : undefined;
  return {
    ...{ name: name.trim(), operation },
    ...(tier ? { tierField: tier } : {}),
    conditions: conditions.map(({ field, is, value }) => ({ field, is, value: value.trim() })),
    steps: steps.map(({ kind, who, needs, from, hours, toKind, toWho }) => ({
      ...{ kind, who, needs },
      ...(from && tier ? { from } : {}),
      ...(hours ? { escalateAfterHours: Number(hours), escalateKind: toKind, escalateWho: toWho } : {}),
    })),
  };
}
