import type { z } from 'zod';
import type { Installed } from '#modules/all.ts';

/*
 * What the modules offer, as types: the names there are, and what goes over the wire under each. It is read off the contracts by
 * the compiler alone: nothing of it, and nothing of the server, is in the bundle.
 */

type Commands = { [O in Installed['operations'][number] as O['contract']['name']]: O['contract'] };
type Reports = { [Q in Installed['reports'][number] as Q['contract']['name']]: Q['contract'] };
type Entities = { [E in Installed['entities'][number] as E['name']]: E };

export type EntityName = keyof Entities;
export type ReportName = keyof Reports;

/** What is derived of an entity that people write: create, update and archive. */
type Derived<E extends EntityName = EntityName> = E extends `${infer Module}.${infer Noun}`
  ? `${Module}.${'create' | 'update' | 'archive'}_${Noun}`
  : never;
export type OperationName = keyof Commands | Derived;

/** As it stands in JSON: an amount of minor units is its digits. */
type Wire<T> = T extends bigint
  ? string
  : T extends string | number | boolean | null | undefined
    ? T
    : T extends readonly (infer One)[]
      ? readonly Wire<One>[]
      : T extends object
        ? { readonly [K in keyof T]: Wire<T[K]> }
        : T;

type Any = Record<string, unknown>;
export type InputOf<N extends OperationName> = N extends keyof Commands ? Wire<z.input<Commands[N]['input']>> : Any;
export type OutputOf<N extends OperationName> = N extends keyof Commands
  ? Wire<z.output<Commands[N]['output']>>
  : { readonly id: string };

export type ParamsOf<N extends ReportName> = Wire<z.input<Reports[N]['params']>>;

/** A figure is its digits, so that nothing is lost; a count of whole things may be a number. */
interface Values {
  readonly number: number | string;
  readonly flag: boolean;
  readonly json: unknown;
}
type ValueOf<T> = T extends keyof Values ? Values[T] : string;
/** What is said under a right of its own is not told to everybody. */
type Told<Of, Value> = Of extends { readonly right: string } ? Value | undefined : Value;

type CellOf<C> = C extends { type: infer T } ? Told<C, ValueOf<T> | null> : never;
type ColumnsOf<N extends ReportName> = Reports[N]['columns'];
export type ColumnOf<N extends ReportName> = N extends ReportName ? keyof ColumnsOf<N> & string : never;
/** A row of a report. */
export type RowOf<N extends ReportName> = N extends ReportName
  ? { readonly [C in keyof ColumnsOf<N>]: CellOf<ColumnsOf<N>[C]> }
  : never;

type FieldsOf<E extends EntityName> = Entities[E]['fields'];
export type FieldOf<E extends EntityName> = E extends EntityName ? (keyof FieldsOf<E> & string) | 'id' : never;
type FieldValue<F> = F extends { type: infer T }
  ? Told<F, (F extends { choices: readonly (infer Choice)[] } ? Choice : ValueOf<T>) | null>
  : never;
/** Fields whose title lists carry along. */
type Titled<E extends EntityName> = {
  [F in keyof FieldsOf<E>]: FieldsOf<E>[F] extends { type: 'reference' } | { person: true } ? F & string : never;
}[keyof FieldsOf<E>];
/** A record as lists and its page know it. */
export type RecordOf<E extends EntityName> = E extends EntityName
  ? { readonly id: string } & { readonly [F in keyof FieldsOf<E>]: FieldValue<FieldsOf<E>[F]> } & {
      readonly [F in Titled<E> as `${F}Title`]: string | null;
    }
  : never;
