import type { Auth } from './auth.ts';
import { SIGN_IN } from './limits.ts';

/**
 * Counts a sign-in before its password is looked at, so that any number at once are counted like any number in turn. Gives
 * the seconds until the address is open again when it is locked, whether anybody has it or not.
 */
export async function beginSignIn({ pool }: Auth, email: string): Promise<number | undefined> {
  const counted = await pool.query(
    `insert into auth.failure as f (email, count, last_at) values ($1, 1, now())
    on conflict (email) do update set last_at = now(),
      count = case when f.locked_until is not null or f.last_at < now() - make_interval(mins => $3) then 1 else f.count + 1 end,
      locked_until = case when f.locked_until is null and f.last_at >= now() - make_interval(mins => $3) and f.count + 1 >= $2
        then now() + make_interval(mins => $3) end
    where f.locked_until is null or f.locked_until <= now()`,
    [email, SIGN_IN.failures, SIGN_IN.lockMinutes],
  );
  if (counted.rowCount === 1) return undefined;
  const found = await pool.query<{ seconds: number }>(
    'select ceil(extract(epoch from locked_until - now()))::int as seconds from auth.failure where email = $1',
    [email],
  );
  return Math.max(1, found.rows[0]?.seconds ?? 1);
}

/** The password was right. */
export const signInDone = ({ pool }: Auth, email: string): Promise<unknown> =>
  pool.query(`delete from auth.failure where email = $1 or last_at < now() - interval '1 day'`, [email]);

/** Nobody can say whether the password was right: it does not count. */
export const signInBroken = ({ pool }: Auth, email: string): Promise<unknown> =>
  pool.query('update auth.failure set count = greatest(count - 1, 0), locked_until = null where email = $1', [email]);

/** Whether a code of a second factor comes for the first time; of two at once, one. */
export async function takeCode({ pool }: Auth, user: string, code: string): Promise<boolean> {
  const window = `make_interval(mins => ${SIGN_IN.codeMinutes})`;
  await pool.query(`delete from auth.used_code where user_id = $1 and used_at < now() - ${window}`, [user]);
  const used = await pool.query(
    'insert into auth.used_code (user_id, code, used_at) values ($1, $2, now()) on conflict do nothing',
    [user, code],
  );
  return used.rowCount === 1;
}

/** It was a wrong one. */
export const giveCodeBack = ({ pool }: Auth, user: string, code: string): Promise<unknown> =>
  pool.query('delete from auth.used_code where user_id = $1 and code = $2', [user, code]);
