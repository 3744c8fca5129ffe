import { formatDecimal } from './format.ts';

/** Units that are counted in: what one is called, and several. Single pieces need no word. */
const COUNTED: Readonly<Record<string, readonly [one: string, several: string]>> = {
  EA: ['', ''],
  PR: ['pair', 'pairs'],
  DZ: ['dozen', 'dozen'],
  GRO: ['gross', 'gross'],
  C: ['hundred', 'hundred'],
  MIL: ['thousand', 'thousand'],
  D: ['day', 'days'],
};

/** Units whose symbol is not their code in small letters. */
const SYMBOLS: Readonly<Record<string, string>> = {
  L: 'L',
  ML: 'mL',
  M2: 'm²',
  CM2: 'cm²',
  FT2: 'ft²',
  M3: 'm³',
  CM3: 'cm³',
};
const SMALL = new Set([
  'KG',
  'G',
  'MG',
  'T',
  'LB',
  'OZ',
  'M',
  'CM',
  'MM',
  'KM',
  'IN',
  'FT',
  'YD',
  'GAL',
  'S',
  'MIN',
  'H',
]);

/** A unit as it stands behind a quantity, not its code: “kg”, “pairs”, nothing for pieces. A unit of the company’s own is called by its code. */
export function unitText(unit: unknown, quantity: unknown = '2'): string {
  const code = String(unit ?? '');
  const [one, several] = COUNTED[code] ?? [];
  if (one !== undefined) return Number(quantity) === 1 ? one : several!;
  return SYMBOLS[code] ?? (SMALL.has(code) ? code.toLowerCase() : code);
}

/** A quantity with its unit: “12”, “3 dozen”, “1.5 kg”. */
export const measureText = (quantity: unknown, unit: unknown): string =>
  [formatDecimal(quantity), unitText(unit, quantity)].filter(Boolean).join(' ');

/** What an input is called, with the unit it is entered in. */
export function inUnit(label: string, unit: unknown): string {
  const text = unitText(unit);
  return text ? `${label} (${text})` : label;
}
