import type { App } from './app.ts';
import type { Command, Operation } from './command.ts';
import type { NewCompany } from './company.ts';
import type { Fragment } from './db/sql.ts';
import type { Entity } from './entity.ts';
import type { EventType, Subscription } from './event.ts';
import type { Call } from './execute.ts';
import type { Printed } from './printed.ts';
import type { Addition, ReportQuery } from './report.ts';
import type { Part, RecordChange, Tx } from './tx.ts';
import type { Use } from './use.ts';

/** Work that runs after commit or on a timetable, in the worker. It parses its payload and calls a command. */
export interface Job {
  readonly name: string;
  /** Cron timetable (UTC); absent: only when enqueued. */
  readonly cron?: string;
  readonly run: (tx: Tx, payload: unknown) => Promise<void>;
  /** Work in transactions of its own once that one is committed. */
  readonly after?: (app: App, company: number) => Promise<void>;
}

/** What an operation did, before it is committed. */
export interface Deed {
  readonly contract: Command;
  readonly input: unknown;
  readonly output: unknown;
  readonly stated: Stated;
  /** The records it touched; a judge may look at them as they would stand. */
  readonly records: readonly RecordChange[];
  readonly call: Call;
}

export interface Stated {
  readonly facts: Readonly<Record<string, unknown>>;
  /** Whether any of it binds the company: a draft, or a change that costs no more, does not. */
  readonly binds: boolean;
  /** Operation → what was done of it as part of this one. */
  readonly did: ReadonlyMap<string, readonly Part[]>;
}

/** Lets a deed pass, refuses it, or throws `Deferred`: then nothing of it stays but the question. */
export type Judge = (deed: Deed) => Promise<void>;

/** Rolls the operation back and carries out `ask` in its place, as the same actor. */
export class Deferred extends Error {
  // biome-ignore lint/suspicious/noExplicitAny: an operation of any contract
  readonly ask: Operation<any>;
  readonly input: unknown;

  // biome-ignore lint/suspicious/noExplicitAny: an operation of any contract
  constructor(ask: Operation<any>, input: unknown) {
    super(`deferred to ${ask.contract.name}`);
    this.ask = ask;
    this.input = input;
  }
}

/** A module's table of contents. */
export interface Module {
  /** Also the name of its PostgreSQL schema. */
  readonly name: string;
  readonly label: string;
  /** The department in the navigation. */
  readonly wing: 'master' | 'finance' | 'commerce' | 'supply' | 'factory' | 'people' | 'office' | 'insight';
  readonly entities: readonly Entity[];
  // biome-ignore lint/suspicious/noExplicitAny: a list of operations of different contracts
  readonly operations: readonly Operation<any>[];
  // biome-ignore lint/suspicious/noExplicitAny: a list of reports of different parameters
  readonly reports: readonly ReportQuery<any>[];
  /** What it adds to reports of modules it uses. */
  readonly additions?: readonly Addition[];
  /** What can be printed from its records. */
  readonly printed?: readonly Printed[];
  readonly events?: readonly EventType[];
  // biome-ignore lint/suspicious/noExplicitAny: a list of subscriptions to different events
  readonly subscriptions?: readonly Subscription<any>[];
  readonly jobs?: readonly Job[];
  /** Permission → what it allows, in words. Every permission its contracts name must be here. */
  readonly permissions: Readonly<Record<string, string>>;
  /** Seed role → permissions of this module it gets. `auditor` gets every `.read` permission by itself; `owner` everything. */
  readonly roles: Readonly<Partial<Record<SeedRole, readonly string[]>>>;
  /** Tables whose rows the sealer chains; each has `company_id`, `id` and `event_id`. */
  readonly sealed?: readonly string[];
  /** Sealed tables whose `number` (bigint, consecutive per company) the sealer gives, in the order of the chain. */
  readonly numberedBySeal?: readonly string[];
  /** Asked about every operation, in its transaction, beside its handler; what it answers judges what the handler did. */
  readonly guard?: (tx: Tx, contract: Command) => Promise<Judge | undefined>;
  /** Entity → which of its rows `t` somebody who may read it sees, as a condition; all of them where none is given. */
  readonly rows?: Readonly<Record<string, (tx: Tx) => Fragment>>;
  /** What of it uses records, told before one is taken out of use. */
  readonly uses?: readonly Use[];
  /** Called once when a company is made: its first accounts, series, codes. */
  readonly onCompany?: (tx: Tx, company: NewCompany) => Promise<void>;
}

export const SEED_ROLES = [
  'owner',
  'controller',
  'bookkeeper',
  'sales_desk',
  'storekeeper',
  'buyer',
  'auditor',
] as const;
export type SeedRole = (typeof SEED_ROLES)[number];

export const defineModule = <const M extends Module>(module: M): M => module;
