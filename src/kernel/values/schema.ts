import { z } from 'zod';
import { isDay } from './day.ts';
import { type Decimal, dec, toDecimal } from './decimal.ts';
import { absMinor, MOST_MINOR } from './money.ts';

/*
 * The value types of every contract. Each validates what comes through a door (strings and numbers of JSON or CSV) and
 * hands the program its own type; the `kind` in the metadata lets forms, grids, OpenAPI and the CLI present it.
 */

export const LIMITS = {
  pageRows: 200,
  batchDocuments: 1_000,
  documentLines: 3_000,
  textLength: 4_000,
  decimalDigits: 18,
  decimalPlaces: 12,
  quantityPlaces: 9,
} as const;

const DECIMAL = /^-?\d{1,18}(\.\d{1,12})?$/;

const decimalText = (what: string) =>
  z.union([z.string().trim(), z.number()]).transform((value, context): Decimal => {
    const text = typeof value === 'number' ? decimalOf(value) : value;
    if (DECIMAL.test(text)) return toDecimal(dec(text));
    context.addIssue({
      code: 'custom',
      message: `Not a valid ${what}: at most 18 digits before and 12 after the point.`,
    });
    return z.NEVER;
  });

const decimalOf = (value: number): string =>
  Number.isFinite(value) && Math.abs(value) < 1e15 ? dec(value).toFixed() : 'invalid';

/** An output field that only who has the permission is told; to others it is absent, like a protected field of a record. */
export const SeenWith = <S extends z.ZodType>(right: string, schema: S) =>
  schema.optional().meta({
    right,
    description: [schema.description, `Absent without \`${right}\`.`].filter(Boolean).join(' '),
  });

export const Id = z.uuid().meta({ kind: 'id' });
/**
 * A reference to a record of `entity`. `among` says who fits, by fields of that entity: screens offer only those. It is no
 * rule; the operation refuses what it must.
 */
export const Ref = (entity: string, among?: Readonly<Record<string, string | boolean>>) =>
  z.uuid().meta({ kind: 'reference', entity, ...(among ? { among } : {}) });
export const Day = z.string().refine(isDay, 'Not a calendar day (YYYY-MM-DD).').meta({ kind: 'day', format: 'date' });
/** The day something happened: today when it is left out, and what a form begins with. */
export const DayOrToday = Day.nullish().meta({ usual: 'today' });
const NO_MINOR =
  'This is no amount in whole cents (1250 for 12.50), or whatever the smallest unit of the currency is, of at most 15 digits.';
/** Minor units: bigint in the program, a string or safe integer on the wire. */
export const Minor = z
  .union([z.string().regex(/^-?\d{1,15}$/, NO_MINOR), z.number().int(NO_MINOR), z.bigint()], NO_MINOR)
  .transform((value) => BigInt(value))
  .refine((value) => absMinor(value) <= MOST_MINOR, NO_MINOR)
  .meta({ kind: 'money' });
/** More than nothing, in minor units. */
export const PositiveMinor = Minor.refine((value) => value > 0n, 'Must be more than zero.').meta({ kind: 'money' });
/** Nothing or more, in minor units. */
export const NotNegativeMinor = Minor.refine((value) => value >= 0n, 'Must not be less than zero.').meta({
  kind: 'money',
});
export const Quantity = decimalText('quantity')
  .refine(
    (value) => (value.split('.')[1] ?? '').length <= LIMITS.quantityPlaces,
    `A quantity has at most ${LIMITS.quantityPlaces} decimals.`,
  )
  .meta({ kind: 'quantity' });
export const PositiveQuantity = Quantity.refine((value) => dec(value).gt(0), 'Must be more than zero.').meta({
  kind: 'quantity',
});
export const NotNegativeQuantity = Quantity.refine((value) => dec(value).gte(0), 'Must not be less than zero.').meta({
  kind: 'quantity',
});
export const UnitPrice = decimalText('price').meta({ kind: 'price' });
export const NotNegativePrice = UnitPrice.refine((value) => dec(value).gte(0), 'Must not be less than zero.').meta({
  kind: 'price',
});
export const Rate = decimalText('rate')
  .refine((value) => dec(value).gt(0), 'Must be more than zero.')
  .meta({ kind: 'rate' });
/** A percentage as a decimal number of percent, zero or more: 7.5 means 7.5 %. */
export const Percent = decimalText('percentage')
  .refine((value) => dec(value).gte(0), 'Must not be less than zero.')
  .meta({ kind: 'percent' });
/** A part of a whole as a decimal number of percent: nothing to all of it. */
export const Share = Percent.refine((value) => dec(value).lte(100), 'Must not be more than 100.').meta({
  kind: 'percent',
});
/** A whole number of four bytes; a sheet gives it as text. */
export const Whole = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^-?\d{1,10}$/)
        .transform(Number),
    ],
    'This must be a whole number.',
  )
  .pipe(z.number().int().min(-2147483648).max(2147483647))
  .meta({ kind: 'number' });
/** What a document comes to, as the operations answer that make one; a screen asks for it before by a preview. */
export const Totals = { totalMinor: z.bigint(), taxMinor: z.bigint(), currency: z.string() };
/** The version of a record a change was made on: forms fill it in by themselves. */
export const Version = z.number().int().meta({ kind: 'version' });
export const CurrencyCode = z
  .string()
  .regex(/^[A-Z]{3}$/, 'Three capital letters (ISO 4217).')
  .meta({ kind: 'currency' });
export const CountryCode = z
  .string()
  .regex(/^[A-Z]{2}$/, 'Two capital letters (ISO 3166-1).')
  .meta({ kind: 'country' });
export const Code = z.string().trim().min(1).max(40).meta({ kind: 'code' });
export const Name = z.string().trim().min(1).max(200).meta({ kind: 'text' });
export const Note = z.string().trim().max(LIMITS.textLength).meta({ kind: 'note' });
