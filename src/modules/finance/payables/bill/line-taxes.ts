import type { Owed } from '#engines/owed/owed.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { TaxedLineResult, TaxRole } from '#modules/finance/tax/api.ts';

/** One tax of a line as it was posted, in the document's currency. Without a box and an account of its own: what cannot be reclaimed. */
export interface LineTax {
  readonly key: string;
  readonly code: Id | null;
  readonly account: Id | null;
  readonly role: TaxRole;
  readonly rate: Decimal | null;
  readonly box: string | null;
  readonly baseMinor: bigint;
  readonly taxMinor: bigint;
}

/** The key of what of a line's taxes cannot be reclaimed: a cost of the line. */
export const COST = 'cost';

export const taxesOfLine = ({ taxes, nonDeductibleMinor }: TaxedLineResult): LineTax[] => [
  ...taxes.map(({ code, account = null, box = null, role, rate, baseMinor, taxMinor }) => ({
    ...{ key: `${code ?? ''}/${box ?? ''}/${rate ?? ''}`, code, account, role, rate, box, baseMinor, taxMinor },
  })),
  ...(nonDeductibleMinor === 0n ? [] : [{ ...NO_TAX, key: COST, baseMinor: 0n, taxMinor: nonDeductibleMinor }]),
];

const NO_TAX = { code: null, account: null, role: 'tax_receivable', rate: null, box: null } as const;

/** As it is kept: amounts as text. */
export type KeptTax = Omit<LineTax, 'baseMinor' | 'taxMinor'> & { base: string; tax: string };

export const keptTaxes = (taxes: readonly LineTax[]): KeptTax[] =>
  taxes.map(({ key, code, account, role, rate, box, baseMinor, taxMinor }) => ({
    ...{ key, code, account, role, rate, box, base: String(baseMinor), tax: String(taxMinor) },
  }));

export const taxesKept = (taxes: readonly KeptTax[]): LineTax[] =>
  taxes.map(({ base, tax, ...rest }) => ({ ...rest, baseMinor: BigInt(base), taxMinor: BigInt(tax) }));

export const owedOf = (quantity: Decimal, netMinor: bigint, taxes: readonly LineTax[]): Owed => ({
  ...{ quantity, netMinor },
  taxes: taxes.map(({ key, baseMinor, taxMinor }) => ({ key, baseMinor, taxMinor })),
});

export const taxOf = (part: Owed, key: string) =>
  part.taxes.find((tax) => tax.key === key) ?? { key, baseMinor: 0n, taxMinor: 0n };

/** Net and what cannot be reclaimed: what a line costs. */
export const costOf = (part: Owed): bigint => part.netMinor + taxOf(part, COST).taxMinor;

/** Net and all taxes: what is asked for. */
export const totalOf = (part: Owed): bigint => part.taxes.reduce((sum, tax) => sum + tax.taxMinor, part.netMinor);
