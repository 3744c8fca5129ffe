import type { Day } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';

/** Where a delivery goes, seen from the company: its own country, another one of the same customs union, or beyond. */
export type TaxArea = 'domestic' | 'union' | 'abroad';

/** When a tax applies. A criterion left out (null) fits everything; both days are included. */
export interface TaxRule {
  readonly id: Id;
  /** The tax, or the group of taxes. */
  readonly code: Id;
  readonly direction: 'sale' | 'purchase';
  /** The higher one is asked first. */
  readonly priority: number;
  readonly partyTaxClass?: string | null;
  readonly itemTaxClass?: string | null;
  readonly area?: TaxArea | null;
  readonly country?: string | null;
  /** Only with its country. */
  readonly region?: string | null;
  readonly fromDay?: Day | null;
  readonly toDay?: Day | null;
  /** Why, in words for the invoice, such as the article an exemption rests on. */
  readonly note?: string | null;
}

export interface TaxFacts {
  readonly direction: 'sale' | 'purchase';
  readonly area: TaxArea;
  readonly partyTaxClass: string | null;
  readonly itemTaxClass: string | null;
  readonly country: string | null;
  readonly region: string | null;
}

export interface TaxChoice {
  readonly code: Id;
  readonly rule: Id;
  readonly reason: string;
}

/**
 * The tax of a line: the fitting rule of the highest priority; of those the one with more to say about the party, then the
 * region, the country, the area and the item; then the later first day; then the younger. Null when no rule fits.
 */
export function chooseTax(rules: readonly TaxRule[], facts: TaxFacts, day: Day): TaxChoice | null {
  let best: TaxRule | undefined;
  for (const rule of rules) {
    if (fits(rule, facts, day) && (best === undefined || comesBefore(rule, best))) best = rule;
  }
  return best ? { code: best.code, rule: best.id, reason: describeTaxRule(best) } : null;
}

const CRITERIA = ['partyTaxClass', 'region', 'country', 'area', 'itemTaxClass'] as const;

const fits = (rule: TaxRule, facts: TaxFacts, day: Day): boolean =>
  rule.direction === facts.direction &&
  (!rule.fromDay || rule.fromDay <= day) &&
  (!rule.toDay || rule.toDay >= day) &&
  // The same name of a region may be found in several countries.
  (isOpen(rule.region) || !isOpen(rule.country)) &&
  CRITERIA.every((name) => isOpen(rule[name]) || rule[name] === facts[name]);

const isOpen = (wanted: string | null | undefined): boolean => wanted === null || wanted === undefined;

function comesBefore(a: TaxRule, b: TaxRule): boolean {
  if (a.priority !== b.priority) return a.priority > b.priority;
  for (const name of CRITERIA) {
    if (isOpen(a[name]) !== isOpen(b[name])) return !isOpen(a[name]);
  }
  if ((a.fromDay ?? '') !== (b.fromDay ?? '')) return (a.fromDay ?? '') > (b.fromDay ?? '');
  return a.id > b.id;
}

const LABELS = {
  partyTaxClass: 'party class',
  region: 'region',
  country: 'country',
  area: 'area',
  itemTaxClass: 'item class',
} as const;

/** The rule as a phrase, its note first: "Export: area abroad". */
function describeTaxRule(rule: TaxRule): string {
  const parts = CRITERIA.flatMap((name) => (isOpen(rule[name]) ? [] : [`${LABELS[name]} ${rule[name]}`]));
  if (rule.fromDay) parts.push(`since ${showDay(rule.fromDay)}`);
  if (rule.toDay) parts.push(`until ${showDay(rule.toDay)}`);
  const when = parts.join(', ') || `every ${rule.direction}`;
  return rule.note ? `${rule.note}: ${when}` : when;
}
