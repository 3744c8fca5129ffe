import type { RecordLines } from '#kernel/values/record-lines.ts';
import type { EntityMeta, Field, FieldType, JsonSchema, Model, OperationMeta } from '../api/meta.ts';
import { humanise } from './format.ts';

/** One input of a form: a value, a group of values (`object`), a list of simple values (`list`) or lines of a grid (`lines`). */
export interface FieldSpec {
  readonly name: string;
  readonly label: string;
  readonly type: FieldType | 'object' | 'list' | 'lines' | 'any';
  readonly kind?: string;
  readonly entity?: string;
  readonly choices?: readonly string[];
  readonly required: boolean;
  readonly nullable: boolean;
  readonly default?: unknown;
  readonly help?: string;
  readonly fields?: readonly FieldSpec[];
  readonly item?: FieldSpec;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly secret?: boolean;
  readonly currency?: string;
  /** Of lines: the record's own they begin with. */
  readonly own?: OwnLines;
  /** Of a version: the record it is the version of, and the input that names it. */
  readonly on?: OwnLines['on'];
  /** What is done when it is left out. */
  readonly usual?: JsonSchema['usual'];
  /** Of a reference: what the records that fit have in common. */
  readonly filter?: Readonly<Record<string, unknown>>;
}

/** Lines of the record an operation is done on. */
export interface OwnLines extends RecordLines {
  /** The record: its kind, and the input that names it. */
  readonly on: { readonly entity: string; readonly field: string };
  /** The field of a line that names whose it is, and the field of the record that does. */
  readonly by: { readonly field: string; readonly record: string };
  /** The operation changes the record: a line says only what is other than before. */
  readonly changes?: boolean;
}

const KINDS = new Set<string>([
  'text',
  'code',
  'note',
  'money',
  'quantity',
  'price',
  'rate',
  'percent',
  'day',
  'reference',
  'currency',
  'country',
]);

/** The schema of a value that may be null, without the null. */
function unwrap(schema: JsonSchema): { schema: JsonSchema; nullable: boolean } {
  if (Array.isArray(schema.type) && schema.type.includes('null'))
    return { schema: { ...schema, type: schema.type.find((type) => type !== 'null') }, nullable: true };
  if (!schema.anyOf || schema.kind) return { schema, nullable: false };
  const others = schema.anyOf.filter((one) => one.type !== 'null');
  const nullable = others.length < schema.anyOf.length;
  const inner = others.length === 1 ? unwrap(others[0]!).schema : schema;
  return { schema: { ...inner, ...pick(schema) }, nullable };
}

const pick = (schema: JsonSchema): Partial<JsonSchema> => ({
  ...(schema.description ? { description: schema.description } : {}),
  ...(schema.title ? { title: schema.title } : {}),
  ...(schema.usual === undefined ? {} : { usual: schema.usual }),
  ...('default' in schema ? { default: schema.default } : {}),
});

function typeOf(schema: JsonSchema): FieldSpec['type'] {
  if (schema.kind && KINDS.has(schema.kind)) return schema.kind as FieldType;
  if (schema.enum) return 'choice';
  if (schema.type === 'array') return schema.items?.type === 'object' || schema.items?.properties ? 'lines' : 'list';
  if (schema.type === 'object') return schema.properties ? 'object' : 'json';
  if (schema.type === 'boolean') return 'flag';
  if (schema.type === 'integer' || schema.type === 'number') return 'number';
  if (schema.format === 'date-time') return 'time';
  return schema.type === 'string' ? 'text' : 'any';
}

/** A short description is the name of the field; a sentence explains it. */
const isName = (text: string): boolean => text.length <= 34 && !/[.;:]/.test(text) && text.split(' ').length <= 5;

function fieldSpec(args: {
  name: string;
  of: JsonSchema;
  required: boolean;
  known?: Field;
  secret?: boolean;
}): FieldSpec {
  const { name, of, required, known } = args;
  const { schema, nullable } = unwrap(of);
  const about = schema.description;
  const type = known && known.type !== 'state' ? known.type : typeOf(schema);
  const item = schema.items ? unwrap(schema.items).schema : undefined;
  return {
    name,
    label: known?.label ?? schema.title ?? (about && isName(about) ? about : humanise(name)),
    type,
    kind: schema.kind,
    entity: known?.entity ?? schema.entity,
    choices: known?.choices ?? schema.enum?.map(String),
    required,
    nullable,
    default: schema.default ?? known?.default,
    help: known?.help ?? (about && !isName(about) ? about : undefined),
    fields: type === 'lines' ? fieldSpecs(item ?? {}) : type === 'object' ? fieldSpecs(schema) : undefined,
    item: type === 'list' && item ? fieldSpec({ name, of: item, required: true }) : undefined,
    maxLength: schema.maxLength,
    minItems: schema.minItems,
    secret: args.secret,
    currency: known?.currency,
    filter: schema.among ?? known?.among,
    usual: schema.usual,
  };
}

export const fieldSpecs = (
  schema: JsonSchema,
  known: Readonly<Record<string, Field>> = {},
  secret: readonly string[] = [],
): FieldSpec[] =>
  Object.entries(schema.properties ?? {}).map(([name, of]) =>
    fieldSpec({
      name,
      of,
      required: (schema.required ?? []).includes(name),
      known: known[name],
      secret: secret.includes(name),
    }),
  );

/** The entity whose plain record an operation derived from it writes: `catalog.create_item` → catalog.item. */
function writtenEntity(
  model: Model,
  operation: OperationMeta,
): { entity: EntityMeta; verb: 'create' | 'update' } | undefined {
  const match = /^(\w+)\.(create|update)_(\w+)$/.exec(operation.name);
  const entity = match && model.anyEntity(`${match[1]}.${match[3]}`);
  if (!match || !entity?.writable) return undefined;
  return { entity, verb: match[2] as 'create' | 'update' };
}

/** The inputs of an operation, named and typed by the entity it writes when it is a derived one. */
export function operationFields(model: Model, operation: OperationMeta): FieldSpec[] {
  const written = writtenEntity(model, operation);
  if (written?.verb === 'update') {
    const changes = operation.input.properties?.changes ?? {};
    return fieldSpecs(changes, written.entity.fields);
  }
  const fields = fieldSpecs(operation.input, written?.entity.fields ?? {}, operation.secret);
  const own = ownLines(model, operation);
  const lined = own ? { ...own, changes: fields.some(isVersion) } : undefined;
  const fitting = whoFits(model, operation);
  return fields.map((given) => {
    const field = given.name === operation.on?.field ? among(given, fitting) : given;
    return isVersion(field)
      ? { ...field, on: operation.on }
      : field.name === own?.input
        ? { ...field, own: lined }
        : field;
  });
}

/** What the records have in common that an operation can be done on as they stand. */
function whoFits(model: Model, { on }: OperationMeta): Readonly<Record<string, unknown>> {
  const state = on && model.anyEntity(on.entity)?.state;
  return { ...on?.where, ...(state && on.states ? { [state]: on.states } : {}) };
}

const among = (field: FieldSpec, filter: Readonly<Record<string, unknown>>): FieldSpec =>
  field.item
    ? { ...field, item: { ...field.item, filter: { ...field.item.filter, ...filter } } }
    : { ...field, filter: { ...field.filter, ...filter } };

/** An operation that names the version of its record changes it: it is told what is other than before. */
export const isVersion = ({ kind }: FieldSpec): boolean => kind === 'version';

/** What a flag that was not touched does. */
export const usualOf = ({ usual, default: value }: FieldSpec, values: Readonly<Record<string, unknown>>): boolean =>
  typeof usual === 'object' ? values[usual.unless] !== true : (usual ?? value) === true;

/** Where the lines of an operation come from; nothing where the user may not see them. */
function ownLines(model: Model, { lines, on }: OperationMeta): OwnLines | undefined {
  if (!lines || !on || !model.anyEntity(lines.from)) return undefined;
  const child = model.anyEntity(on.entity)?.children.find(({ entity }) => entity === lines.from);
  const by = lines.by ?? (child && { field: child.field, record: 'id' });
  return by && { ...lines, on, by };
}

/** What a form starts with: the defaults, and today where something is dated that happens. */
export function initialValues(fields: readonly FieldSpec[], today: string): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const field of fields) {
    if (field.default !== undefined && field.default !== null) values[field.name] = field.default;
    else if (field.type === 'day' && (field.required || field.usual === 'today')) values[field.name] = today;
    else if (field.type === 'flag' && field.required) values[field.name] = false;
    else if (field.type === 'object' && field.required) values[field.name] = initialValues(field.fields ?? [], today);
  }
  return values;
}

/** Of an operation that changes a record: the inputs that say something else than the form began with; null for those emptied. */
export function changesOf(
  fields: readonly FieldSpec[],
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const said = fields.flatMap((field): [string, unknown][] => {
    const [was, now] = [before[field.name], after[field.name]].map((value) => (value === '' ? null : (value ?? null)));
    if (isVersion(field) || field.required || field.type === 'lines') return [[field.name, now]];
    return JSON.stringify(was) === JSON.stringify(now) ? [] : [[field.name, now]];
  });
  return Object.fromEntries(said);
}

/** Whether nothing is missing that an operation cannot do without, at any depth; an empty list of lines is one line short. */
export const isWhole = (fields: readonly FieldSpec[], input: Readonly<Record<string, unknown>>): boolean =>
  fields.every((field) => {
    const value = input[field.name];
    if (value === undefined || value === null || value === '') return !field.required;
    if (field.type === 'lines') {
      const lines = value as readonly Record<string, unknown>[];
      return lines.length >= (field.minItems ?? 0) && lines.every((line) => isWhole(field.fields ?? [], line));
    }
    return field.type !== 'object' || isWhole(field.fields ?? [], value as Record<string, unknown>);
  });

/** Empty strings are left out, and nulls of what cannot be cleared; lines without any entry are dropped. */
export const cleanInput = (fields: readonly FieldSpec[], values: Record<string, unknown>): Record<string, unknown> =>
  clean(fields, values, false);

/** Of a line: a list that is empty there was emptied on purpose. */
export const cleanLine = (fields: readonly FieldSpec[], values: Record<string, unknown>): Record<string, unknown> =>
  clean(fields, values, true);

function clean(
  fields: readonly FieldSpec[],
  values: Record<string, unknown>,
  inLine: boolean,
): Record<string, unknown> {
  const clean: Record<string, unknown> = {};
  for (const field of fields) {
    const value = values[field.name];
    if (field.type === 'lines') {
      const lines = Array.isArray(value) ? (value as Record<string, unknown>[]) : [];
      const kept = lines
        .map((line) => cleanLine(field.fields ?? [], line))
        .filter((line) => Object.keys(line).length > 0);
      if (kept.length > 0 || field.required) clean[field.name] = kept;
    } else if (field.type === 'object') {
      const inner = cleanInput(field.fields ?? [], (value ?? {}) as Record<string, unknown>);
      if (field.required || Object.keys(inner).length > 0) clean[field.name] = inner;
    } else if (
      value !== undefined &&
      (value !== null || field.nullable) &&
      value !== '' &&
      !(Array.isArray(value) && value.length === 0 && !field.required && !inLine)
    )
      clean[field.name] = value;
  }
  return clean;
}
