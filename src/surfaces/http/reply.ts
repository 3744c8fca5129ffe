import type { FastifyReply } from 'fastify';
import { toJson } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';

/** Refusals of the door itself, before an operation is asked. */
export const DOOR = {
  not_json: { status: 415, text: 'Send JSON (content-type: application/json).' },
  wrong_method: { status: 405, text: 'Use {method} here.' },
  too_large: { status: 413, text: '{what} is larger than {limit} MiB.' },
  cross_site: { status: 403, text: 'This request did not come from our own pages.' },
  unknown_host: {
    status: 421,
    text: 'This program is not known as “{host}”. Ask for it by the address its operator set as COUNTINGHOUSE_URL.',
  },
  no_company: { status: 403, text: 'You have no role in this company.' },
  password_change_required: { status: 403, text: 'Change your one-time password first.' },
  wrong_credentials: { status: 401, text: 'The e-mail address or the password is wrong.' },
  same_password: { status: 400, text: 'Choose another password than the present one.' },
  used_code: { status: 401, text: 'This code was used already. Take the next one.' },
  locked: { status: 429, text: 'Too many wrong passwords. Try again in {minutes} {minutes:minute|minutes}.' },
  wrong_setup_code: {
    status: 422,
    text: 'This set-up code is wrong, was used, or holds no more. The program prints one when it starts.',
  },
  codes_locked: { status: 429, text: 'Too many wrong codes. Try again in {minutes} {minutes:minute|minutes}.' },
  too_many_requests: { status: 429, text: 'Too many requests. Try again in {seconds} {seconds:second|seconds}.' },
  unavailable: { status: 503, text: 'The service is not available at the moment. Try again.' },
} as const;

export function refuseDoor(code: keyof typeof DOOR, details: Record<string, unknown> = {}): never {
  const { status, text } = DOOR[code];
  throw new Refusal(code, text, details, status);
}

/** Answers with JSON in which every bigint is a string. */
export const sendJson = (reply: FastifyReply, value: unknown): FastifyReply =>
  reply.type('application/json; charset=utf-8').send(toJson(value));
