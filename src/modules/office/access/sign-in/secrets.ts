import { createHash, randomBytes } from 'node:crypto';
import { SIGN_IN } from './limits.ts';

const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';

/** A password to be read from a screen once and changed at the first sign-in: 79 bits in four groups. */
export const oneTimePassword = (): string =>
  Array.from({ length: 4 }, () => Array.from(randomBytes(4), (byte) => LETTERS[byte % LETTERS.length]).join('')).join(
    '-',
  );

/** What is kept of a code that is as long as a one-time password: nobody finds it by trying. */
export const codeHash = (code: string): string =>
  createHash('sha256').update(code.trim().toLowerCase()).digest('base64url');

/** The hash as the sign-in library checks it. The library is large, so only those who make a password load it. */
export const passwordHash = async (password: string): Promise<string> =>
  (await import('better-auth/crypto')).hashPassword(password);

/** Whether a password is the one of the hash. */
export const isPassword = async (hash: string, password: string): Promise<boolean> =>
  (await import('better-auth/crypto')).verifyPassword({ hash, password });

/** A new API key and what is kept of it: its hash as the sign-in library computes it, and a start to recognise it by. */
export function newApiKey(): { key: string; hash: string; start: string } {
  const key = SIGN_IN.keyPrefix + randomBytes(36).toString('base64url');
  return { key, hash: createHash('sha256').update(key).digest('base64url'), start: key.slice(0, 8) };
}
