import type { Amounts, Owed, OwedTax } from '#engines/owed/owed.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import type { TaxedLineResult, TaxResult, TaxRole, TaxTotal } from '#modules/finance/tax/api.ts';

/** One tax of a line as it was posted, in the document's currency; what of it cannot be reclaimed stands for itself, without a box and an account. */
export interface LineTax {
  readonly key: string;
  readonly code: Id | null;
  readonly account: Id | null;
  readonly role: TaxRole;
  readonly rate: Decimal | null;
  readonly box: string | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
  /** The price contains it. */
  readonly included?: boolean | undefined;
  /** What of both is an amount a piece, whatever the price. */
  readonly fixed?: Amounts | undefined;
}

/** What of a line's tax cannot be reclaimed is a cost of the line. */
const COST = 'cost';
export const isCost = ({ key }: Pick<OwedTax, 'key'>): boolean => key.startsWith(COST);

/** A tax is told from another by its code, box and rate, and the two halves of a reverse charge by where they were booked. */
const keyOf = ({ code, box, rate, role }: Pick<LineTax, 'code' | 'box' | 'rate' | 'role'> | TaxTotal): string =>
  `${code ?? ''}/${box ?? ''}/${rate ?? ''}/${role}`;

export const taxesOfLine = ({ taxes, lost = [] }: TaxedLineResult): LineTax[] => [
  ...taxes.map((tax) => {
    const { code, account = null, box = null, role, rate, ...amounts } = tax;
    return { key: keyOf(tax), code, account, role, rate, box, ...amounts };
  }),
  ...lost.map(({ code, included, taxMinor, fixedMinor }) => ({
    ...{ ...NO_TAX, key: costKey(code), code, baseMinor: 0n, taxMinor },
    ...(included && { included }),
    ...(fixedMinor !== 0n && { fixed: { baseMinor: 0n, taxMinor: fixedMinor } }),
  })),
];

const NO_TAX = { account: null, role: 'tax_receivable', rate: null, box: null } as const;
const costKey = (code: Id | null): string => (code ? `${COST} of ${code}` : COST);

/** A line that comes to another part of what it bills. */
export const partOfLine = (line: TaxedLineResult, part: Owed): TaxedLineResult => ({
  ...{ ...line, netMinor: part.netMinor, nonDeductibleMinor: lostOf(part) },
  lost: line.lost?.map((own) => {
    const { taxMinor, fixed } = taxOf(part, costKey(own.code));
    return { ...own, taxMinor, fixedMinor: fixed?.taxMinor ?? 0n };
  }),
  taxes: line.taxes.map((tax) => ({ ...tax, ...amountsOf(taxOf(part, keyOf(tax))) })),
});

const amountsOf = ({ baseMinor, taxMinor, fixed }: OwedTax) => ({ baseMinor, taxMinor, fixed });

/** A document of lines. */
export function documentOf(lines: ReadonlyMap<Id, TaxedLineResult>): TaxResult {
  const all = [...lines.values()];
  const taxes = [
    ...Map.groupBy(
      all.flatMap((line) => line.taxes),
      keyOf,
    ).values(),
  ].map((own) => ({
    ...{ ...own[0]!, fixed: undefined, included: undefined },
    ...{ baseMinor: sumMinor(own.map((tax) => tax.baseMinor)), taxMinor: sumMinor(own.map((tax) => tax.taxMinor)) },
  }));
  const lost = sumMinor(all.map((line) => line.nonDeductibleMinor));
  return {
    ...{ netMinor: sumMinor(all.map((line) => line.netMinor)), lines: new Map(lines), taxes },
    taxMinor: sumMinor(taxes.map((tax) => tax.taxMinor)) + lost,
  };
}

/** As it is kept: amounts as text. */
export type KeptTax = Omit<LineTax, keyof Amounts | 'fixed'> & KeptAmounts & { fixed?: KeptAmounts };

interface KeptAmounts {
  base: string;
  tax: string;
}

export const keptTaxes = (taxes: readonly LineTax[]): KeptTax[] =>
  taxes.map(({ key, code, account, role, rate, box, included, fixed, ...amounts }) => ({
    ...{ key, code, account, role, rate, box, ...asText(amounts) },
    ...(included && { included }),
    ...(fixed && { fixed: asText(fixed) }),
  }));

const asText = ({ baseMinor, taxMinor }: Amounts): KeptAmounts => ({ base: String(baseMinor), tax: String(taxMinor) });
const asMinor = ({ base, tax }: KeptAmounts): Amounts => ({ baseMinor: BigInt(base), taxMinor: BigInt(tax) });

/** Told apart as they are today, whatever key they were kept with: a cost that was kept without its tax is of the only tax there is. */
export const taxesKept = (taxes: readonly KeptTax[]): LineTax[] => {
  const codes = new Set(taxes.flatMap((tax) => tax.code ?? []));
  const [only = null] = codes.size === 1 ? codes : [];
  return taxes.map(({ base, tax, fixed, ...rest }) => ({
    ...rest,
    ...(isCost(rest) ? { key: costKey(rest.code ?? only), code: rest.code ?? only } : { key: keyOf(rest) }),
    ...{ ...asMinor({ base, tax }), ...(fixed && { fixed: asMinor(fixed) }) },
  }));
};

export const owedOf = (quantity: Decimal, netMinor: bigint, taxes: readonly LineTax[]): Owed => ({
  ...{ quantity, netMinor },
  taxes: taxes.map(({ key, code, included, baseMinor, taxMinor, fixed }) => ({
    ...{ key, baseMinor, taxMinor, included, fixed },
    ...(code && { of: code }),
  })),
});

export const taxOf = (part: Owed, key: string): OwedTax =>
  part.taxes.find((tax) => tax.key === key) ?? { key, baseMinor: 0n, taxMinor: 0n };

/** Net and what cannot be reclaimed: what a line costs. */
export const costOf = (part: Owed): bigint => part.netMinor + lostOf(part);

const lostOf = (part: Owed): bigint => sumMinor(part.taxes.filter(isCost).map((tax) => tax.taxMinor));

/** Net and all taxes: what is asked for. */
export const totalOf = (part: Owed): bigint => part.taxes.reduce((sum, tax) => sum + tax.taxMinor, part.netMinor);
