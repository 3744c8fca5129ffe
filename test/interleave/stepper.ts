import type pg from 'pg';
import { type App, makeApp } from '#kernel/app.ts';
import { fixedClock } from '#kernel/clock.ts';
import { companyOf } from '#kernel/transaction.ts';

/** One program of one connection whose statements wait until the stepper lets them go. */
interface Session {
  readonly app: App;
  readonly waiting: (() => void)[];
  gated: boolean;
  pid: number;
  running: number;
  done: boolean;
}

/** Which session starts, and after how many statements in all the others get their turn. */
export interface Schedule {
  readonly first: number;
  readonly switches: readonly number[];
}

export interface Stepper {
  /** Runs the works at once, a statement at a time in the order of the schedule. */
  run<T>(works: readonly ((app: App) => Promise<T>)[], schedule: Schedule): Promise<{ results: T[]; steps: number }>;
  close(): Promise<void>;
}

const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const HANGS_AFTER = 20_000;

export async function openStepper(world: { app: App; company: number }, count: number): Promise<Stepper> {
  const sessions: Session[] = [];
  for (let n = 0; n < count; n++) sessions.push(await openSession(world));
  return {
    run: (works, schedule) => runStepped(world.app.ownerPool, sessions, works, schedule),
    close: async () => {
      for (const session of sessions) await session.app.close();
    },
  };
}

async function openSession({ app: like, company }: { app: App; company: number }): Promise<Session> {
  const app = makeApp({
    registry: like.registry,
    appUrl: like.pool.options.connectionString!,
    ownerUrl: like.ownerPool.options.connectionString!,
    clock: fixedClock(like.clock.now().toISOString()),
    connections: 1,
  });
  const session: Session = { app, waiting: [], gated: false, pid: 0, running: 0, done: false };
  app.pool.on('connect', (client) => gate(session, client));
  await companyOf(app, company);
  return session;
}

/** From now on a statement of this connection goes to the server only when it is let go, in the order it was made. */
function gate(session: Session, client: pg.PoolClient): void {
  session.pid = (client as unknown as { processID: number }).processID;
  const send = client.query.bind(client) as unknown as (...args: unknown[]) => Promise<unknown>;
  const gatedQuery = async (...args: unknown[]): Promise<unknown> => {
    if (!session.gated) return send(...args);
    await new Promise<void>((go) => session.waiting.push(go));
    session.running++;
    try {
      return await send(...args);
    } finally {
      session.running--;
    }
  };
  (client as unknown as { query: unknown }).query = gatedQuery;
}

async function runStepped<T>(
  watcher: pg.Pool,
  sessions: readonly Session[],
  works: readonly ((app: App) => Promise<T>)[],
  { first, switches }: Schedule,
): Promise<{ results: T[]; steps: number }> {
  const acting = sessions.slice(0, works.length);
  const outcomes = works.map(async (work, n) => {
    const session = acting[n]!;
    Object.assign(session, { gated: true, done: false });
    try {
      return await work(session.app);
    } finally {
      Object.assign(session, { gated: false, done: true });
    }
  });
  const settled = Promise.allSettled(outcomes);
  let steps = 0;
  let turn = first;
  const started = performance.now();
  while (acting.some((session) => !session.done)) {
    if (performance.now() - started > HANGS_AFTER) throw new Error(`Nothing moves after ${steps} statements.`);
    if (!(await comesToRest(watcher, acting[turn]!))) {
      turn = (turn + 1) % acting.length;
      continue;
    }
    acting[turn]!.waiting.shift()!();
    steps++;
    if (switches.includes(steps)) {
      await comesToRest(watcher, acting[turn]!);
      turn = (turn + 1) % acting.length;
    }
  }
  await settled;
  return { results: await Promise.all(outcomes), steps };
}

/** Waits until a session can take a step (true), or has ended or waits for a lock of another (false). */
async function comesToRest(watcher: pg.Pool, session: Session): Promise<boolean> {
  for (let looks = 0; !session.done; looks++) {
    if (session.running === 0 && session.waiting.length > 0) return true;
    if (looks > 4 && session.running > 0 && (await waitsForLock(watcher, session.pid))) return false;
    await pause(looks < 4 ? 0 : 2);
  }
  return false;
}

async function waitsForLock(watcher: pg.Pool, pid: number): Promise<boolean> {
  const found = await watcher.query('select cardinality(pg_blocking_pids($1)) > 0 as blocked', [pid]);
  return found.rows[0].blocked === true;
}

/** Every schedule of at most `switches` switches, whoever starts, at every statement; the two are `steps` together. */
export function everySchedule(sessions: number, steps: number, switches: number): Schedule[] {
  const after = (least: number, left: number): number[][] =>
    left === 0
      ? [[]]
      : Array.from({ length: Math.max(0, steps - least) }, (_, n) => least + n).flatMap((step) =>
          after(step + 1, left - 1).map((rest) => [step, ...rest]),
        );
  const points = Array.from({ length: switches }, (_, n) => after(1, n + 1)).flat();
  return Array.from({ length: sessions }, (_, first) => points.map((at) => ({ first, switches: at }))).flat();
}

/** Some schedules of `switches` switches, from a fixed seed. */
export function someSchedules(sessions: number, steps: number, switches: number, count: number): Schedule[] {
  let state = 7;
  const random = (below: number): number => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  return Array.from({ length: count }, (_, n) => ({
    first: n % sessions,
    switches: [...new Set(Array.from({ length: switches }, () => 1 + random(steps - 1)))].sort((a, b) => a - b),
  }));
}
