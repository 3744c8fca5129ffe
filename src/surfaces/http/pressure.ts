import type { FastifyInstance } from 'fastify';
import { LIMITS } from './limits.ts';
import { refuseDoor } from './reply.ts';

/**
 * Whether more is asked than can be answered. One long piece of work makes one timer late and is soon made up for; a queue that
 * stands makes each of them late, one after the other (as CoDel tells a burst from a standing queue, RFC 8289).
 */
export class Pressure {
  readonly #limitMs: number;
  #late = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** A timer fired so much later than it was due. */
  saw(lateMs: number): void {
    this.#late = lateMs > this.#limitMs ? this.#late + 1 : 0;
  }

  get stands(): boolean {
    return this.#late >= LIMITS.lateTurns;
  }
}

/** While more is asked than can be answered, requests are turned away at once: their senders try again. */
export function turnAwayUnderPressure(server: FastifyInstance, limitMs: number = LIMITS.eventLoopDelayMs): void {
  const pressure = new Pressure(limitMs);
  let due = performance.now() + LIMITS.pressureMs;
  const timer = setTimeout(() => {
    const now = performance.now();
    pressure.saw(now - due);
    due = now + LIMITS.pressureMs;
    timer.refresh();
  }, LIMITS.pressureMs).unref();
  server.addHook('onRequest', async () => {
    if (pressure.stands) refuseDoor('unavailable');
  });
  server.addHook('onClose', async () => clearTimeout(timer));
}
