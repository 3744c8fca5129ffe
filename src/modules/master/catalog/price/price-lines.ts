import { type PriceRule, resolvePrice } from '#engines/pricing/pricing.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** The lines of one document that want a price. */
export interface PriceRequest {
  readonly party?: Id | null;
  readonly group?: string | null;
  /** The list the customer or document has of its own; the lists for everyone come after it. */
  readonly priceList?: Id | null;
  readonly currency: string;
  readonly day: Day;
  readonly lines: readonly { key: string; item: Id; quantity: Decimal }[];
}

export interface ListedPrice {
  readonly unitPrice: Decimal;
  readonly discountPercent: Decimal;
  /** Which list, rule and quantity break made it. */
  readonly reason: unknown;
}

interface Candidate extends PriceRule {
  readonly currency: string;
}

/**
 * Prices of lines by key, for any number of documents in two statements; a line nothing prices is absent. The customer's own
 * list is asked first, then the lists for everyone, then the item's list price if the document is in the company's currency.
 */
export async function priceLines(tx: Tx, requests: readonly PriceRequest[]): Promise<Map<string, ListedPrice>> {
  const prices = new Map<string, ListedPrice>();
  const ids = [...new Set(requests.flatMap((request) => request.lines.map((line) => line.item)))];
  if (ids.length === 0) return prices;
  const [goods, rules] = await Promise.all([
    tx.sql<{ id: Id; category: Id | null; listPrice: Decimal | null }>`
      select id, category_id as category, list_price from catalog.item where company_id = ${tx.company} and id = any(${ids}::uuid[])`,
    candidates(tx, ids, [...new Set(requests.flatMap((request) => request.priceList ?? []))]),
  ]);
  const facts = new Map(goods.map((row) => [row.id, row]));
  const byItem = indexRules(rules, facts);
  for (const request of requests) {
    for (const line of request.lines) {
      const item = facts.get(line.item);
      if (!item) continue;
      const price = priceOf({ tx, request, item, quantity: line.quantity, rules: byItem.get(item.id) ?? [] });
      if (price) prices.set(line.key, price);
    }
  }
  return prices;
}

const candidates = (tx: Tx, ids: readonly Id[], lists: readonly Id[]): Promise<Candidate[]> => tx.sql<Candidate>`
  select r.id, r.price_list_id as price_list, l.code as price_list_code, l.currency, r.item_id as item, r.category_id as category,
    r.customer_id as customer, r.customer_group, r.minimum, r.from_day, r.to_day, r.kind, r.value
  from catalog.price_rule r
  join catalog.price_list l on l.company_id = r.company_id and l.id = r.price_list_id and l.active and (l.is_default or l.id = any(${lists}::uuid[]))
  where r.company_id = ${tx.company} and (r.item_id = any(${ids}::uuid[]) or (r.item_id is null and (r.category_id is null or r.category_id in (
    select category_id from catalog.item where company_id = ${tx.company} and id = any(${ids}::uuid[])))))`;

function indexRules(rules: readonly Candidate[], facts: Map<Id, { category: Id | null }>): Map<Id, Candidate[]> {
  const general = rules.filter((rule) => !rule.item);
  const own = Map.groupBy(
    rules.filter((rule) => rule.item),
    (rule) => rule.item!,
  );
  return new Map(
    [...facts].map(([id, item]) => [
      id,
      [...(own.get(id) ?? []), ...general.filter((rule) => !rule.category || rule.category === item.category)],
    ]),
  );
}

interface Pricing {
  readonly tx: Tx;
  readonly request: PriceRequest;
  readonly item: { id: Id; category: Id | null; listPrice: Decimal | null };
  readonly quantity: Decimal;
  readonly rules: readonly Candidate[];
}

function priceOf({ tx, request, item, quantity, rules }: Pricing): ListedPrice | undefined {
  const inCurrency = rules.filter((rule) => rule.currency === request.currency);
  const own = inCurrency.filter((rule) => rule.priceList === request.priceList);
  const others = inCurrency.filter((rule) => rule.priceList !== request.priceList);
  const facts = {
    listPrice: request.currency === tx.currency ? item.listPrice : null,
    quantity,
    day: request.day,
    customer: request.party ?? null,
    customerGroup: request.group ?? null,
    item: item.id,
    category: item.category,
  };
  // The customer's own list wins if it has any rule that fits; a plain list price is the last resort.
  const first = own.length > 0 ? resolvePrice({ ...facts, rules: own }) : null;
  if (first?.reason.rule) return first;
  return resolvePrice({ ...facts, rules: others }) ?? undefined;
}
