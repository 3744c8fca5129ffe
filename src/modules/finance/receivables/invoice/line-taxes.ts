import type { Amounts, OwedTax } from '#engines/owed/owed.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { TaxTotal } from '#modules/finance/tax/api.ts';

/** A tax of a line as it is kept with the line: amounts in minor units, as text because JSON knows no such numbers. */
export interface KeptTax {
  readonly code: Id | null;
  readonly account: Id | null;
  readonly rate: Decimal | null;
  readonly box: string | null;
  readonly baseMinor: string;
  readonly taxMinor: string;
  /** The price contains it. */
  readonly included?: boolean;
  /** What of both is an amount a piece, whatever the price. */
  readonly fixed?: { readonly baseMinor: string; readonly taxMinor: string };
}

export const keep = (taxes: readonly TaxTotal[]): KeptTax[] =>
  taxes.map(({ code, account, rate, box, included, ...amounts }) => ({
    ...{ code, account: account ?? null, rate, box: box ?? null },
    ...keptAmounts(amounts),
    ...(included && { included }),
  }));

export const keptAmounts = ({
  fixed,
  ...all
}: Amounts & Pick<OwedTax, 'fixed'>): Pick<KeptTax, 'baseMinor' | 'taxMinor' | 'fixed'> => ({
  ...asText(all),
  ...(fixed && { fixed: asText(fixed) }),
});

const asText = ({ baseMinor, taxMinor }: Amounts) => ({ baseMinor: String(baseMinor), taxMinor: String(taxMinor) });

const asMinor = ({ baseMinor, taxMinor }: Pick<KeptTax, 'baseMinor' | 'taxMinor'>): Amounts => ({
  baseMinor: BigInt(baseMinor),
  taxMinor: BigInt(taxMinor),
});

/** A tax is told from another by its code, rate and box: a code may be charged at two rates and reported in two boxes. */
export const taxKey = (tax: { code: Id | null; rate?: Decimal | null; box?: string | null }): string =>
  `${tax.code ?? ''}/${tax.rate ?? ''}/${tax.box ?? ''}`;

/** A tax known by its key alone: booked to the account of tax. */
export function fromKey(key: string): Omit<KeptTax, 'baseMinor' | 'taxMinor'> {
  const [code, rate, ...box] = key.split('/');
  return { code: code || null, account: null, rate: rate || null, box: box.join('/') || null };
}

export const owedTaxes = (kept: readonly KeptTax[]): OwedTax[] =>
  kept.map((tax) => ({
    ...{ key: taxKey(tax), ...asMinor(tax), ...(tax.code && { of: tax.code }) },
    ...(tax.included && { included: true }),
    ...(tax.fixed && { fixed: asMinor(tax.fixed) }),
  }));

/** Parts of a line's taxes with the accounts and boxes the line was posted to. */
export const asTotals = (parts: readonly OwedTax[], kept: readonly KeptTax[]): TaxTotal[] =>
  parts.map(({ key, of: _, ...amounts }) => {
    const { code, account, rate, box } = kept.find((tax) => taxKey(tax) === key) ?? fromKey(key);
    return { code, rate: rate ?? null, role: 'tax_payable', account, box, ...amounts };
  });

/** Taxes of several lines, one row a code, rate and box. */
export const addUp = (taxes: readonly TaxTotal[]): TaxTotal[] =>
  [...Map.groupBy(taxes, taxKey).values()].map((own) => ({
    ...{ ...own[0]!, fixed: undefined, included: undefined },
    baseMinor: own.reduce((sum, tax) => sum + tax.baseMinor, 0n),
    taxMinor: own.reduce((sum, tax) => sum + tax.taxMinor, 0n),
  }));
