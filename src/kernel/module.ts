import type { Command, Operation } from './command.ts';
import type { Entity } from './entity.ts';
import type { EventType, Subscription } from './event.ts';
import type { Printed } from './printed.ts';
import type { ReportQuery } from './report.ts';
import type { Tx } from './tx.ts';

/** Work that runs after commit or on a timetable, in the worker. It parses its payload and calls a command. */
export interface Job {
  readonly name: string;
  /** Cron timetable (UTC); absent: only when enqueued. */
  readonly cron?: string;
  readonly run: (tx: Tx, payload: unknown) => Promise<void>;
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
  /** Looks at every operation before its handler runs, in its transaction, and may refuse (approval policies). */
  readonly guard?: (tx: Tx, contract: Command, input: unknown) => Promise<void>;
  /** Called once when a company is made: its first accounts, series, codes. */
  readonly onCompany?: (tx: Tx) => Promise<void>;
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

export const defineModule = (module: Module): Module => module;
