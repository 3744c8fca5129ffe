import { Big } from '#kernel/values/decimal.ts';

export const COMPARISONS = ['more_than', 'at_least', 'less_than', 'at_most', 'is', 'is_not', 'one_of'] as const;

export interface Condition {
  /** A stated fact (`totalMinor`), or a path: `input.lines.discountPercent`, `output.state`, `by.role`. */
  readonly field: string;
  readonly is: (typeof COMPARISONS)[number];
  /** For `one_of`: the values divided by commas. Amounts in whole units of the company's currency (1000.50). */
  readonly value: string;
}

export interface Approver {
  readonly kind: 'role' | 'position' | 'user';
  /** A role's name, a position's code, a user's id. */
  readonly who: string;
}

export interface Step extends Approver {
  /** Counts when the policy's tier field is at least this; always when absent. */
  readonly from?: string | null | undefined;
  /** How many people must approve. */
  readonly needs: number;
  /** After so many hours without a decision `then` may decide as well. */
  readonly escalateAfterHours?: number | null | undefined;
  readonly escalateTo?: Approver | null | undefined;
}

export interface Policy {
  readonly name: string;
  readonly conditions: readonly Condition[];
  readonly tierField?: string | null | undefined;
  readonly steps: readonly Step[];
}

/** What is known of a deed, by the first part of a path: `input`, `output`, `by`, and each stated fact by its name. */
export type Known = Readonly<Record<string, unknown>>;

export interface Due {
  readonly steps: readonly Step[];
  /** The names of the policies that ask for them. */
  readonly reason: string;
}

/**
 * The approvals that `policies` ask for, in the order of the policies and of their steps; undefined when none does. `casesOf`: what
 * each of them looks at, one by one; a step is due when one of these asks for it.
 */
export function stepsDue<P extends Policy>(
  policies: readonly P[],
  casesOf: (policy: P) => readonly Known[],
): Due | undefined {
  const asking = policies
    .map((policy) => {
      const cases = casesOf(policy).filter((known) => policy.conditions.every((condition) => holds(condition, known)));
      return {
        name: policy.name,
        steps: policy.steps.filter((step) => cases.some((known) => reached(policy, step, known))),
      };
    })
    .filter(({ steps }) => steps.length > 0);
  if (asking.length === 0) return undefined;
  const steps: Step[] = [];
  for (const step of asking.flatMap((policy) => policy.steps)) {
    const at = steps.findIndex((other) => sameApprover(step, other));
    if (at < 0) steps.push(step);
    else if (steps[at]!.needs < step.needs) steps[at] = step;
  }
  return { steps, reason: asking.map(({ name }) => name).join('; ') };
}

const sameApprover = (one: Approver, other: Approver): boolean => one.kind === other.kind && one.who === other.who;

/** Whether approvals given for `given` are enough for `due`: what is carried out must not need more than what was approved. */
export const covers = (given: readonly Step[], due: readonly Step[]): boolean =>
  due.every((step) => given.some((other) => sameApprover(step, other) && other.needs >= step.needs));

/** Whether a fact is still what was approved. A measure may be less of the same, of either sign; all else is the same. */
export function within(approved: unknown, now: unknown, measure: boolean): boolean {
  if (String(approved ?? '') === String(now ?? '')) return true;
  const [most, one] = [numberOf(approved), numberOf(now)];
  if (!measure || !most || !one) return false;
  return most.gte(0) ? one.gte(0) && one.lte(most) : one.lte(0) && one.gte(most);
}

const reached = ({ tierField }: Policy, { from }: Step, known: Known): boolean =>
  from == null || (tierField != null && holds({ field: tierField, is: 'at_least', value: from }, known));

function holds({ field, is, value }: Condition, known: Known): boolean {
  const found = valuesAt(field.split('.'), known);
  if (is === 'is_not') return found.every((one) => !equal(one, value));
  if (is === 'one_of') return value.split(',').some((wanted) => found.some((one) => equal(one, wanted.trim())));
  return found.some((one) => (is === 'is' ? equal(one, value) : compare(one, value, is)));
}

function valuesAt(path: readonly string[], from: unknown): unknown[] {
  if (Array.isArray(from)) return from.flatMap((element) => valuesAt(path, element));
  if (from === null || from === undefined) return [];
  const [name, ...rest] = path;
  if (name === undefined) return [from];
  return typeof from === 'object' && Object.hasOwn(from, name)
    ? valuesAt(rest, (from as Record<string, unknown>)[name])
    : [];
}

const NUMBER = /^-?\d+(\.\d+)?$/;
const numberOf = (value: unknown): Big | undefined => {
  const text = String(value).trim();
  return NUMBER.test(text) ? new Big(text) : undefined;
};

function equal(found: unknown, wanted: string): boolean {
  const [one, other] = [numberOf(found), numberOf(wanted)];
  return one && other ? one.eq(other) : String(found) === wanted;
}

/** Numbers as numbers, days as days; anything else is not in an order. */
function compare(found: unknown, wanted: string, is: Condition['is']): boolean {
  const [one, other] = [numberOf(found), numberOf(wanted)];
  const order =
    one && other ? one.cmp(other) : DAY.test(String(found)) ? String(found).localeCompare(wanted) : undefined;
  if (order === undefined) return false;
  return { more_than: order > 0, at_least: order >= 0, less_than: order < 0, at_most: order <= 0 }[is as 'more_than'];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
