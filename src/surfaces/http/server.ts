import { existsSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { join } from 'node:path';
import compress from '@fastify/compress';
import helmet from '@fastify/helmet';
import rateLimit from '@fastify/rate-limit';
import serveStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import type { App } from '#kernel/app.ts';
import { parseJson } from '#kernel/json.ts';
import { Refusal } from '#kernel/refusal.ts';
import type { Auth } from '#modules/office/access/sign-in/auth.ts';
import { authRoutes } from './auth-routes.ts';
import { handleErrors, refuseBroken, sendError, show } from './errors.ts';
import { fileRoutes } from './files.ts';
import { Identities, keyOf } from './identity.ts';
import { invitationRoute } from './invitation-route.ts';
import { LIMITS } from './limits.ts';
import { liveRoutes } from './live.ts';
import { metaOf } from './meta.ts';
import { openApi } from './openapi.ts';
import { operationRoutes } from './operations.ts';
import { operatorRoutes } from './operator-routes.ts';
import { turnAwayUnderPressure } from './pressure.ts';
import { printRoutes } from './print.ts';
import { refuseUnknownQuery } from './query.ts';
import { recordRoutes } from './records.ts';
import { refuseDoor, sendJson } from './reply.ts';
import { reportRoutes } from './reports.ts';
import { setupRoutes } from './setup-routes.ts';

export interface HttpOptions {
  readonly app: App;
  readonly auth: Auth;
  /** Where browsers reach us. */
  readonly publicUrl: string;
  /** Where the sealer's notices are listened for; without it the log is asked every second. */
  readonly listenUrl?: string;
  readonly logLevel?: string;
  readonly metricsToken?: string;
  /** Addresses of proxies whose `x-forwarded-for` is believed. */
  readonly trustProxy?: string;
  readonly requestsPerMinute?: number;
  readonly signInsPerMinute?: number;
  /** How far the event loop may lag, time after time, before requests are turned away for a moment. */
  readonly eventLoopDelayMs?: number;
}

const WEB = join(import.meta.dirname, '../../../dist/web');

/** The HTTP door: one loop over the registry behind sign-in, limits and checks of where a request comes from. */
export async function makeHttp(options: HttpOptions): Promise<FastifyInstance> {
  const { app, auth } = options;
  const server = Fastify({
    bodyLimit: LIMITS.bodyMiB * 2 ** 20,
    clientErrorHandler: refuseBroken,
    requestTimeout: LIMITS.requestMs,
    keepAliveTimeout: LIMITS.keepAliveMs,
    trustProxy: options.trustProxy ?? false,
    // An id too long is an id that is not there; Node itself bounds the whole address.
    routerOptions: { maxParamLength: LIMITS.queryLength },
    forceCloseConnections: 'idle',
    frameworkErrors: (error, request, reply) => sendError(request, reply, show(error)),
    logger: {
      level: options.logLevel ?? 'warn',
      redact: ['req.headers.cookie', 'req.headers.authorization', 'res.headers["set-cookie"]'],
    },
  });
  handleErrors(server);
  await guard(server, options);
  const identities = new Identities(app, auth);
  server.get('/api/meta', async (request, reply) => {
    const caller = await identities.require(request);
    return sendJson(reply, await metaOf(app, caller, await identities.companies(caller)));
  });
  server.get('/api/openapi.json', async (_, reply) => sendJson(reply, openApi(app.registry)));
  const perMinute = options.signInsPerMinute ?? LIMITS.signInsPerMinute;
  authRoutes(server, { auth, identities, perMinute });
  setupRoutes(server, { app, auth, perMinute });
  invitationRoute(server, { app, auth, identities, perMinute });
  recordRoutes(server, app, identities);
  reportRoutes(server, app, identities);
  printRoutes(server, app, identities);
  fileRoutes(server, app, identities);
  operationRoutes(server, app, identities);
  liveRoutes(server, { app, identities, listenUrl: options.listenUrl });
  operatorRoutes(server, app, options.metricsToken);
  await webPages(server);
  return server;
}

async function guard(
  server: FastifyInstance,
  { publicUrl, requestsPerMinute, eventLoopDelayMs }: HttpOptions,
): Promise<void> {
  const secure = publicUrl.startsWith('https:');
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        // The design kit writes its theme into style elements.
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', 'blob:'],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: secure ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'same-origin' },
  });
  await server.register(compress, { global: true, threshold: 1_024, encodings: ['gzip'] });
  await server.register(rateLimit, {
    global: true,
    max: requestsPerMinute ?? LIMITS.requestsPerMinute,
    timeWindow: 60_000,
    errorResponseBuilder: (_, context) =>
      Object.assign(new Error('rate'), { statusCode: 429, seconds: Math.ceil(context.ttl / 1_000) }),
  });
  turnAwayUnderPressure(server, eventLoopDelayMs);
  const names = new Set(['localhost', hostname().toLowerCase(), hostOf(publicUrl)]);
  server.addHook('onRequest', async (request, reply) => {
    if (!request.url.startsWith('/api/')) return;
    reply.header('cache-control', 'no-store');
    checkHost(request, names);
    checkOrigin(request);
  });
  refuseUnknownQuery(server);
  // An empty body with the type of JSON means no input; clients send it for operations that take none.
  server.removeContentTypeParser('text/plain');
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (_, body, done) => {
    if (body === '') return done(null, undefined);
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      if (error instanceof Refusal) return done(error);
      done(Object.assign(new Error('The body is not valid JSON.'), { statusCode: 400, code: 'NOT_JSON' }));
    }
  });
}

/**
 * Another site could let its own name lead to this machine, and would then be one of our pages to a browser. So we answer to
 * addresses, which no site can take, and to the names that are ours.
 */
function checkHost({ headers: { host = '' } }: FastifyRequest, names: ReadonlySet<string | undefined>): void {
  const name = hostOf(`http://${host}`);
  if (name === undefined || !(names.has(name) || isIP(name.replace(/^\[|\]$/g, ''))))
    refuseDoor('unknown_host', { host });
}

const hostOf = (url: string): string | undefined => URL.parse(url)?.hostname;

/**
 * A write that carries a cookie must come from our own pages: no other site can add the header without being asked first,
 * and we never say yes. A request with a key is answered by the key alone, whatever cookie comes with it, so it needs no such
 * proof; any other header of that name does not excuse it, and nobody signs in or out with a key.
 */
function checkOrigin(request: FastifyRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (keyOf(request) !== undefined && !request.url.startsWith('/api/auth/')) return;
  const { origin, host } = request.headers;
  const own = origin === undefined || URL.parse(origin)?.host === host;
  const site = request.headers['sec-fetch-site'] ?? 'same-origin';
  const asked = request.headers['x-requested-with'] === 'countinghouse';
  if (!own || !asked || (site !== 'same-origin' && site !== 'none')) refuseDoor('cross_site');
}

/** The built web program; every address that is no file is a page of it. */
async function webPages(server: FastifyInstance): Promise<void> {
  if (!existsSync(join(WEB, 'index.html'))) return;
  await server.register(serveStatic, { root: WEB, wildcard: false, immutable: true, maxAge: '365d', index: false });
  server.get('/*', async (request, reply) => {
    if (request.url.startsWith('/api/') || request.url.startsWith('/assets/')) return reply.callNotFound();
    return reply.header('cache-control', 'no-cache').sendFile('index.html', { maxAge: 0, immutable: false });
  });
}
