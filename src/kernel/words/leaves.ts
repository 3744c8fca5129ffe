import type { Command } from '../command.ts';
import type { Entity, Field } from '../entity.ts';
import type { Registry } from '../registry.ts';
import type { Report } from '../report.ts';
import { inputSchema } from '../values/json-schema.ts';
import type { AskedField } from '../values/report-sentence.ts';
import { inWords } from '../values/words.ts';
import { isEmpty, isId, type Meant } from './value.ts';

/** One value of something nested, with its name in words; `line` is the number of what repeats. */
export interface Leaf extends Meant {
  readonly path: string;
  readonly label: string;
  readonly line: number | null;
}

interface Schema {
  readonly type?: string | readonly string[];
  readonly kind?: string;
  readonly entity?: string;
  readonly description?: string;
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
}

/** The parameters of a report, with their names in words. */
export function parameterFields({
  params,
}: Report): (AskedField & { type: Field['type']; entity: string | undefined })[] {
  const { properties = {} } = inputSchema(params) as Schema;
  return Object.entries(properties).map(([name, given]) => {
    const schema = plain(given);
    const [label, about] = [labelOf(name, schema), schema.description];
    return {
      name,
      label,
      type: typeOf(schema),
      entity: schema.entity,
      help: about === label ? undefined : about,
      default: schema.default,
    };
  });
}

type Row = Readonly<Record<string, unknown>>;
/** What is known of a name at some depth, beside what else is said there: its label and type. */
type Known = (
  path: readonly string[],
  value: unknown,
  row: Row,
) => { label: string; field: Meant['field'] } | undefined;

/** What somebody entered for an operation, named by its contract. What hides itself is left out. */
export function inputLeaves(registry: Registry, contract: Command, input: unknown): Leaf[] {
  const schema = inputSchema(contract.input) as Schema;
  const written = writtenBy(registry, contract);
  const secret = new Set(contract.secret ?? []);
  return leavesOf(input, (path, _value, row) => {
    if (secret.has(path[0]!)) return undefined;
    const own = written?.fields[path.at(-1)!];
    const at = schemaAt(schema, path);
    if (own && (path.length === 1 || path[0] === 'changes' || path[0] === 'records'))
      return { label: own.label, field: own };
    if (!at || at.kind === 'version') return undefined;
    // A record named by its kind and its id is one value.
    if (path.at(-1) === 'entity' && isId(row.record)) return undefined;
    const of = at.kind === 'id' && registry.entities.get(String(row.entity));
    if (of) return { label: of.label, field: { type: 'reference', entity: of.name } };
    return { label: labelOf(path.at(-1)!, at), field: { type: typeOf(at), entity: at.entity, kind: at.kind } };
  });
}

/** The entity a derived operation writes: `catalog.create_item` → catalog.item. */
function writtenBy(registry: Registry, { name }: Command): Entity | undefined {
  const match = /^(\w+)\.(?:create|update)_(\w+?)(?:_batch)?$/.exec(name);
  return match ? registry.entities.get(`${match[1]}.${match[2]}`) : undefined;
}

/** What the log says of a record, named by the fields of the entity and its parts; a name nobody declares is said as it is. */
export function loggedLeaves(registry: Registry, entity: Entity, values: unknown): Leaf[] {
  const parts = (entity.children ?? []).flatMap((child) => registry.entities.get(child.entity) ?? []);
  return leavesOf(values, (path, value) => {
    const name = path.at(-1)!;
    const from = path.length === 1 ? [entity, ...parts] : [...parts, entity];
    const field = from.map(({ fields }) => fields[name] ?? fields[`${name}Id`]).find((one) => one !== undefined);
    if (field) return { label: field.label, field };
    return { label: inWords(name), field: { type: guessed(name, value) } };
  });
}

const guessed = (name: string, value: unknown): Field['type'] =>
  /Minor$/.test(name) ? 'money' : typeof value === 'boolean' ? 'flag' : isId(value) ? 'reference' : 'text';

/** Values one by one. Lists of groups count as lines; lists of plain values are one value each. */
function leavesOf(values: unknown, known: Known): Leaf[] {
  const leaves: Leaf[] = [];
  const walk = (
    value: unknown,
    at: { path: string[]; names: string[]; line: number | null; above: string; row: Row },
  ) => {
    if (isEmpty(value)) return;
    const { path, names, line, above, row } = at;
    if (Array.isArray(value))
      return value.forEach((item, index) => {
        const group = item !== null && typeof item === 'object';
        const inner = line === null && group ? '' : `${above}${value.length > 1 && group ? `${index + 1} · ` : ''}`;
        const own = line ?? (group ? lineOf(item, index) : null);
        walk(item, { ...at, path: [...path, String(index)], line: own, above: inner });
      });
    if (typeof value === 'object') {
      const inside = { ...row, ...(value as Row) };
      for (const [name, item] of Object.entries(value as Row))
        walk(item, { ...at, path: [...path, name], names: [...names, name], row: inside });
      return;
    }
    const found = known(names, value, row);
    if (!found) return;
    leaves.push({
      ...{ path: path.join('.'), line, label: `${above}${found.label}`, field: found.field, value },
      currency: currencyIn(row),
    });
  };
  walk(values, { path: [], names: [], line: null, above: '', row: {} });
  return leaves;
}

/** The number a line bears; where it bears none, its place. */
const lineOf = ({ line, position }: Row, index: number) => Number(line ?? position ?? index + 1) || index + 1;

const currencyIn = ({ currency }: Row): string | undefined =>
  typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? currency : undefined;

function schemaAt(schema: Schema, path: readonly string[]): Schema | undefined {
  let at: Schema | undefined = schema;
  for (const name of path) at = at && plain(plain(at).items ?? at).properties?.[name];
  const found = at && plain(at);
  return found?.items ? { ...plain(found.items), description: found.description } : found;
}

/** Without the null it may be. */
function plain(schema: Schema): Schema {
  if (schema.kind || !schema.anyOf) return schema;
  const [first, ...others] = schema.anyOf.filter(({ type }) => type !== 'null');
  return first && others.length === 0
    ? { ...plain(first), ...(schema.description ? { description: schema.description } : {}) }
    : schema;
}

const KINDS = new Set(
  ['money', 'quantity', 'price', 'rate', 'percent', 'number', 'day', 'reference', 'currency', 'country', 'code'].concat(
    'note',
  ),
);

function typeOf({ kind, enum: choices, type }: Schema): Field['type'] {
  if (kind && KINDS.has(kind)) return kind as Field['type'];
  if (choices) return 'choice';
  return type === 'boolean' ? 'flag' : type === 'integer' || type === 'number' ? 'number' : 'text';
}

/** A short description is the name of the field; a sentence explains it. */
const labelOf = (name: string, { description }: Schema): string =>
  description && description.length <= 34 && !/[.;:]/.test(description) ? description : inWords(name);
