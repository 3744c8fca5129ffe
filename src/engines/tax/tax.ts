import type { Day } from '#kernel/values/day.ts';
import { Big, type Decimal, dec, ONE, round, sumDecimals, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Minor, sumMinor, toMinor } from '#kernel/values/money.ts';
import { apportion } from './apportion.ts';

/** One tax at the rate of a day. `rate` is per cent of the base (`percent`) or major units per unit of goods (`fixed`). */
export interface Tax {
  readonly id: Id;
  readonly kind: 'percent' | 'fixed';
  readonly rate: Decimal;
  /** The price contains the tax. */
  readonly included?: boolean;
  /** The tax is part of the base of the taxes after it … */
  readonly affectsNext?: boolean;
  /** … unless such a tax stands aside (false). */
  readonly affectedByPrevious?: boolean;
  /** How much of a purchase's tax may be reclaimed; the rest is cost of the line. 100 when absent. */
  readonly deductiblePercent?: Decimal;
  /** How the tax is booked: +100 % alone when absent; a reverse charge is +100 % and −100 %. */
  readonly shares?: readonly TaxShare[];
}

export interface TaxShare {
  readonly key: string;
  readonly percent: Decimal;
}

/** `quantity × unitPrice` less the discount is the price of the line, in major units of the document's currency. */
export interface TaxableLine {
  readonly key: string;
  readonly quantity: Decimal;
  readonly unitPrice: Decimal;
  readonly discountPercent?: Decimal;
  /** In the order they build on each other. */
  readonly taxes: readonly Tax[];
}

/** What one share of one tax takes of a line or document. The parts that cannot be reclaimed are not in `taxMinor`. */
export interface TaxAmount {
  readonly tax: Id;
  readonly rate: Decimal;
  readonly share: string;
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
  /** Of a line: what of both is an amount a piece, whatever the price. Left out: nothing. */
  readonly fixed?: Fixed;
}

interface Fixed {
  readonly baseMinor: Minor;
  readonly taxMinor: Minor;
}

export interface TaxedLine {
  readonly netMinor: Minor;
  /** Net and all taxes of the line: what the other side pays. */
  readonly totalMinor: Minor;
  readonly nonDeductibleMinor: Minor;
  /** The same by tax, and what of each is an amount a piece. Taxes that are reclaimed whole are left out. */
  readonly lost: readonly { readonly tax: Id; readonly taxMinor: Minor; readonly fixedMinor: Minor }[];
  readonly taxes: readonly TaxAmount[];
  /** Before rounding, in major units: the base and each tax in order. */
  readonly exact: { readonly net: Big; readonly taxes: readonly { readonly base: Big; readonly amount: Big }[] };
}

/** `totalMinor` = the nets + the amounts of `taxes` + what cannot be reclaimed. */
export interface TaxedDocument {
  readonly netMinor: Minor;
  /** Everything that is not net, also the part that cannot be reclaimed. */
  readonly taxMinor: Minor;
  readonly totalMinor: Minor;
  readonly nonDeductibleMinor: Minor;
  readonly lines: ReadonlyMap<string, TaxedLine>;
  readonly taxes: readonly TaxAmount[];
}

/**
 * Taxes of a document. The price of each line is rounded first; taxes then are rounded half away from zero, line by line
 * or, with `rounding: 'document'`, once for each tax and rate of the document and shared out among its lines. In both, the net and
 * the included taxes of a line make its price to the last minor unit, and the lines add up to the document.
 */
export function computeTaxes(args: {
  lines: readonly TaxableLine[];
  digits: number;
  rounding: 'line' | 'document';
}): TaxedDocument {
  const drafts = args.lines.map((line) => ({ line, ...exactTaxes(line, linePrice(line, args.digits)) }));
  const amounts = roundTaxes(drafts, args);
  const lines = new Map(drafts.map((draft, index) => [draft.line.key, taxedLine(draft, amounts[index]!, args.digits)]));
  if (lines.size !== args.lines.length) throw new Error('computeTaxes: two lines have the same key');
  const all = [...lines.values()];
  const netMinor = sumMinor(all.map((line) => line.netMinor));
  const totalMinor = sumMinor(all.map((line) => line.totalMinor));
  return {
    netMinor,
    totalMinor,
    taxMinor: totalMinor - netMinor,
    nonDeductibleMinor: sumMinor(all.map((line) => line.nonDeductibleMinor)),
    lines,
    taxes: totals(all.flatMap((line) => line.taxes)),
  };
}

interface Draft {
  line: TaxableLine;
  price: Big;
  net: Big;
  /** What each tax adds to (or takes out of) the price, before rounding, and the base it was taken of; and what of them no price changes. */
  taxes: { tax: Tax; base: Big; amount: Big; fixed: { base: Big; amount: Big } }[];
}

const linePrice = (line: TaxableLine, digits: number): Big =>
  round(
    dec(line.quantity)
      .times(line.unitPrice)
      .times(line.discountPercent ? ONE.minus(hundredth(dec(line.discountPercent))) : ONE),
    digits,
    'half-up',
  );

/**
 * Every tax is a linear function of the net amount, `slope × net + constant`, whatever it builds on. The included ones and
 * the net make the price, which gives the net at once: `(price − constants) ÷ (1 + slopes)`.
 */
function exactTaxes(line: Pick<TaxableLine, 'quantity' | 'unitPrice' | 'taxes'>, price: Big): Omit<Draft, 'line'> {
  let [slopes, constants] = [ZERO, ZERO];
  const carried = { slope: ZERO, constant: ZERO };
  const functions = line.taxes.map((tax) => {
    const affected = tax.affectedByPrevious ?? true;
    const base = { slope: affected ? ONE.plus(carried.slope) : ONE, constant: affected ? carried.constant : ZERO };
    const own =
      tax.kind === 'percent'
        ? { slope: base.slope.times(hundredth(dec(tax.rate))), constant: base.constant.times(hundredth(dec(tax.rate))) }
        : { slope: ZERO, constant: dec(tax.rate).times(signedQuantity(line)) };
    const weight = shareTotal(tax);
    if (tax.included) {
      slopes = slopes.plus(own.slope.times(weight));
      constants = constants.plus(own.constant.times(weight));
    }
    if (tax.affectsNext) {
      carried.slope = carried.slope.plus(own.slope.times(weight));
      carried.constant = carried.constant.plus(own.constant.times(weight));
    }
    return { tax, base, own };
  });
  const rest = price.minus(constants);
  const net = slopes.eq(0) ? rest : rest.div(ONE.plus(slopes));
  const at = (f: { slope: Big; constant: Big }): Big => f.slope.times(net).plus(f.constant);
  const taxes = functions.map(({ tax, base, own }) => ({
    ...{ tax, base: at(base), amount: at(own) },
    fixed: { base: base.constant, amount: own.constant },
  }));
  return { price, net, taxes };
}

/** A fixed tax follows the sign of quantity and price together; a price of zero counts as positive. */
const signedQuantity = (line: Pick<TaxableLine, 'quantity' | 'unitPrice'>): Big =>
  dec(line.unitPrice).lt(0) ? dec(line.quantity).times(-1) : dec(line.quantity);

/** The sum of the shares as a factor: 1 for an ordinary tax, 0 for one that cancels itself and so is never in a price. */
const shareTotal = (tax: Tax): Big =>
  tax.shares ? hundredth(sumDecimals(tax.shares.map((share) => share.percent))) : ONE;

const HUNDREDTH = new Big('0.01');
/** Exact, and much faster than a division. */
const hundredth = (value: Big): Big => value.times(HUNDREDTH);

/** The rounded amount of each tax of each line (by line, then in the order of its taxes). */
function roundTaxes(
  drafts: readonly Draft[],
  { digits, rounding }: { digits: number; rounding: 'line' | 'document' },
): Minor[][] {
  if (rounding === 'line')
    return drafts.map((draft) => draft.taxes.map(({ amount }) => toMinor(amount, digits, 'half-up')));
  const rounded = drafts.map((draft) => draft.taxes.map(() => 0n));
  const places = drafts.flatMap((draft, line) =>
    draft.taxes.map(({ tax, amount }, index) => ({ line, index, tax, amount })),
  );
  for (const own of Map.groupBy(places, ({ tax }) => `${tax.id} ${dec(tax.rate).toFixed()}`).values()) {
    const exact = own.map((place) => place.amount);
    const parts = apportion(toMinor(sumDecimals(exact), digits, 'half-up'), exact, digits);
    own.forEach((place, position) => {
      rounded[place.line]![place.index] = parts[position]!;
    });
  }
  return rounded;
}

function taxedLine(draft: Draft, amounts: readonly Minor[], digits: number): TaxedLine {
  const charged = draft.taxes.map(({ tax }, index) =>
    tax.shares ? toMinor(dec(amounts[index]!).times(shareTotal(tax)), 0, 'half-up') : amounts[index]!,
  );
  const included = charged.filter((_, index) => draft.taxes[index]!.tax.included);
  const netMinor = toMinor(draft.price, digits, 'half-up') - sumMinor(included);
  let carriedMinor = 0n;
  const lost: { tax: Id; taxMinor: Minor; fixedMinor: Minor }[] = [];
  const taxes = draft.taxes.flatMap(({ tax, fixed }, index) => {
    const baseMinor = netMinor + ((tax.affectedByPrevious ?? true) ? carriedMinor : 0n);
    if (tax.affectsNext) carriedMinor += charged[index]!;
    const booked = shareOut(tax, { baseMinor, taxMinor: amounts[index]! });
    const own = { tax: tax.id, taxMinor: charged[index]! - totalOf(booked), fixedMinor: 0n };
    if (own.taxMinor !== 0n) lost.push(own);
    if (fixed.base.eq(0) && fixed.amount.eq(0)) return booked;
    const taxMinor = tax.kind === 'fixed' ? amounts[index]! : toMinor(fixed.amount, digits, 'half-up');
    const pieces = shareOut(tax, { baseMinor: toMinor(fixed.base, digits, 'half-up'), taxMinor });
    own.fixedMinor = toMinor(dec(taxMinor).times(shareTotal(tax)), 0, 'half-up') - totalOf(pieces);
    return booked.map((part, position) => {
      const { baseMinor: base, taxMinor: piece } = pieces[position]!;
      return { ...part, fixed: { baseMinor: base, taxMinor: piece } };
    });
  });
  const exact = { net: draft.net, taxes: draft.taxes.map(({ base, amount }) => ({ base, amount })) };
  return {
    netMinor,
    totalMinor: netMinor + sumMinor(charged),
    nonDeductibleMinor: totalOf(lost),
    lost,
    taxes,
    exact,
  };
}

const totalOf = (parts: readonly { readonly taxMinor: Minor }[]): Minor => sumMinor(parts.map((part) => part.taxMinor));

/**
 * What is booked of a tax. The deductible percentage lowers the shares above zero alone: what a reverse charge owes it owes
 * in full. Shares nothing of which may be reclaimed are left out.
 */
function shareOut(tax: Tax, { baseMinor, taxMinor }: { baseMinor: Minor; taxMinor: Minor }): TaxAmount[] {
  const shares = tax.shares ?? WHOLE;
  const bases = sharesOf(baseMinor, shares);
  const taxes = sharesOf(taxMinor, shares);
  const deductible = hundredth(dec(tax.deductiblePercent ?? '100'));
  return shares.flatMap((share, index) => {
    const own = { tax: tax.id, rate: tax.rate, share: share.key, baseMinor: bases[index]!, taxMinor: taxes[index]! };
    if (dec(share.percent).lt(0)) return [own];
    if (deductible.eq(0)) return [];
    if (deductible.eq(1)) return [own];
    return [{ ...own, taxMinor: toMinor(dec(own.taxMinor).times(deductible), 0, 'half-up') }];
  });
}

const WHOLE: readonly TaxShare[] = [{ key: '', percent: '100' }];

/** Positive and negative shares are split each on their own, so that a tax that cancels itself does so to the cent. */
function sharesOf(amount: Minor, shares: readonly TaxShare[]): Minor[] {
  if (shares === WHOLE) return [amount];
  const exact = shares.map((share) => hundredth(dec(amount).times(share.percent)));
  const rounded = (parts: readonly Big[]): Minor => toMinor(sumDecimals(parts), 0, 'half-up');
  const raised = exact.map((part, index) => (dec(shares[index]!.percent).gt(0) ? part : ZERO));
  const lowered = exact.map((part, index) => (dec(shares[index]!.percent).gt(0) ? ZERO : part));
  const up = apportion(rounded(raised), raised, 0);
  const down = apportion(rounded(exact) - rounded(raised), lowered, 0);
  return up.map((part, index) => part + down[index]!);
}

/** One row a tax, rate and share, in the order they are first met. */
function totals(parts: readonly TaxAmount[]): TaxAmount[] {
  return [...Map.groupBy(parts, (part) => `${part.tax} ${dec(part.rate).toFixed()} ${part.share}`).values()].map(
    (own) => {
      const { fixed: _, ...first } = own[0]!;
      return {
        ...first,
        baseMinor: sumMinor(own.map((part) => part.baseMinor)),
        taxMinor: sumMinor(own.map((part) => part.taxMinor)),
      };
    },
  );
}

/**
 * The price of the same goods under other taxes: the net price stays. Prices in major units, exact.
 */
export function adaptPrice(args: { unitPrice: Decimal; from: readonly Tax[]; to: readonly Tax[] }): Decimal {
  const one = { quantity: '1', unitPrice: args.unitPrice };
  const { net } = exactTaxes({ ...one, taxes: args.from }, dec(args.unitPrice));
  const added = exactTaxes({ ...one, taxes: args.to.map((tax) => ({ ...tax, included: false })) }, net);
  const parts = added.taxes.map(({ amount }, index) => {
    const tax = args.to[index]!;
    return tax.included ? amount.times(shareTotal(tax)) : ZERO;
  });
  return toDecimal(net.plus(sumDecimals(parts)).round(12, Big.roundHalfUp));
}

/** A tax as it is kept: its rates by day (both ends included), or the taxes a group is made of, in their order. */
export interface TaxCode extends Omit<Tax, 'rate'> {
  readonly rates: readonly TaxRate[];
  readonly members?: readonly TaxCode[];
}

export interface TaxRate {
  readonly fromDay: Day | null;
  readonly toDay?: Day | null;
  readonly rate: Decimal;
}

/** The taxes in force on a day: groups taken apart, codes without a rate on that day left out. */
export function taxesOn(codes: readonly TaxCode[], day: Day): Tax[] {
  return codes.flatMap((code) => {
    if (code.members) return taxesOn(code.members, day);
    const { rates, ...tax } = code;
    const rate = rateOn(rates, day);
    return rate === undefined ? [] : [{ ...tax, rate }];
  });
}

const rateOn = (rates: readonly TaxRate[], day: Day): Decimal | undefined => {
  let found: TaxRate | undefined;
  for (const rate of rates) {
    if ((rate.fromDay ?? '') > day || (rate.toDay ?? day) < day) continue;
    if (!found || (rate.fromDay ?? '') >= (found.fromDay ?? '')) found = rate;
  }
  return found?.rate;
};
