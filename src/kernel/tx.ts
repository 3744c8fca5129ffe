import type { z } from 'zod';
import type { Sql } from './db/sql.ts';
import type { EventType } from './event.ts';
import type { Registry } from './registry.ts';
import type { Day } from './values/day.ts';
import type { Id } from './values/id.ts';

/** Who acts. A system actor (jobs, the demo) has every permission it is given, and is named as itself in the log. */
export interface Actor {
  readonly id: string;
  readonly name: string;
  readonly permissions: ReadonlySet<string>;
  /** The roles it has in this company; a program has none. */
  readonly roles?: readonly string[];
}

export interface RecordChange {
  readonly entity: string;
  readonly id: Id;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** A deed that is part of another. */
export interface Part {
  readonly facts?: Readonly<Record<string, unknown>>;
  readonly input?: unknown;
  /** As of `state`. */
  readonly binds?: boolean;
}

/** One transaction of one company by one actor. Only the kernel makes one; a function without it does no I/O. */
export interface Tx {
  readonly sql: Sql;
  /** What the program offers, for those who manage rights to it. */
  readonly registry: Registry;
  readonly company: number;
  readonly currency: string;
  /** Minor digits of the company's currency. */
  readonly digits: number;
  readonly actor: Actor;
  readonly now: Date;
  /** The day it is in the company's time zone. */
  readonly today: Day;
  /** The event this transaction writes; sealed tables carry it as `event_id`. */
  readonly eventId: Id;
  /** Slot of the pool connection, for balances that many write at once. */
  readonly slot: number;
  /** `http`, `cli`, `job`, `import`, `demo`, `test`. */
  readonly via: string;
  newId(): Id;
  may(permission: string): boolean;
  /** Notes a changed record for the timeline. Call it once a document touched, with what changed. */
  record(...changes: readonly RecordChange[]): void;
  /**
   * States facts of its contract, for approval policies; a fact stated again replaces the first. What binds nobody, such as a
   * draft, waits only where a policy names the operation itself.
   */
  state(facts: Readonly<Record<string, unknown>>, binds?: boolean): void;
  /**
   * States what this operation did of another that its contract names (`does`, `many`): one by one, with the facts of that other
   * and what it would be entered with.
   */
  did(operation: string, parts: readonly Part[]): void;
  /** Tells subscribers, in this transaction. */
  emit<P extends z.ZodType>(type: EventType<P>, payload: z.input<P>): Promise<void>;
  /** Runs right before the event row and the commit: for gapless numbers, whose row must be held shortest. Last registered runs last. */
  beforeCommit(work: () => Promise<void>): void;
  /** Numbers of a loose series (gaps allowed), for orders and deliveries. Gapless ones: numberAtCommit. */
  takeNumbers(series: string, count: number): Promise<string[]>;
  /** Puts a job into the queue of the worker, in this transaction. */
  enqueue(job: string, payload: unknown): Promise<void>;
}
