import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import { showDay } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';

/** How a rule's `value` makes the price; prices in major units per unit of the item, percentages as 12.5 for 12.5 %. */
export type PriceRuleKind = 'fixed' | 'percent_of_list' | 'discount_percent' | 'amount_off';

/** One row of a price list. A scope left out (null) fits everyone or everything; both days are included. */
export interface PriceRule {
  readonly id: Id;
  readonly priceList: Id;
  readonly priceListCode: string;
  readonly item?: Id | null;
  readonly category?: Id | null;
  readonly customer?: Id | null;
  readonly customerGroup?: string | null;
  /** The least quantity the rule holds for. */
  readonly minimum: Decimal;
  readonly fromDay?: Day | null;
  readonly toDay?: Day | null;
  readonly kind: PriceRuleKind;
  readonly value: Decimal;
}

/** What is to be priced. The rules must be in the currency of `listPrice`. */
export interface PriceQuestion {
  readonly listPrice: Decimal | null;
  readonly quantity: Decimal;
  readonly day: Day;
  readonly currency?: string;
  readonly customer?: Id | null;
  readonly customerGroup?: string | null;
  readonly item: Id;
  readonly category?: Id | null;
  readonly rules: readonly PriceRule[];
}

/** Why a price is what it is. `list` and `rule` are null for the plain list price; `break` is the quantity it holds from. */
export interface PriceReason {
  readonly list: Id | null;
  readonly rule: Id | null;
  readonly kind: PriceRuleKind | 'list_price';
  readonly break: Decimal;
  readonly text: string;
}

export interface Price {
  readonly unitPrice: Decimal;
  readonly discountPercent: Decimal;
  readonly reason: PriceReason;
}

/**
 * The price of an item, or null when neither a rule nor a list price gives one. Of the rules that fit, the most specific
 * wins: a rule for the customer before one for the group before one for all; then item before category before all; then the
 * higher quantity break; then the later first day; then the younger rule. The order of `rules` does not matter.
 */
export function resolvePrice(question: PriceQuestion): Price | null {
  let best: PriceRule | undefined;
  for (const rule of question.rules) {
    if (fits(rule, question) && (best === undefined || compareRules(rule, best) < 0)) best = rule;
  }
  if (best) return priceBy(best, question.listPrice);
  if (question.listPrice === null) return null;
  return {
    unitPrice: question.listPrice,
    discountPercent: '0',
    reason: { list: null, rule: null, kind: 'list_price', break: '0', text: 'List price of the item' },
  };
}

/** A return is priced like the sale it undoes, so a break compares the quantity without its sign. */
function fits(rule: PriceRule, question: PriceQuestion): boolean {
  return (
    agrees(rule.item, question.item) &&
    agrees(rule.category, question.category) &&
    agrees(rule.customer, question.customer) &&
    agrees(rule.customerGroup, question.customerGroup) &&
    (!rule.fromDay || rule.fromDay <= question.day) &&
    (!rule.toDay || rule.toDay >= question.day) &&
    (rule.kind === 'fixed' || question.listPrice !== null) &&
    dec(question.quantity).abs().gte(rule.minimum)
  );
}

const agrees = (wanted: string | null | undefined, given: string | null | undefined): boolean =>
  wanted === null || wanted === undefined || wanted === given;

/** Negative when `a` is more specific than `b`. Never 0 for two different rules. */
function compareRules(a: PriceRule, b: PriceRule): number {
  return (
    scope(b.customer, b.customerGroup) - scope(a.customer, a.customerGroup) ||
    scope(b.item, b.category) - scope(a.item, a.category) ||
    dec(b.minimum).cmp(a.minimum) ||
    compareText(b.fromDay ?? '', a.fromDay ?? '') ||
    compareText(b.id, a.id)
  );
}

const scope = (one: string | null | undefined, some: string | null | undefined): number => (one ? 2 : some ? 1 : 0);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function priceBy(rule: PriceRule, listPrice: Decimal | null): Price {
  const list = dec(listPrice ?? '0');
  const reason = {
    list: rule.priceList,
    rule: rule.id,
    kind: rule.kind,
    break: rule.minimum,
    text: describeRule(rule),
  };
  if (rule.kind === 'discount_percent') {
    return { unitPrice: toDecimal(list), discountPercent: rule.value, reason };
  }
  return { unitPrice: toDecimal(unitPrice(rule, list)), discountPercent: '0', reason };
}

const unitPrice = (rule: PriceRule, list: Big): Big => {
  if (rule.kind === 'fixed') return dec(rule.value);
  if (rule.kind === 'percent_of_list') return list.times(rule.value).div(100);
  const rest = list.minus(rule.value);
  return rest.lt(0) ? ZERO : rest;
};

const KIND_TEXT: Readonly<Record<PriceRuleKind, (value: Decimal) => string>> = {
  fixed: (value) => `price ${value}`,
  percent_of_list: (value) => `${value} % of the list price`,
  discount_percent: (value) => `${value} % discount`,
  amount_off: (value) => `${value} off the list price`,
};

/** The rule as a phrase: "WHOLESALE: 70 % of the list price, for this item, from 10". */
function describeRule(rule: PriceRule): string {
  const parts = [KIND_TEXT[rule.kind](rule.value)];
  if (rule.customer) parts.push('for this customer');
  else if (rule.customerGroup) parts.push(`for customers of group ${rule.customerGroup}`);
  if (rule.item) parts.push('for this item');
  else if (rule.category) parts.push('for this category');
  if (dec(rule.minimum).gt(0)) parts.push(`from ${rule.minimum}`);
  if (rule.fromDay) parts.push(`since ${showDay(rule.fromDay)}`);
  if (rule.toDay) parts.push(`until ${showDay(rule.toDay)}`);
  return `${rule.priceListCode}: ${parts.join(', ')}`;
}
