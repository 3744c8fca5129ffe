import type { Socket } from 'node:net';
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COMMON_REFUSALS, Refusal } from '#kernel/refusal.ts';
import { isConnectionLost } from '#kernel/transaction.ts';
import { fill } from '#kernel/values/fill.ts';
import { isOffered } from './auth-routes.ts';
import { LIMITS } from './limits.ts';
import { DOOR, sendJson } from './reply.ts';

interface Shown {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
}

declare module 'fastify' {
  interface FastifyContextConfig {
    readonly most?: Most;
  }
}

interface Most {
  readonly what: string;
  /** In MiB. */
  readonly limit: number;
}

/** Every failure leaves in one shape. A refusal is told in full; a bug is logged and only its request is named. */
export function handleErrors(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const shown = show(error, request.routeOptions.config.most);
    if (shown.status >= 500) request.log.error({ err: error }, 'request failed');
    return sendError(request, reply, shown);
  });
  server.setNotFoundHandler((request, reply) => {
    const allowed = methodOf(request.url);
    if (!allowed || allowed === request.method)
      return sendError(request, reply, common('not_found', { what: 'page' }, 'There is nothing at this address.'));
    return sendError(request, reply.header('allow', allowed), door('wrong_method', { method: allowed }));
  });
}

/** What is no request at all is answered before any route is looked for: in the same shape. */
export function refuseBroken({ code }: { code?: string }, socket: Socket): void {
  if (code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const [status, message] = BROKEN[code ?? ''] ?? ['400 Bad Request', 'The request is not well formed.'];
  const details = { issues: [{ path: '', message }] };
  const body = JSON.stringify({ error: { code: 'invalid_input', message, details, request: '' } });
  const head = ['content-type: application/json; charset=utf-8', `content-length: ${Buffer.byteLength(body)}`];
  socket.end(`HTTP/1.1 ${status}\r\n${head.join('\r\n')}\r\nconnection: close\r\n\r\n${body}`);
}

const BROKEN: Record<string, readonly [string, string] | undefined> = {
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers of the request are too long.'],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

/** How the addresses of operations and of everything else are asked. */
const methodOf = (url: string): 'GET' | 'POST' | undefined => {
  if (/^\/api\/(op|preview)\//.test(url) || isOffered(url)) return 'POST';
  return /^\/api\/(entity|report|print|file)\//.test(url) ? 'GET' : undefined;
};

export const sendError = (request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply => {
  const { code, message, details } = shown;
  if (shown.status === 503) reply.header('retry-after', '2');
  if (typeof details.seconds === 'number') reply.header('retry-after', String(details.seconds));
  return sendJson(reply.code(shown.status), { error: { code, message, details, request: request.id } });
};

/** `most` is what the address takes when it takes more than others. */
export function show(error: unknown, most: Most = { what: 'The body', limit: LIMITS.bodyMiB }): Shown {
  if (error instanceof Refusal)
    return { status: error.status, code: error.code, message: error.message, details: error.details };
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return door('too_large', { ...most });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return door('not_json');
  if (isConnectionLost(error) || isShort(code)) return door('unavailable');
  if (code === '57014') return common('too_slow');
  if (statusCode === 429) return door('too_many_requests', { seconds: (error as { seconds?: number }).seconds ?? 1 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return common('invalid_input', {
      issues: [{ path: '', message: PLAIN[code ?? ''] ?? 'The request is not well formed.' }],
    });
  return { status: 500, code: 'internal', message: 'Something went wrong on our side.', details: {} };
}

const door = (code: keyof typeof DOOR, details: Record<string, unknown> = {}): Shown => ({
  status: DOOR[code].status,
  code,
  message: fill(DOOR[code].text, details),
  details,
});

/** What the server has run out of: disk, memory, connections (class 53 of SQL). It may have some again in a moment. */
const isShort = (code: string | undefined): boolean => code !== undefined && /^53[0-9A-Z]{3}$/.test(code);

const PLAIN: Record<string, string> = {
  NOT_JSON: 'The body is not valid JSON.',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'The body has another length than was said.',
  FST_ERR_BAD_URL: 'The address is not well formed.',
};

const common = (
  code: keyof typeof COMMON_REFUSALS,
  details: Record<string, unknown> = {},
  message?: string,
): Shown => ({
  status: COMMON_REFUSALS[code].status,
  code,
  message: message ?? COMMON_REFUSALS[code].text,
  details,
});
