import { type Command, Option } from 'commander';
import type { App } from '#kernel/app.ts';
import { backup, restore } from '#kernel/db/backup.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { openServer } from '#kernel/db/server.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { sealHeads, sealOnce, verifySeal } from '#kernel/seal.ts';
import { counted } from '#kernel/values/words.ts';
import { modules } from '#modules/all.ts';
import { headLine, newestHeads } from '../digest.ts';
import { type MailSettings, mailSettings } from '../mail/settings.ts';
import type { StartOptions } from '../start.ts';
import { progress } from './progress.ts';
import { EXIT, explain, UsageError } from './run.ts';
import { withApp } from './session.ts';

export function addServerCommands(root: Command): void {
  root
    .command('start')
    .description('start everything: database, web pages, API and worker')
    .addOption(new Option('--port <port>', 'port of HTTP').env('PORT').default('3000'))
    .addOption(new Option('--host <host>', 'address HTTP listens on').env('HOST').default('127.0.0.1'))
    .option('--no-demo', 'do not make the demo company in an empty database')
    .option('--no-worker', 'leave jobs to other processes')
    .action(async (options: { port: string; host: string; demo: boolean; worker: boolean }) => {
      await serve({ ...options, port: portOf(options.port), http: true });
    });
  root
    .command('worker')
    .description('carry out jobs only, beside other processes')
    .action(() => serve({ demo: false, worker: true, http: false, host: '', port: 0 }));
  root
    .command('migrate')
    .description('bring the database to the schema of this program')
    .action(() =>
      withApp(async (_, { applied }) =>
        console.log(applied.length > 0 ? `Applied ${applied.join(', ')}.` : 'Up to date.'),
      ),
    );
  root
    .command('demo')
    .description('make the demo company: a small maker of pumps with a year behind it')
    .action(() =>
      withApp(async (app) => {
        const bar = progress('Demo');
        const { makeDemo } = await import('../start.ts');
        await makeDemo(app, bar).finally(bar.stop);
      }),
    );
  addSafetyCommands(root);
}

function addSafetyCommands(root: Command): void {
  root
    .command('verify')
    .description('prove the books: every invariant and the seal of the log')
    .option('--json', 'print the result as JSON')
    .option('--since <digest...>', 'digests kept outside of this database: each must still be that of a block')
    .action(async (options: VerifyOptions) => {
      process.exitCode = await withApp((app) => verify(app, options));
    });
  root
    .command('digest')
    .description('seal, and print the digest of the newest block of each log: to be kept outside of this database')
    .option('--mail', 'mail it to those of DIGEST_TO as well, at once')
    .action(async ({ mail = false }: { mail?: boolean }) => {
      const settings = mail ? settingsToMail(process.env) : undefined;
      await withApp(async (app) => {
        for (const head of await newestHeads(app)) console.log(headLine(head));
        if (settings) await mailToAll(app, settings);
      });
    });
  root
    .command('backup <file>')
    .description('write the whole database into one file; the program may run meanwhile')
    .action((file: string) =>
      withApp(async (_, { server }) => {
        const bar = progress('Backup');
        const { tables, rows } = await backup(server.ownerUrl, file, (table, done, of) => bar(done, of, table)).finally(
          bar.stop,
        );
        console.log(`${file}: ${counted(rows, 'row')} of ${counted(tables, 'table')}.`);
      }),
    );
  root
    .command('restore <file>')
    .description('bring a backup into an empty database')
    .action(async (file: string) => {
      const server = await openServer();
      const bar = progress('Restore');
      try {
        const { tables, rows } = await restore(
          file,
          { ...server, registry: makeRegistry(modules) },
          (table, done, of) => bar(done, of, table),
        );
        bar.stop();
        console.log(`Back: ${counted(rows, 'row')} of ${counted(tables, 'table')}.`);
      } finally {
        bar.stop();
        await server.stop();
      }
    });
}

const portOf = (text: string): number => {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new UsageError(`${text} is no port.`);
  return port;
};

/** Runs until it is asked to end, then lets running requests and jobs finish. A second signal ends it at once. */
async function serve(options: StartOptions): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    const stop = () => {
      process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
  });
  const bar = progress('Demo company');
  // The web server is large; commands that serve nothing start without it.
  const { start } = await import('../start.ts');
  const running = await start({ ...options, onProgress: bar }).finally(bar.stop);
  if (running.address) console.log(`\nCountinghouse is ready at ${running.address}`);
  else console.log('The worker is running.');
  if (running.owner)
    console.log(
      `\n  Sign in as  ${running.owner.email}\n  password    ${running.owner.password}   (shown this once; you will be asked for a new one)\n`,
    );
  if (running.setupCode)
    console.log(
      `\n  Nobody has an account yet. Make the first one, and your company, at\n  ${running.address}/#setup=${running.setupCode}\n  (the code is shown this once and holds for a day; starting again gives another)\n`,
    );
  else if (running.companies === 0)
    console.log('There is no company yet: countinghouse company add --code MAIN --name "My company" --currency EUR');
  await ended;
  await running.close();
}

interface VerifyOptions {
  readonly json?: boolean;
  readonly since?: string[];
}

function settingsToMail(env: NodeJS.ProcessEnv): MailSettings {
  const settings = mailSettings(env);
  if (!settings)
    throw new UsageError('There is no mail: SMTP_URL, MAIL_FROM and DIGEST_TO say how it is sent and to whom.');
  if (settings.digestTo.length === 0) throw new UsageError('DIGEST_TO names nobody to mail the digest to.');
  return settings;
}

/** Who can't be reached keeps it from nobody else. */
async function mailToAll(app: App, settings: MailSettings): Promise<void> {
  const { mailDigest } = await import('../mail/digest.ts');
  for (const to of settings.digestTo)
    try {
      await mailDigest(app, settings, to);
      console.log(`Mailed to ${to}.`);
    } catch (error) {
      process.exitCode = explain(error);
    }
}

async function verify(app: App, { json = false, since = [] }: VerifyOptions): Promise<number> {
  const began = performance.now();
  const bar = progress('Verify');
  while ((await sealOnce(app)) > 0) bar(0, 1, 'sealing');
  const broken = await verifyInvariants(app.ownerPool, (name) => bar(0, 1, name));
  const tampered = await verifySeal(app, { since });
  const heads = await sealHeads(app);
  const seconds = ((performance.now() - began) / 1_000).toFixed(1);
  bar.stop();
  const clean = broken.length === 0 && tampered.length === 0;
  const plain = (_: string, value: unknown) => (typeof value === 'bigint' ? value.toString() : value);
  if (json) console.log(JSON.stringify({ verify: clean ? 'clean' : 'broken', broken, tampered, heads }, plain));
  else if (clean) console.log(`clean: every rule holds and the seal is whole (${seconds} s).`);
  else {
    for (const item of broken) console.log(`${item.invariant}: ${item.rule}\n  ${JSON.stringify(item.rows, plain)}`);
    for (const item of tampered)
      console.log(`company ${item.company}, block ${item.block}: ${item.event ?? ''} ${item.problem}`);
  }
  if (!json) {
    console.log('Keep these outside of this database, and give them to "verify --since" later:');
    for (const head of heads) console.log(`  ${headLine(head)}`);
  }
  return clean ? EXIT.ok : EXIT.refused;
}
