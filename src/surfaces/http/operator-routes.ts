import { timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { App } from '#kernel/app.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { withClient } from '#kernel/transaction.ts';

/** What operators and their tools ask: does it live, does it reach the database, how does it fare. */
export function operatorRoutes(server: FastifyInstance, app: App, metricsToken?: string): void {
  const metrics = new Registry();
  collectDefaultMetrics({ register: metrics });
  const seconds = new Histogram({
    name: 'countinghouse_http_seconds',
    help: 'Time of HTTP requests by route and status.',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics],
  });
  new Gauge({
    name: 'countinghouse_database_connections',
    help: 'Connections of the run-time role by state.',
    labelNames: ['state'],
    registers: [metrics],
    collect() {
      this.set({ state: 'open' }, app.pool.totalCount);
      this.set({ state: 'idle' }, app.pool.idleCount);
      this.set({ state: 'waited_for' }, app.pool.waitingCount);
    },
  });
  new Gauge({
    name: 'countinghouse_jobs_failing',
    help: 'Jobs in the queue whose last try failed, by name; digest.mail is the mailed digest.',
    labelNames: ['job'],
    registers: [metrics],
    async collect() {
      this.reset();
      for (const { job, failing } of await failingJobs(app)) this.set({ job }, failing);
    },
  });
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    seconds.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1_000);
  });

  server.get('/healthz', { config: { rateLimit: false } }, async () => ({ status: 'ok' }));
  server.get('/readyz', { config: { rateLimit: false } }, async () => {
    await app.pool.query('select 1');
    return { status: 'ok' };
  });
  server.get('/metrics', async (request, reply) => {
    if (!mayMeasure(request, metricsToken))
      refuseCommon('not_permitted', { permission: 'metrics', allows: 'Read the metrics' });
    return reply.type(metrics.contentType).send(await metrics.metrics());
  });
}

/** While the database is away, everything else is told all the same. */
const failingJobs = (app: App): Promise<{ job: string; failing: number }[]> =>
  withClient(
    app.ownerPool,
    (client) => sqlOn(client)<{ job: string; failing: number }>`
    select task_identifier as job, count(*)::int as failing from graphile_worker.jobs where last_error is not null group by 1`,
  ).catch(() => []);

/** By its token alone: behind a proxy everybody comes from the loopback. Without one configured there is nothing to see. */
function mayMeasure(request: FastifyRequest, token: string | undefined): boolean {
  if (!token) return false;
  const [given, expected] = [Buffer.from(request.headers.authorization ?? ''), Buffer.from(`Bearer ${token}`)];
  return given.length === expected.length && timingSafeEqual(given, expected);
}
