import type { FastifyInstance } from 'fastify';
import { parseJson } from '#kernel/json.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import { unknownField } from '#kernel/values/strict.ts';
import { LIMITS } from './limits.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the address may be asked besides the company. */
    readonly query?: readonly string[];
  }
}

export const asks = (...query: string[]) => ({ config: { query } });

/** An address asked for something it does not know is refused, so that nothing asked for is left out silently. */
export function refuseUnknownQuery(server: FastifyInstance): void {
  server.addHook('preValidation', async ({ url, query, routeOptions }) => {
    if (!url.startsWith('/api/')) return;
    const names = ['company', ...(routeOptions.config.query ?? [])];
    const unknown = Object.keys(query as object).filter((name) => !names.includes(name));
    if (unknown.length > 0)
      refuseCommon('invalid_input', {
        issues: unknown.map((name) => ({ path: '', message: unknownField(name, names) })),
      });
  });
}

/** The JSON value of a query parameter; an empty object when it is absent. */
export function jsonParameter(query: unknown, name: string): unknown {
  const text = textParameter(query, name);
  if (text === undefined || text === '') return {};
  try {
    return parseJson(text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    return refuseCommon('invalid_input', { issues: [{ path: name, message: 'Not valid JSON.' }] });
  }
}

/** The text of a query parameter, given at most once. */
export function textParameter(query: unknown, name: string): string | undefined {
  const value = (query as Record<string, unknown>)[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value.length <= LIMITS.queryLength && !value.includes('\0')) return value;
  return refuseCommon('invalid_input', { issues: [{ path: name, message: 'Give it once, as a text.' }] });
}
