import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { COMMON_REFUSALS, Refusal } from '#kernel/refusal.ts';
import { isConnectionLost } from '#kernel/transaction.ts';
import { LIMITS } from './limits.ts';
import { DOOR, sendJson } from './reply.ts';

interface Shown {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly details: Record<string, unknown>;
}

/** Every failure leaves in one shape. A refusal is told in full; a bug is logged and only its request is named. */
export function handleErrors(server: FastifyInstance): void {
  server.setErrorHandler((error: FastifyError, request, reply) => {
    const shown = show(error);
    if (shown.status >= 500) request.log.error({ err: error }, 'request failed');
    return sendError(request, reply, shown);
  });
  server.setNotFoundHandler((request, reply) =>
    sendError(request, reply, common('not_found', { what: 'page' }, 'There is nothing at this address.')),
  );
}

export const sendError = (request: FastifyRequest, reply: FastifyReply, shown: Shown): FastifyReply => {
  const { code, message, details } = shown;
  if (shown.status === 503) reply.header('retry-after', '2');
  if (typeof details.seconds === 'number') reply.header('retry-after', String(details.seconds));
  return sendJson(reply.code(shown.status), { error: { code, message, details, request: request.id } });
};

export function show(error: unknown): Shown {
  if (error instanceof Refusal)
    return { status: error.status, code: error.code, message: error.message, details: error.details };
  const { code, statusCode } = error as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return door('too_large', { limit: LIMITS.bodyMiB });
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return door('not_json');
  if (code === 'FST_UNDER_PRESSURE' || isConnectionLost(error)) return door('unavailable');
  if (statusCode === 429) return door('too_many_requests', { seconds: (error as { seconds?: number }).seconds ?? 1 });
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return common('invalid_input', { issues: [{ path: '', message: (error as Error).message }] });
  return { status: 500, code: 'internal', message: 'Something went wrong on our side.', details: {} };
}

const door = (code: keyof typeof DOOR, details: Record<string, unknown> = {}): Shown => ({
  status: DOOR[code].status,
  code,
  message: DOOR[code].text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '')),
  details,
});

const common = (code: keyof typeof COMMON_REFUSALS, details: Record<string, unknown>, message?: string): Shown => ({
  status: COMMON_REFUSALS[code].status,
  code,
  message: message ?? COMMON_REFUSALS[code].text,
  details,
});
