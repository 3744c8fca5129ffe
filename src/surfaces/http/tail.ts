import pg from 'pg';
import type { App } from '#kernel/app.ts';
import { readTransaction } from '#kernel/run-report.ts';
import type { Actor } from '#kernel/tx.ts';

/** The records one committed command touched. */
export interface Change {
  readonly event: string;
  readonly records: { entity: string; id: string }[];
}

type Listener = (change: Change) => void;

export interface Tail {
  /** Hears of every change of a company from now on; returns how to stop. */
  listen(company: number, listener: Listener): () => void;
  close(): Promise<void>;
}

const TAIL = { everyMs: 1_000, quietMs: 15_000, overlapSeconds: 10, mostAtOnce: 500, reconnectMs: 2_000 } as const;
const READER: Actor = { id: 'live', name: 'Live', permissions: new Set() };

/**
 * Follows the event log for the companies somebody listens to: woken by the sealer's notice, or once a second while that
 * can't be heard. Each look goes back some seconds, for transactions that committed late, and passes over what was told.
 */
export function tailEvents(app: App, listenUrl?: string): Tail {
  const companies = new Map<number, { listeners: Set<Listener>; told: Map<string, number>; busy: boolean }>();
  const notices = listenUrl ? hearNotices(listenUrl, (company) => void look(company)) : undefined;
  let looked = performance.now();
  const timer = setInterval(() => {
    if (notices?.heard() && performance.now() - looked < TAIL.quietMs) return;
    looked = performance.now();
    for (const company of companies.keys()) void look(company);
  }, TAIL.everyMs);
  timer.unref();

  async function look(company: number, tell = true): Promise<void> {
    const room = companies.get(company);
    if (!room || room.busy) return;
    room.busy = true;
    try {
      const fresh = (await recent(app, company)).filter((change) => !room.told.has(change.event));
      const now = performance.now();
      for (const change of fresh) room.told.set(change.event, now);
      for (const [event, at] of room.told) if (now - at > TAIL.overlapSeconds * 2_000) room.told.delete(event);
      if (tell) for (const change of fresh) for (const listener of room.listeners) listener(change);
    } catch {
      // The database is away: the next look tells what was missed.
    } finally {
      room.busy = false;
    }
  }

  return {
    listen: (company, listener) => {
      let room = companies.get(company);
      if (!room) {
        room = { listeners: new Set(), told: new Map(), busy: false };
        companies.set(company, room);
        // What is in the log already is no news.
        void look(company, false);
      }
      room.listeners.add(listener);
      return () => {
        room.listeners.delete(listener);
        if (room.listeners.size === 0) companies.delete(company);
      };
    },
    close: async () => {
      clearInterval(timer);
      await notices?.close();
    },
  };
}

const recent = (app: App, company: number): Promise<Change[]> =>
  readTransaction(
    { app, company, actor: READER },
    (tx) => tx.sql<Change>`
      select e.id as event,
        coalesce((select jsonb_agg(jsonb_build_object('entity', r.entity, 'id', r.record_id)) from kernel.event_record r
          where r.company_id = e.company_id and r.event_id = e.id), '[]') as records
      from kernel.event e
      where e.company_id = ${company} and e.recorded_at > clock_timestamp() - make_interval(secs => ${TAIL.overlapSeconds})
      order by e.recorded_at desc limit ${TAIL.mostAtOnce}`,
  ).then((rows) => rows.reverse());

/** Listens on a connection of its own, which is made again whenever it is lost. */
function hearNotices(url: string, hear: (company: number) => void) {
  let client: pg.Client | undefined;
  let heard = false;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) return;
    const mine = new pg.Client({ connectionString: url, application_name: 'countinghouse-live' });
    client = mine;
    const lost = () => {
      if (client !== mine || closed) return;
      heard = false;
      client = undefined;
      setTimeout(() => void connect(), TAIL.reconnectMs).unref();
    };
    mine.on('error', lost).on('end', lost);
    mine.on('notification', ({ payload }) => hear(Number(payload)));
    try {
      await mine.connect();
      await mine.query('listen countinghouse');
      heard = true;
    } catch {
      lost();
    }
  };
  void connect();
  return {
    heard: () => heard,
    close: async () => {
      closed = true;
      await client?.end().catch(() => undefined);
    },
  };
}
