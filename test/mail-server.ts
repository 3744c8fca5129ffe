import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { SMTPServer } from 'smtp-server';
import type { Certificate } from './certificate.ts';

interface Letter {
  readonly from: string;
  readonly to: string;
  readonly source: string;
}

export interface MailServer {
  readonly port: number;
  readonly letters: readonly Letter[];
  /** What clients gave to sign in, as it came. */
  readonly signIns: readonly string[];
  /** How many clients came. */
  readonly clients: number;
  /** The letter with this number, counted from one, as soon as it is there. */
  letter(number: number): Promise<Letter>;
  close(): Promise<void>;
}

interface MailServerOptions {
  readonly port?: number;
  /** Speaks TLS from the first byte, or offers it; without a certificate it knows none. */
  readonly tls?: { readonly certificate: Certificate; readonly first: boolean };
  readonly password?: string;
  /** Addresses nobody has. */
  readonly unknown?: readonly string[];
}

/** A real mail server on this machine that keeps what it is given. */
export async function openMailServer(options: MailServerOptions = {}): Promise<MailServer> {
  const { port = 0, tls, password, unknown = [] } = options;
  const letters: Letter[] = [];
  const signIns: string[] = [];
  const waiting: (() => void)[] = [];
  const state = { clients: 0 };
  const server = new SMTPServer({
    ...(tls ? { ...tls.certificate, secure: tls.first } : { disabledCommands: ['STARTTLS'] }),
    allowInsecureAuth: true,
    authOptional: password === undefined,
    onConnect: (_, done) => {
      state.clients++;
      done();
    },
    onAuth: (auth, _, done) => {
      signIns.push(`${auth.username}:${auth.password}`);
      // As a careless server would, it says again what it was given.
      done(auth.password === password ? null : new Error(`wrong: ${auth.password}`), { user: auth.username });
    },
    onRcptTo: ({ address }, _, done) => done(unknown.includes(address) ? new Error('nobody has this address') : null),
    onData: async (stream, { envelope }, done) => {
      const source = await text(stream);
      const from = envelope.mailFrom ? envelope.mailFrom.address : '';
      letters.push({ from, to: envelope.rcptTo.map(({ address }) => address).join(), source });
      done();
      for (const wake of waiting.splice(0)) wake();
    },
  });
  server.on('error', () => undefined);
  server.listen(port);
  await once(server.server, 'listening');
  return {
    port: (server.server.address() as AddressInfo).port,
    letters,
    signIns,
    get clients() {
      return state.clients;
    },
    letter: async (number) => {
      while (letters.length < number) await new Promise<void>((resolve) => waiting.push(resolve));
      return letters[number - 1]!;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The digests in a letter. */
export const digestsOf = ({ source }: Letter): string[] =>
  [...source.matchAll(/^([0-9a-f]{64})\r?$/gm)].map(([, digest]) => digest!);
