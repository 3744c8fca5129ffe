/** Where mail goes out, and from whom. */
export interface MailSettings {
  readonly server: MailServer;
  readonly from: string;
  /** Who gets the digest of the log each day. */
  readonly digestTo: readonly string[];
}

export interface MailServer {
  readonly host: string;
  readonly port: number;
  /** Speaks TLS from the first byte (`smtps`). Otherwise it must change to TLS before anything is said, unless it is this machine. */
  readonly secure: boolean;
  readonly thisMachine: boolean;
  readonly login: { readonly user: string; readonly pass: string } | undefined;
}

const PORTS: Readonly<Record<string, number>> = { 'smtp:': 587, 'smtps:': 465 };
const THIS_MACHINE = /^(localhost|127(\.\d+){3}|::1)$/i;
const ADDRESS = /^[^\s@<>,;:]+@[^\s@<>,;:]+$/;
const NAMED_ADDRESS = /^[^<>\r\n]*<([^<>]+)>$/;

/** The settings of mail in the environment; nothing without `SMTP_URL`. What is wrong is not repeated: it may be a password. */
export function mailSettings(env: NodeJS.ProcessEnv): MailSettings | undefined {
  const { SMTP_URL: url, MAIL_FROM: from, DIGEST_TO: digestTo } = env;
  if (!url) {
    if (digestTo)
      throw new Error('DIGEST_TO says whom to mail, but there is no SMTP_URL that says through which server.');
    return undefined;
  }
  if (!from) throw new Error('SMTP_URL needs a sender beside it: MAIL_FROM=books@example.com.');
  if (!ADDRESS.test(NAMED_ADDRESS.exec(from)?.[1] ?? from))
    throw new Error('MAIL_FROM is no mail address such as books@example.com or Books <books@example.com>.');
  return { server: serverOf(url), from, digestTo: addressesOf(digestTo ?? '') };
}

function serverOf(text: string): MailServer {
  const url = URL.parse(text);
  const port = url && PORTS[url.protocol];
  if (!port || !url.hostname || !/^\/?$/.test(url.pathname + url.search + url.hash))
    throw new Error(
      'SMTP_URL is no address of a mail server. It is written smtps://user:password@host:465 or smtp://user:password@host:587, with @ : / ? # and % in the password as %40 %3A %2F %3F %23 and %25.',
    );
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return {
    host,
    port: Number(url.port || port),
    secure: url.protocol === 'smtps:',
    thisMachine: THIS_MACHINE.test(host),
    login: url.username ? { user: decoded(url.username), pass: decoded(url.password) } : undefined,
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('A % in the user or password of SMTP_URL is written %25.');
  }
}

function addressesOf(text: string): string[] {
  const addresses = text.split(',').flatMap((part) => part.trim() || []);
  if (!addresses.every((address) => ADDRESS.test(address)))
    throw new Error('DIGEST_TO is a list of mail addresses with commas between: audit@example.com, bank@example.com.');
  return [...new Set(addresses)];
}
