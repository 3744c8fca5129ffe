import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';

/**
 * Standard and (main) reduced rates of value added taxes by country, per cent, as far as known for 2026.
 * A start for a new company, which must check them and keep them up to date; a country that is not here starts without tax.
 */
const VALUE_ADDED_TAX: Readonly<Record<string, readonly [standard: Decimal, reduced: Decimal]>> = {
  AT: ['20', '10'],
  BE: ['21', '6'],
  BG: ['20', '9'],
  CH: ['8.1', '2.6'],
  CY: ['19', '9'],
  CZ: ['21', '12'],
  DE: ['19', '7'],
  DK: ['25', '25'],
  EE: ['24', '9'],
  ES: ['21', '10'],
  FI: ['25.5', '13.5'],
  FR: ['20', '5.5'],
  GB: ['20', '5'],
  GR: ['24', '13'],
  HR: ['25', '13'],
  HU: ['27', '5'],
  IE: ['23', '13.5'],
  IT: ['22', '10'],
  LT: ['21', '12'],
  LU: ['17', '8'],
  LV: ['21', '12'],
  MT: ['18', '7'],
  NL: ['21', '9'],
  NO: ['25', '15'],
  PL: ['23', '8'],
  PT: ['23', '6'],
  RO: ['21', '11'],
  SE: ['25', '12'],
  SI: ['22', '9.5'],
  SK: ['23', '5'],
};

interface FirstCode {
  readonly code: string;
  readonly name: string;
  readonly rate: 'standard' | 'reduced' | 'zero';
  readonly box: string;
  readonly reverseBox?: string;
  readonly note?: string;
  /** When it applies; several criteria are one rule. */
  readonly rules: readonly FirstRule[];
}

interface FirstRule {
  readonly partyTaxClass?: string;
  readonly itemTaxClass?: string;
  readonly area?: string;
  readonly note: string;
}

const SALES: readonly FirstCode[] = [
  {
    code: 'STD',
    name: 'Standard rate',
    rate: 'standard',
    box: 'Sales, standard rate',
    rules: [{ note: 'Standard rate' }],
  },
  {
    code: 'RED',
    name: 'Reduced rate',
    rate: 'reduced',
    box: 'Sales, reduced rate',
    rules: [{ itemTaxClass: 'reduced', note: 'Reduced rate' }],
  },
  {
    code: 'ZERO',
    name: 'Zero rate',
    rate: 'zero',
    box: 'Sales, zero rate',
    note: 'Taxed at the zero rate',
    rules: [{ itemTaxClass: 'zero', note: 'Zero rate' }],
  },
  {
    code: 'EXEMPT',
    name: 'Exempt',
    rate: 'zero',
    box: 'Sales, exempt',
    note: 'Exempt from tax',
    rules: [
      { itemTaxClass: 'exempt', note: 'Exempt goods or service' },
      { partyTaxClass: 'exempt', note: 'Exempt customer' },
    ],
  },
  {
    code: 'INTRA',
    name: 'Intra-community supply',
    rate: 'zero',
    box: 'Sales, intra-community',
    note: 'Intra-community supply, exempt from tax; the recipient owes it (reverse charge)',
    rules: [{ partyTaxClass: 'business', area: 'union', note: 'Intra-community supply' }],
  },
  {
    code: 'EXPORT',
    name: 'Export',
    rate: 'zero',
    box: 'Sales, export',
    note: 'Export, exempt from tax',
    rules: [{ area: 'abroad', note: 'Export' }],
  },
];

const PURCHASES: readonly FirstCode[] = [
  {
    code: 'IN-STD',
    name: 'Input tax, standard rate',
    rate: 'standard',
    box: 'Purchases, standard rate',
    rules: [{ note: 'Standard rate' }],
  },
  {
    code: 'IN-RED',
    name: 'Input tax, reduced rate',
    rate: 'reduced',
    box: 'Purchases, reduced rate',
    rules: [{ itemTaxClass: 'reduced', note: 'Reduced rate' }],
  },
  {
    code: 'IN-ZERO',
    name: 'Purchase without tax',
    rate: 'zero',
    box: 'Purchases without tax',
    rules: [
      { itemTaxClass: 'zero', note: 'Zero rate' },
      { itemTaxClass: 'exempt', note: 'Exempt goods or service' },
      { partyTaxClass: 'exempt', note: 'Supplier without tax' },
    ],
  },
  {
    code: 'IN-INTRA',
    name: 'Intra-community acquisition',
    rate: 'standard',
    box: 'Purchases, intra-community',
    reverseBox: 'Tax owed on intra-community purchases',
    rules: [{ area: 'union', note: 'Intra-community acquisition' }],
  },
  {
    code: 'IN-IMPORT',
    name: 'Import',
    rate: 'zero',
    box: 'Purchases, import',
    note: 'Import tax is paid to customs',
    rules: [{ area: 'abroad', note: 'Import' }],
  },
];

const inUnionOnly = (code: FirstCode): boolean => code.rules.some((rule) => rule.area === 'union');

/** The codes, rates and rules a new company starts with: those of its country, or one code for sales without tax. */
export async function layTaxes(tx: Tx): Promise<void> {
  const [company] = await tx.sql<{ country: string | null; eu: boolean | null }>`
    select c.country, o.eu from kernel.company c left join organisation.country o on o.code = c.country where c.id = ${tx.company}`;
  const rates = VALUE_ADDED_TAX[company?.country ?? ''];
  const wanted = (codes: readonly FirstCode[]) =>
    rates
      ? codes.filter((code) => company?.eu || !inUnionOnly(code))
      : codes.filter((code) => code.code === 'EXEMPT').map((code) => ({ ...code, rules: [] }));
  const codes = [
    ...wanted(SALES).map((code) => ({ ...code, id: tx.newId(), direction: 'sale' })),
    ...wanted(PURCHASES).map((code) => ({ ...code, id: tx.newId(), direction: 'purchase' })),
  ].map((code) => ({ ...code, reverseCharge: code.reverseBox !== undefined }));
  const [standard, reduced] = rates ?? ['0', '0'];
  const firstRates = codes.map((code) => ({
    id: tx.newId(),
    code: code.id,
    rate: { standard, reduced, zero: '0' }[code.rate],
  }));
  const rules = codes.flatMap(({ id, direction, rules: own }) =>
    own.map((rule) => ({ ...rule, code: id, direction, id: tx.newId() })),
  );
  await tx.sql`
    insert into tax.code (company_id, id, code, name, direction, reverse_charge, box, reverse_box, note)
    select ${tx.company}, id, code, name, direction, reverse_charge, box, reverse_box, note
    from ${table(codes, {
      id: 'uuid',
      code: 'text',
      name: 'text',
      direction: 'text',
      reverseCharge: 'boolean',
      box: 'text',
      reverseBox: 'text',
      note: 'text',
    })}`;
  await tx.sql`
    insert into tax.rate (company_id, id, code_id, rate)
    select ${tx.company}, id, code, rate from ${table(firstRates, { id: 'uuid', code: 'uuid', rate: 'numeric' })}`;
  await tx.sql`
    insert into tax.rule (company_id, id, direction, code_id, party_tax_class, item_tax_class, area, note)
    select ${tx.company}, id, direction, code, party_tax_class, item_tax_class, area, note
    from ${table(rules, {
      id: 'uuid',
      direction: 'text',
      code: 'uuid',
      partyTaxClass: 'text',
      itemTaxClass: 'text',
      area: 'text',
      note: 'text',
    })}`;
}
