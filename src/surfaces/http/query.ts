import { refuseCommon } from '#kernel/refusal.ts';
import { LIMITS } from './limits.ts';

/** The JSON value of a query parameter; an empty object when it is absent. */
export function jsonParameter(query: unknown, name: string): unknown {
  const text = textParameter(query, name);
  if (text === undefined || text === '') return {};
  try {
    return JSON.parse(text);
  } catch {
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
