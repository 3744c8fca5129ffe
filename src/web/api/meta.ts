import { createContext, useContext } from 'react';
import type { RecordLines } from '#kernel/values/record-lines.ts';
import type { ColumnOf, EntityName, OperationName, ReportName } from './contracts.ts';

/** What `GET /api/meta` tells a screen; see docs/guides/http-api.md. */
export interface Meta {
  user: { id: string; name: string; email: string; roles: string[]; permissions: string[]; twoFactor: boolean };
  company: Company & { currency: string; digits: number; timeZone: string; today: string };
  companies: Company[];
  locale: string;
  navigation: WingMeta[];
  entities: EntityMeta[];
  operations: OperationMeta[];
  reports: ReportMeta[];
}

interface Company {
  id: number;
  code: string;
  name: string;
}

/** A department with its modules. */
export interface WingMeta {
  wing: string;
  label: string;
  modules: NavigationModule[];
}

interface NavigationModule {
  name: string;
  label: string;
  entities: string[];
  reports: string[];
  operations: string[];
}

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

export interface Field {
  type: FieldType;
  label: string;
  entity?: string;
  /** Of a reference to records of several kinds: the field that holds the entity. */
  kindIn?: string;
  /** Of a reference: what the records that fit have in common. */
  among?: Row;
  choices?: string[];
  required?: boolean;
  /** The field of the same record that holds the currency of this amount. */
  currency?: string;
  fixed?: boolean;
  derived?: boolean;
  default?: unknown;
  help?: string;
  /** Of a number: it counts nothing, so its digits are not grouped. */
  serial?: boolean;
  /** Read by screens, and shown as it is nowhere. */
  hidden?: boolean;
}

export interface Related {
  entity: string;
  field: string;
  label: string;
  /** Fields that stand before those of its list: what the lines of several documents are of. */
  first?: string[];
  where?: Where;
}

/** What fields of a record say where something is offered on it. */
export type Where = Readonly<Record<string, string | boolean | readonly string[]>>;

export interface PrintedMeta {
  name: string;
  label: string;
  on?: { states?: string[]; where?: Where };
  /** It may be asked for a day or a period. */
  period?: boolean;
}

export interface EntityMeta {
  name: string;
  label: string;
  plural: string;
  about: string;
  wing: string;
  module: string;
  fields: Record<string, Field>;
  list: string[];
  search: string[];
  order?: string;
  title: string;
  key?: string;
  id: string;
  state?: string;
  flow?: Record<string, string[]>;
  children: Related[];
  links: Related[];
  writable: boolean;
  operations: string[];
  printed: PrintedMeta[];
}

export interface OperationMeta {
  name: string;
  label: string;
  about: string;
  permission: string;
  /** `notBy`: the person whose own record it is, who may not do it. */
  on?: { entity: string; field: string; states?: string[]; where?: Where; notBy?: string };
  /** Where the lines of its input come from. */
  lines?: RecordLines;
  input: JsonSchema;
  refusals: Record<string, string>;
  secret: string[];
  /** Whether it can be asked what it would do. */
  preview: boolean;
  /** Whether a preview says what the document would come to. */
  totals: boolean;
}

/** Where a figure leads: a report, a record, or a filtered list; values name columns of its row. */
export type Drill =
  | { report: string; params: Record<string, string | { value: string | number | boolean } | { param: string }> }
  | { entity: string; id: string }
  | { list: string; filter: string };

export interface ReportColumn {
  label: string;
  type: FieldType;
  currency?: string;
  total?: boolean;
  explain?: string;
  hidden?: boolean;
  serial?: boolean;
  neutral?: boolean;
  drill?: Drill;
}

export interface ReportMeta {
  name: string;
  label: string;
  about: string;
  wing: string;
  module: string;
  params: JsonSchema;
  columns: Record<string, ReportColumn>;
  chart?: { type: 'bar' | 'line' | 'area' | 'donut'; x: string; y: string[] };
}

/** The parts of JSON Schema (2020-12) that the server uses, with our `kind` on values. */
export interface JsonSchema {
  type?: string | string[];
  kind?: string;
  entity?: string;
  among?: Row;
  /** What is done when it is left out: a value, the day of today, or yes unless another input says yes. */
  usual?: boolean | 'today' | { unless: string };
  description?: string;
  title?: string;
  format?: string;
  pattern?: string;
  default?: unknown;
  const?: unknown;
  enum?: string[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
}

export type Row = Record<string, unknown>;

/** What the user may use, with ways to look things up by name. */
export interface Model extends Meta {
  entity(name: EntityName): EntityMeta | undefined;
  operation(name: OperationName): OperationMeta | undefined;
  report(name: ReportName): ReportMeta | undefined;
  /** The columns of a report that the user may see; none of one they may not. */
  columns<N extends ReportName>(report: N): Partial<Record<ColumnOf<N>, ReportColumn>>;
  /** For derived pages: a name that comes with data, which no compiler knows. */
  anyEntity(name: string | undefined): EntityMeta | undefined;
  anyOperation(name: string | undefined): OperationMeta | undefined;
  anyReport(name: string | undefined): ReportMeta | undefined;
  /** Minor digits of a currency; the company's when none is given. */
  digits(currency?: unknown): number;
}

/** `digits`: minor digits of the currencies the company knows; any other has two. */
export function makeModel(meta: Meta, digits: ReadonlyMap<string, number> = new Map()): Model {
  const byName = <T extends { name: string }>(all: readonly T[]) => new Map(all.map((one) => [one.name, one]));
  const [entities, operations, reports] = [byName(meta.entities), byName(meta.operations), byName(meta.reports)];
  const { currency: own, digits: ownDigits } = meta.company;
  return {
    ...meta,
    entity: (name) => entities.get(name),
    operation: (name) => operations.get(name),
    report: (name) => reports.get(name),
    columns: (report) => reports.get(report)?.columns ?? {},
    anyEntity: (name) => entities.get(name ?? ''),
    anyOperation: (name) => operations.get(name ?? ''),
    anyReport: (name) => reports.get(name ?? ''),
    digits: (currency) => (!currency || currency === own ? ownDigits : (digits.get(String(currency)) ?? 2)),
  };
}

export const ModelContext = createContext<Model | undefined>(undefined);

/** Every page inside the shell has it: it is loaded before any page is drawn. */
export function useModel(): Model {
  const model = useContext(ModelContext);
  if (!model) throw new Error('useModel is used outside of the signed-in program.');
  return model;
}
