import type { z } from 'zod';
import type { Tx } from './tx.ts';

/** A fact another module may depend on. Subscribers run in the same transaction, in the order of the module graph. */
export interface EventType<P extends z.ZodType = z.ZodType> {
  readonly kind: 'event';
  /** `module.past_tense`. */
  readonly name: string;
  readonly about: string;
  readonly payload: P;
}

export const event = <P extends z.ZodType>(
  name: string,
  definition: Omit<EventType<P>, 'kind' | 'name'>,
): EventType<P> => ({
  kind: 'event',
  name,
  ...definition,
});

export interface Subscription<E extends EventType = EventType> {
  readonly event: E;
  readonly handler: (tx: Tx, payload: z.output<E['payload']>) => Promise<void>;
}

export const on = <P extends z.ZodType>(
  type: EventType<P>,
  handler: (tx: Tx, payload: z.output<P>) => Promise<void>,
): Subscription<EventType<P>> => ({ event: type, handler });
