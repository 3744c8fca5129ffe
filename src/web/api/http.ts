/** What the server refused or could not do, in its own words. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly details: Record<string, unknown>;
  readonly request: string | undefined;

  constructor(status: number, error: { code: string; message: string; details?: unknown; request?: string }) {
    super(error.message);
    this.name = 'ApiError';
    this.status = status;
    this.code = error.code;
    this.details = (error.details ?? {}) as Record<string, unknown>;
    this.request = error.request;
  }
}

export interface Issue {
  readonly path: string;
  readonly message: string;
}

export const issuesOf = (error: unknown): Issue[] =>
  error instanceof ApiError && Array.isArray(error.details.issues) ? (error.details.issues as Issue[]) : [];

const isCode = (error: unknown, ...codes: string[]): boolean => error instanceof ApiError && codes.includes(error.code);

const COMPANY = 'countinghouse.company';

export const chosenCompany = (): string | null => localStorage.getItem(COMPANY);
export const chooseCompany = (id: number | null): void =>
  id === null ? localStorage.removeItem(COMPANY) : localStorage.setItem(COMPANY, String(id));

let tell = (_reachable: boolean) => {};
/** One listener learns of every answer whether the server could be reached. */
export const onReachable = (listener: (reachable: boolean) => void): void => {
  tell = listener;
};

const signedOut = new Set<() => void>();
/** Told when the server says that nobody is signed in, or that a password must be changed first. */
export const onSignedOut = (listener: () => void): (() => void) => {
  signedOut.add(listener);
  return () => signedOut.delete(listener);
};

interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly body?: unknown;
  readonly key?: string;
  readonly signal?: AbortSignal;
}

/** Asks the server. Throws ApiError for every answer that is no success, also when it can't be reached (status 0). */
export async function ask<T>(path: string, { method = 'GET', body, key, signal }: Ask = {}): Promise<T> {
  const company = chosenCompany();
  const headers: Record<string, string> = { accept: 'application/json' };
  if (company) headers['x-company'] = company;
  if (key) headers['idempotency-key'] = key;
  if (method === 'POST') {
    headers['content-type'] = 'application/json';
    headers['x-requested-with'] = 'countinghouse';
  }
  const response = await fetch(path, {
    method,
    headers,
    signal,
    body: method === 'POST' ? JSON.stringify(body ?? {}) : undefined,
  }).catch((error: unknown) => {
    if (signal?.aborted) throw error;
    tell(false);
    throw new ApiError(0, { code: 'unreachable', message: 'The server can not be reached.' });
  });
  const answer = (await response.json().catch(() => null)) as { error?: { code: string; message: string } } | null;
  tell(response.status !== 502 && response.status !== 503);
  if (response.ok) return answer as T;
  const error = new ApiError(
    response.status,
    answer?.error ?? { code: 'unavailable', message: `The server answered ${response.status}.` },
  );
  if (isCode(error, 'not_signed_in', 'password_change_required')) for (const listener of signedOut) listener();
  throw error;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => ask<T>(path, { signal });

export const post = <T>(path: string, body?: unknown, key?: string): Promise<T> =>
  ask<T>(path, { method: 'POST', body, key });

/** Saves a file the server makes; asked for by the program, so that a refusal is told instead of saved. */
export async function download(path: string): Promise<void> {
  const company = chosenCompany();
  const response = await fetch(path, { headers: company ? { 'x-company': company } : {} });
  if (!response.ok) {
    const answer = (await response.json().catch(() => null)) as { error?: { code: string; message: string } } | null;
    throw new ApiError(response.status, answer?.error ?? { code: 'internal', message: 'The file could not be made.' });
  }
  const name = /filename="?([^";]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1] ?? 'export';
  saveFile(name, await response.blob());
}

/** Gives the user a file. */
export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  Object.assign(document.createElement('a'), { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A random key; works on plain HTTP inside a company network too, where crypto.randomUUID does not exist. */
export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
