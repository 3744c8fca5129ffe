import { type Sql, table } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { ibanInGroups } from '#kernel/values/bank.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { SITE_REFUSALS } from './contract.ts';

export interface RateFacts {
  /** Units of the company's currency for one unit of the other. */
  readonly rate: Decimal;
  /** Minor digits of the other currency. */
  readonly digits: number;
}

/**
 * Rates for pairs of currency and day, by `EUR/2026-01-31`: the last one set on or before the day. The company's own
 * currency is 1. A pair without a rate is absent; the caller refuses.
 */
export async function ratesOn(
  tx: Tx,
  wanted: readonly { currency: string; day: Day }[],
): Promise<Map<string, RateFacts>> {
  const found = new Map<string, RateFacts>();
  const foreign = new Map<string, { currency: string; day: Day }>();
  for (const pair of wanted) {
    const key = `${pair.currency}/${pair.day}`;
    if (pair.currency === tx.currency) found.set(key, { rate: '1', digits: tx.digits });
    else foreign.set(key, pair);
  }
  if (foreign.size === 0) return found;
  const rows = await tx.sql<{ currency: string; day: Day; rate: Decimal; digits: number }>`
    select r.currency, r.day, x.rate, c.digits from ${table([...foreign.values()], { currency: 'text', day: 'date' })}
    join organisation.currency c on c.code = r.currency
    cross join lateral (
      select rate from organisation.currency_rate x where x.company_id = ${tx.company} and x.currency = r.currency and x.day <= r.day order by x.day desc limit 1
    ) x`;
  for (const row of rows) found.set(`${row.currency}/${row.day}`, { rate: row.rate, digits: row.digits });
  return found;
}

/** Minor digits of a currency books can be kept in; undefined when there is none of that code. */
export async function currencyDigits(sql: Sql, code: string): Promise<number | undefined> {
  const [row] = await sql<{ digits: number }>`select digits from organisation.currency where code = ${code} and active`;
  return row?.digits;
}

export async function isCountry(sql: Sql, code: string): Promise<boolean> {
  return (await sql`select from organisation.country where code = ${code}`).length > 0;
}

export interface Letterhead {
  readonly name: string;
  readonly sender: string;
  readonly lines: readonly string[];
  readonly footer: readonly string[];
}

/**
 * The company as its documents show it: name, address, contact, registration and bank; as it stood when `event` posted the
 * document, or now when none is named.
 */
export async function letterhead(tx: Tx, event: Id | null | undefined = null): Promise<Letterhead> {
  const [row] = await tx.sql<Record<string, string | null>>`
    select d.legal_name, d.street, d.postal_code, d.city, c.name as country, d.tax_id, d.register, d.email, d.phone, d.bank_name, d.iban, d.bic
    from organisation.company_detail present
    cross join lateral jsonb_populate_record(null::organisation.company_detail,
      kernel.as_of(present.company_id, 'organisation.company_detail', present.id, ${event}, to_jsonb(present))) d
    left join organisation.country c on c.code = d.country where present.company_id = ${tx.company}`;
  const of = row ?? {};
  const town = [of.postalCode, of.city].filter(Boolean).join(' ');
  const given = (...pieces: (string | null | undefined)[]) => pieces.filter((piece): piece is string => Boolean(piece));
  const name = of.legalName ?? '';
  return {
    name,
    sender: given(name, of.street, town).join(' · '),
    lines: given(of.street, town, of.country, of.phone, of.email),
    footer: [
      given(name, of.register).join('\n'),
      given(of.bankName, of.iban && `IBAN ${ibanInGroups(of.iban)}`, of.bic && `BIC ${of.bic}`).join('\n'),
      given(of.taxId && `Tax id ${of.taxId}`).join('\n'),
    ],
  };
}

/** The site documents use when none is named. Refuses `no_site_in_use` when the company has none. */
async function defaultSite(tx: Tx): Promise<Id> {
  const [row] = await tx.sql<{
    id: Id;
  }>`select id from organisation.site where company_id = ${tx.company} and active order by is_default desc, code limit 1`;
  if (!row) throw new Refusal('no_site_in_use', SITE_REFUSALS.no_site_in_use);
  return row.id;
}

/** Where something new is to be: at the site it names, else at the one documents use. */
export interface Placing {
  readonly site?: Id | null | undefined;
  /** It follows what was begun at the site, which may have been archived since. */
  readonly begun?: boolean;
}

/** The sites of what is placed, in order. Refuses `no_site` when one that is named anew is not in use. */
export async function sitesFor(tx: Tx, placings: readonly Placing[]): Promise<Id[]> {
  const anew = placings.filter(({ begun }) => !begun);
  const named = [...new Set(anew.flatMap(({ site }) => site ?? []))];
  const [home, inUse] = await Promise.all([
    anew.some(({ site }) => !site) ? defaultSite(tx) : undefined,
    named.length === 0
      ? []
      : tx.sql`select from organisation.site where company_id = ${tx.company} and id = any(${named}::uuid[]) and active`,
  ]);
  if (inUse.length < named.length) throw new Refusal('no_site', SITE_REFUSALS.no_site);
  return placings.map(({ site }) => site ?? home!);
}

/** The site of something new. */
export const siteFor = async (tx: Tx, site?: Id | null): Promise<Id> => (await sitesFor(tx, [{ site }]))[0]!;

export interface Fraction {
  readonly numerator: Decimal;
  readonly denominator: Decimal;
}

/** Exact factors between units of one dimension, by `KG/LB`: times numerator, divided by denominator. Other pairs are absent. */
export async function unitFactors(
  tx: Tx,
  pairs: readonly { from: string; to: string }[],
): Promise<Map<string, Fraction>> {
  const rows = await tx.sql<{ from: string; to: string; numerator: Decimal; denominator: Decimal }>`
    select a.code as "from", b.code as "to", a.numerator * b.denominator as numerator, a.denominator * b.numerator as denominator
    from ${table(
      pairs.map((pair) => ({ source: pair.from, target: pair.to })),
      { source: 'text', target: 'text' },
      'p',
    )} join organisation.unit a on a.code = p.source join organisation.unit b on b.code = p.target and b.dimension = a.dimension`;
  return new Map(
    rows.map((row) => [`${row.from}/${row.to}`, { numerator: row.numerator, denominator: row.denominator }]),
  );
}

/** `quantity` in another unit; at most 12 decimals, because that is what a quantity carries. */
export const convertQuantity = (quantity: Decimal, factor: Fraction): Decimal =>
  toDecimal(dec(quantity).times(factor.numerator).div(factor.denominator).round(12));

/**
 * Numbers of a series with gaps that no document bears yet: one may have come from another system with the number that would be next.
 * `borne` answers which of some are, `given` are those that come at the same time. Asked once, unless some are; then for ever more at
 * once, so that many documents that came with the numbers of the series are passed over in few steps.
 */
export async function freeNumbers(
  tx: Tx,
  args: {
    series: string;
    count: number;
    given?: readonly string[];
    borne(numbers: readonly string[]): Promise<readonly { number: string }[]>;
  },
): Promise<string[]> {
  const free: string[] = [];
  // Numbers are taken until enough are free: what the next step asks depends on the answer.
  for (let ask = args.count; free.length < args.count; ask *= 2) {
    const taken = await tx.takeNumbers(args.series, ask);
    const gone = new Set([...(await args.borne(taken)).map(({ number }) => number), ...(args.given ?? [])]);
    free.push(...taken.filter((number) => !gone.has(number)));
  }
  return free.slice(0, args.count);
}
