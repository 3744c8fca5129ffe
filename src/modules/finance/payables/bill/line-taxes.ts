import type { Amounts, Owed, OwedTax } from '#engines/owed/owed.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import type { TaxedLineResult, TaxResult, TaxRole, TaxTotal } from '#modules/finance/tax/api.ts';

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
  /** What of both is an amount a piece, whatever the price. */
  readonly fixed?: Amounts | undefined;
}

/** The key of what of a line's taxes cannot be reclaimed: a cost of the line. */
export const COST = 'cost';

/** A tax is told from another by its code, box and rate, and the two halves of a reverse charge by where they were booked. */
const keyOf = ({ code, box, rate, role }: Pick<LineTax, 'code' | 'box' | 'rate' | 'role'> | TaxTotal): string =>
  `${code ?? ''}/${box ?? ''}/${rate ?? ''}/${role}`;

export const taxesOfLine = ({
  taxes,
  nonDeductibleMinor,
  nonDeductibleFixedMinor = 0n,
}: TaxedLineResult): LineTax[] => [
  ...taxes.map((tax) => {
    const { code, account = null, box = null, role, rate, ...amounts } = tax;
    return { key: keyOf(tax), code, account, role, rate, box, ...amounts };
  }),
  ...(nonDeductibleMinor === 0n
    ? []
    : [
        {
          ...{ ...NO_TAX, key: COST, baseMinor: 0n, taxMinor: nonDeductibleMinor },
          ...(nonDeductibleFixedMinor !== 0n && { fixed: { baseMinor: 0n, taxMinor: nonDeductibleFixedMinor } }),
        },
      ]),
];

const NO_TAX = { code: null, account: null, role: 'tax_receivable', rate: null, box: null } as const;

/** A line that comes to another part of what it bills. */
export const partOfLine = (line: TaxedLineResult, part: Owed): TaxedLineResult => ({
  ...{ ...line, netMinor: part.netMinor, nonDeductibleMinor: taxOf(part, COST).taxMinor },
  nonDeductibleFixedMinor: taxOf(part, COST).fixed?.taxMinor ?? 0n,
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
    ...{ ...own[0]!, fixed: undefined },
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
  taxes.map(({ key, code, account, role, rate, box, fixed, ...amounts }) => ({
    ...{ key, code, account, role, rate, box, ...asText(amounts), ...(fixed && { fixed: asText(fixed) }) },
  }));

const asText = ({ baseMinor, taxMinor }: Amounts): KeptAmounts => ({ base: String(baseMinor), tax: String(taxMinor) });
const asMinor = ({ base, tax }: KeptAmounts): Amounts => ({ baseMinor: BigInt(base), taxMinor: BigInt(tax) });

/** Told apart as they are today, whatever key they were kept with. */
export const taxesKept = (taxes: readonly KeptTax[]): LineTax[] =>
  taxes.map(({ base, tax, fixed, ...rest }) => ({
    ...{ ...rest, key: rest.key === COST ? COST : keyOf(rest) },
    ...{ ...asMinor({ base, tax }), ...(fixed && { fixed: asMinor(fixed) }) },
  }));

export const owedOf = (quantity: Decimal, netMinor: bigint, taxes: readonly LineTax[]): Owed => ({
  ...{ quantity, netMinor },
  taxes: taxes.map(({ key, baseMinor, taxMinor, fixed }) => ({ key, baseMinor, taxMinor, fixed })),
});

export const taxOf = (part: Owed, key: string): OwedTax =>
  part.taxes.find((tax) => tax.key === key) ?? { key, baseMinor: 0n, taxMinor: 0n };

/** Net and what cannot be reclaimed: what a line costs. */
export const costOf = (part: Owed): bigint => part.netMinor + taxOf(part, COST).taxMinor;

/** Net and all taxes: what is asked for. */
export const totalOf = (part: Owed): bigint => part.taxes.reduce((sum, tax) => sum + tax.taxMinor, part.netMinor);
