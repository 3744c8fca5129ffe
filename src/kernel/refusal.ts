import type { Registry } from './registry.ts';
import { type Amount, fill } from './values/fill.ts';
import { absMinor, formatMajor, type Minor, MOST_MINOR } from './values/money.ts';
import { inWords } from './values/words.ts';

/**
 * A rule the user hit: declared in a contract, translated, shown. Everything else that goes wrong is a bug and is thrown
 * as an ordinary Error. The text says its `details` in words; the details themselves stay as programs read them.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly status: number;

  constructor(code: string, text: string, details: Record<string, unknown> = {}, status = 422) {
    super(fill(text, details));
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
  not_permitted: { status: 403, text: 'This needs the right “{allows}”, which you do not have.' },
  not_found: { status: 404, text: 'This {what} does not exist.' },
  key_reused: { status: 409, text: 'This idempotency key was used for another request.' },
  busy: { status: 409, text: 'Others are changing the same records. Try again.' },
  duplicate: { status: 409, text: 'There is one like this already.' },
  bad_reference: { status: 409, text: 'A record it refers to does not exist, or others still refer to it.' },
  too_slow: { status: 503, text: 'This took longer than is allowed. Ask for less at once, or try again later.' },
  not_in_use: { status: 422, text: 'The {what} {name} is archived. Choose another, or put it back in use.' },
  not_valid: { status: 422, text: 'A value is outside what is allowed.' },
  printers_busy: { status: 503, text: 'Many papers are being printed. Try again in a moment.' },
  paper_too_long: { status: 422, text: 'This takes too long to print. Print it in parts.' },
  approval_required: { status: 409, text: 'This needs approval: {reason}. {sent}' },
} as const;

export type CommonRefusal = keyof typeof COMMON_REFUSALS;

/** `text` says it more exactly than the usual one. */
export const refuseCommon = (
  code: CommonRefusal,
  details: Record<string, unknown> = {},
  text: string = COMMON_REFUSALS[code].text,
): never => {
  throw new Refusal(code, text, details, COMMON_REFUSALS[code].status);
};

/** A permission as a detail: its name for programs, what it allows for people. */
export const rightOf = ({ permissions }: Pick<Registry, 'permissions'>, permission: string) => ({
  permission,
  allows: permissions.get(permission) ?? inWords(permission),
});

/** An amount as a detail: exact for programs, said with its currency. */
export const amountOf = (minor: Minor, { currency, digits }: { currency: string; digits: number }): Amount => ({
  amount: formatMajor(minor, digits),
  currency,
});

/** Refuses amounts of a currency that are larger than one may be. */
export function refuseLarge(amounts: readonly Minor[], at: { currency: string; digits: number }): void {
  if (amounts.some((minor) => absMinor(minor) > MOST_MINOR))
    refuseCommon('not_valid', { most: amountOf(MOST_MINOR, at) }, 'An amount comes to more than {most}. Enter less.');
}

/** Texts that operations of several modules refuse with: one situation has one text. */
export const SHARED_REFUSALS = {
  future_day: '{day} has not come yet.',
  no_line: 'A line of another document is named.',
  no_rate: 'There is no exchange rate for {currency} on {day}.',
} as const;
