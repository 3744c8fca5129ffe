/**
 * A rule the user hit: declared in a contract, translated, shown. Everything else that goes wrong is a bug and is thrown
 * as an ordinary Error.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly status: number;

  constructor(code: string, message: string, details: Record<string, unknown> = {}, status = 422) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
    this.status = status;
  }
}

/** Refusals every operation may give; they need no declaration. */
export const COMMON_REFUSALS = {
  invalid_input: { status: 400, text: 'The input is not valid.' },
  not_signed_in: { status: 401, text: 'Sign in first.' },
  not_permitted: { status: 403, text: 'You do not have the permission {permission}.' },
  not_found: { status: 404, text: 'There is no {what} with this reference.' },
  key_reused: { status: 409, text: 'This idempotency key was used for another request.' },
  busy: { status: 409, text: 'Others are changing the same records. Try again.' },
  duplicate: { status: 409, text: 'There is one like this already.' },
  bad_reference: { status: 409, text: 'A record it refers to does not exist, or others still refer to it.' },
  too_slow: { status: 503, text: 'This took longer than is allowed. Ask for less at once, or try again later.' },
  not_valid: { status: 422, text: 'A value is outside what is allowed.' },
  printers_busy: { status: 503, text: 'Many papers are being printed. Try again in a moment.' },
  paper_too_long: { status: 422, text: 'This takes too long to print. Print it in parts.' },
  approval_required: { status: 409, text: 'This needs approval: {reason}. {sent}' },
} as const;

export type CommonRefusal = keyof typeof COMMON_REFUSALS;

export const refuseCommon = (code: CommonRefusal, details: Record<string, unknown> = {}): never => {
  const { status, text } = COMMON_REFUSALS[code];
  throw new Refusal(code, fill(text, details), details, status);
};

/** Fills `{name}` in a refusal text. */
export const fill = (text: string, details: Record<string, unknown>): string =>
  text.replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? `{${name}}`));
