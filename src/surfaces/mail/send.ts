import { createTransport, type NodemailerError } from 'nodemailer';
import type { MailServer, MailSettings } from './settings.ts';

const MAIL_LIMITS = { connectMs: 10_000, greetingMs: 10_000, silenceMs: 30_000 } as const;

export interface Letter {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

/** Hands one letter to the mail server. What went wrong is thrown as a sentence in which no password can stand. */
export async function sendMail({ server, from }: MailSettings, { to, subject, text }: Letter): Promise<void> {
  const transport = createTransport(connectionOf(server));
  try {
    // It was written by nobody, so nobody's absence note shall answer it (RFC 3834).
    await transport.sendMail({ from, to, subject, text, headers: { 'auto-submitted': 'auto-generated' } });
  } catch (error) {
    throw new Error(`No mail to ${to}: ${server.host}:${server.port} ${why(error as NodemailerError)}.`);
  } finally {
    transport.close();
  }
}

const connectionOf = ({ host, port, secure, thisMachine, login }: MailServer) => ({
  ...{ host, port, secure, auth: login },
  // What never leaves the machine needs no TLS, and a certificate for `localhost` nobody signs.
  ...(thisMachine ? { ignoreTLS: true } : { requireTLS: true }),
  dnsTimeout: MAIL_LIMITS.connectMs,
  connectionTimeout: MAIL_LIMITS.connectMs,
  greetingTimeout: MAIL_LIMITS.greetingMs,
  socketTimeout: MAIL_LIMITS.silenceMs,
});

/** A server may repeat what it was given when it refuses a sign-in, so its words are not told then. */
const why = ({ code, message }: NodemailerError): string =>
  code === 'EAUTH' || code === 'ENOAUTH'
    ? 'did not accept the user and password of SMTP_URL'
    : `did not take it: ${message.replace(/\s+/g, ' ')}`;
