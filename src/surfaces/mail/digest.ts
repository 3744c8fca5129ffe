import type { App } from '#kernel/app.ts';
import { blockOf, newestHeads } from '../digest.ts';
import type { Chore } from '../worker/jobs.ts';
import { sendMail } from './send.ts';
import type { MailSettings } from './settings.ts';

const AT_NIGHT = '30 2 * * *';

/** The digest, mailed to each of its readers once a day. */
export const digestChore = (app: App, mail: MailSettings): Chore => ({
  name: 'digest.mail',
  cron: AT_NIGHT,
  each: mail.digestTo,
  run: (to) => mailDigest(app, mail, to),
});

/** Mails what `countinghouse digest` prints: the newest blocks as they are now. */
export async function mailDigest(app: App, mail: MailSettings, to: string): Promise<void> {
  const day = app.clock.now().toISOString().slice(0, 10);
  const heads = await newestHeads(app);
  if (heads.length === 0) throw new Error(`No mail to ${to}: nothing is sealed yet, so there is no digest.`);
  const blocks = heads.map((head) => `${blockOf(head)}:\n${head.digest}\n`);
  const text = [
    'The newest block of each sealed log, and the digest to keep of it:\n',
    ...blocks,
    'Keep this mail. Whether all up to here still stands as it was is told by',
    'countinghouse verify --since <digest>',
    'with one or more of these digests.\n',
  ].join('\n');
  await sendMail(mail, { to, subject: `Countinghouse: digest of ${day}`, text });
}
