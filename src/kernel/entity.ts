import { z } from 'zod';
import * as schema from './values/schema.ts';
import type { Judge } from './values/wrong.ts';

/*
 * An entity describes a table that plain SQL made. Lists, record pages, forms, import, export, REST and search are derived
 * from the description. Anything with a rule is a command, not an entity write.
 */

export type FieldType =
  | 'text'
  | 'code'
  | 'note'
  | 'money'
  | 'quantity'
  | 'price'
  | 'rate'
  | 'percent'
  | 'number'
  | 'day'
  | 'time'
  | 'flag'
  | 'state'
  | 'choice'
  | 'reference'
  | 'currency'
  | 'country'
  | 'json';

export interface Field<T extends FieldType = FieldType> {
  readonly type: T;
  readonly label: string;
  /** For references: the entity. The value is the record's id; lists also carry `<field>Title`. */
  readonly entity?: string;
  /**
   * For references to records of several kinds: the field that holds the entity. Lists carry `<field>Title` with the kind; a
   * record that names itself, since it follows from nothing else, carries none.
   */
  readonly kindIn?: string;
  /** For references: who fits, by fields of that entity; screens offer only those. */
  readonly among?: Readonly<Record<string, string | boolean>>;
  readonly choices?: readonly string[];
  readonly required?: boolean;
  /** Of a text: what it must look like. */
  readonly value?: z.ZodType;
  /** Column holding the currency of a money field; the company's when absent. */
  readonly currency?: string;
  /** Permission needed to see it (and to write it). */
  readonly right?: string;
  /** Permission needed to write it, beside that of the record; whoever reads the record sees it. */
  readonly write?: string;
  /** Set when the record is made and never by an edit. */
  readonly fixed?: boolean;
  /** Derived by the view: shown, never written. */
  readonly derived?: boolean;
  /** Value used when an input leaves it out. */
  readonly default?: unknown;
  readonly help?: string;
  /** Of a number: it counts nothing, so its digits are not grouped. */
  readonly serial?: boolean;
  /** Read by screens, and shown as it is nowhere. */
  readonly hidden?: boolean;
  /** SQL column; the field's name in snake case when absent, for a reference by id with `_id`. */
  readonly column?: string;
  /** Holds who did something, by id; lists carry the name as `<field>Title`. */
  readonly person?: boolean;
}

/** Records that name this one in `field`; `first` are fields that stand before those of their list. */
interface Related {
  readonly entity: string;
  readonly field: string;
  readonly label: string;
  readonly first?: readonly string[];
  readonly where?: Readonly<Record<string, boolean>>;
}

type Fields = Readonly<Record<string, Field>>;

export interface Entity<Name extends string = string, F extends Fields = Fields> {
  readonly kind: 'entity';
  /** `module.noun`. */
  readonly name: Name;
  readonly label: string;
  readonly plural: string;
  readonly about: string;
  /** The table written by the derived operations. */
  readonly table: string;
  /** The relation read by lists and pages: the table, or a view over it with derived columns. */
  readonly view?: string;
  /** Group-wide masters (currency, unit) have no company. */
  readonly shared?: boolean;
  /** Primary key column; `id` when absent (shared masters may use `code`). */
  readonly id?: string;
  /** The field that names a record to people. */
  readonly title: string;
  readonly fields: F;
  /** Fields shown in lists, in order. */
  readonly list: readonly string[];
  readonly search: readonly string[];
  /** Default order of lists; a leading minus is descending. */
  readonly order?: string;
  /** The field an import recognises a record by. */
  readonly key?: string;
  readonly read: string;
  /** Permission of the derived create, update and archive; absent: written by commands alone. */
  readonly write?: string;
  /** There is one a company, made with it: it is edited, never created or archived. */
  readonly single?: boolean;
  readonly wrong?: Judge;
  /** What the database refuses by a constraint of this name, in words. */
  readonly checks?: Readonly<Record<string, string>>;
  /** Field holding a state, with the flow it follows. */
  readonly flow?: Flow;
  readonly state?: string;
  /** Lines or sub-records shown on the record page. `field` of `entity` holds this record's id. */
  readonly children?: readonly Related[];
  /** Documents that belong together with this one; `where`: with records whose fields say so. */
  readonly links?: readonly Related[];
}

export const entity = <const Name extends string, const F extends Fields>(
  name: Name,
  definition: Omit<Entity<Name, F>, 'kind' | 'name'>,
): Entity<Name, F> => ({
  kind: 'entity',
  name,
  ...definition,
});

type Options = Partial<Omit<Field, 'type' | 'label'>>;
/** A field whose type says of which type it is, and what its options say. */
const made = <T extends FieldType, O extends Options>(type: T, label: string, options?: O) =>
  ({ type, label, ...options }) as Field<T> & O;
const make =
  <T extends FieldType>(type: T) =>
  <const O extends Options = Options>(label: string, options?: O) =>
    made(type, label, options);

/** Field makers: `f.text('Name', { required: true })`. */
export const f = {
  text: make('text'),
  person: (label: string) => made('text', label, { derived: true, person: true } as const),
  code: make('code'),
  note: make('note'),
  money: make('money'),
  quantity: make('quantity'),
  price: make('price'),
  rate: make('rate'),
  percent: make('percent'),
  number: make('number'),
  day: make('day'),
  time: make('time'),
  flag: make('flag'),
  state: make('state'),
  currency: make('currency'),
  country: make('country'),
  json: make('json'),
  choice: <const C extends readonly string[], const O extends Options = Options>(
    label: string,
    choices: C,
    options?: O,
  ) => made('choice', label, { choices, ...options } as { readonly choices: C } & O),
  /** A record of the kind that the field `kindIn` holds. */
  record: (label: string, kindIn: string, options: Options = {}) =>
    made('reference', label, { kindIn, derived: true, ...options }),
  ref: <const O extends Options = Options>(label: string, of: string, options?: O) =>
    made('reference', label, { entity: of, ...options } as { readonly entity: string } & O),
};

/** The zod type of a field's value at a door. */
function fieldSchema(field: Field): z.ZodType {
  const types: Record<FieldType, () => z.ZodType> = {
    text: () => field.value ?? z.string().trim().max(400),
    code: () => schema.Code,
    note: () => schema.Note,
    money: () => schema.Minor,
    quantity: () => schema.Quantity,
    price: () => schema.UnitPrice,
    rate: () => schema.Rate,
    percent: () => schema.Percent,
    number: () => schema.Whole,
    day: () => schema.Day,
    time: () => z.iso.datetime({ offset: true }),
    flag: () => z.boolean(),
    state: () => z.string().max(40),
    choice: () => z.enum(field.choices as [string, ...string[]]),
    reference: () =>
      !field.entity ? z.uuid() : SHARED_BY_CODE.has(field.entity) ? schema.Code : schema.Ref(field.entity, field.among),
    currency: () => schema.CurrencyCode,
    country: () => schema.CountryCode,
    json: () => z.json(),
  };
  return types[field.type]();
}

/** Group-wide masters whose key is their code. */
export const SHARED_BY_CODE: ReadonlySet<string> = new Set([
  'organisation.currency',
  'organisation.unit',
  'organisation.country',
]);

/** The fields a person may write. */
export const writableFields = (of: Entity): [string, Field][] =>
  Object.entries(of.fields).filter(([, field]) => !field.derived);

/** The permission needed to write a field, beside that of the record. */
export const writeRight = ({ write, right }: Field): string | undefined => write ?? right;

/** What is given of fields; one that needs a right of its own says so, and forms offer only what one may give. */
const inputsOf = (fields: [string, Field][], as: (value: z.ZodType, field: Field) => z.ZodType) =>
  z.strictObject(
    Object.fromEntries(
      fields.map(([name, field]) => {
        const [value, right] = [as(fieldSchema(field), field), writeRight(field)];
        return [name, right ? value.meta({ right }) : value];
      }),
    ),
  );

export const createSchema = (of: Entity) =>
  inputsOf(writableFields(of), (value, field) =>
    field.required && field.default === undefined ? value : value.nullish(),
  );

export const updateSchema = (of: Entity) =>
  inputsOf(
    writableFields(of).filter(([, field]) => !field.fixed),
    (value, { required }) => (required ? value.optional() : value.nullish()),
  );

export const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
export const columnOf = (name: string, field: Field): string =>
  field.column ?? `${snake(name)}${field.entity && !SHARED_BY_CODE.has(field.entity) ? '_id' : ''}`;

/** Transitions of a document's state, as data: a wrong one is refused, and the screen draws its buttons from it. */
export type Flow = Readonly<Record<string, readonly string[]>>;
export const flow = <const F extends Flow>(transitions: F): F => transitions;
export const mayGo = (of: Flow, from: string, to: string): boolean => of[from]?.includes(to) ?? false;
