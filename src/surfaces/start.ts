import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { FastifyInstance } from 'fastify';
import type { App } from '#kernel/app.ts';
import { SEAL_LIMITS, startSealer } from '#kernel/seal.ts';
import { makeAuth } from '#modules/office/access/sign-in/auth.ts';
import { makeHttp } from './http/server.ts';
import { digestChore } from './mail/digest.ts';
import { mailSettings } from './mail/settings.ts';
import { openProgram } from './open.ts';
import { type FirstOwner, firstOwner, listCompanies } from './people.ts';
import { openSetup } from './setup.ts';
import { buildWeb } from './web-build.ts';
import { startWorker } from './worker/jobs.ts';

export interface StartOptions {
  readonly demo: boolean;
  readonly worker: boolean;
  readonly http: boolean;
  readonly host: string;
  readonly port: number;
  readonly onProgress?: (done: number, of: number, what: string) => void;
}

export interface Started {
  readonly app: App;
  readonly address: string | undefined;
  readonly owner: FirstOwner | undefined;
  readonly companies: number;
  /** The code with which the first owner is made on screen, while there is nobody. */
  readonly setupCode: string | undefined;
  close(): Promise<void>;
}

const log = (level: string, message: string): void => console.error(JSON.stringify({ level, message }));

/** Everything one process runs: database, schema, first company and account, worker, sealer and HTTP. Undone in reverse. */
export async function start(options: StartOptions, env: NodeJS.ProcessEnv = process.env): Promise<Started> {
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const mail = mailSettings(env);
    // Built beside the first steps, which take longer; a failure shows when the screens are wanted.
    const web = options.http ? buildWeb() : Promise.resolve();
    web.catch(() => undefined);
    const { app, server, close: closeProgram } = await openProgram(env);
    server.keepRunning((error) =>
      log('error', error ? `the database is away: ${error}` : 'the database had died and runs again'),
    );
    undo.push(closeProgram);
    if (options.demo && (await listCompanies(app)).length === 0) await makeDemo(app, options.onProgress);
    const owner = await firstOwner(app, env.COUNTINGHOUSE_OWNER);
    undo.push(
      startSealer(app, (error) => log('error', `sealing failed, again in ${SEAL_LIMITS.everyMs} ms: ${error}`)),
    );
    const chores = mail ? [digestChore(app, mail)] : [];
    if (options.worker) undo.push(await startWorker({ app, ownerUrl: server.ownerUrl, chores, log }));
    let address: string | undefined;
    let setupCode: string | undefined;
    if (options.http) {
      await web;
      const publicUrl = env.COUNTINGHOUSE_URL ?? `http://${options.host}:${options.port}`;
      const auth = await makeAuth({ appUrl: server.appUrl, publicUrl, log });
      undo.push(() => auth.close());
      const http = await makeHttp({
        app,
        auth,
        publicUrl,
        listenUrl: server.appUrl,
        logLevel: env.LOG_LEVEL,
        metricsToken: env.METRICS_TOKEN,
        trustProxy: env.TRUST_PROXY,
        requestsPerMinute: env.HTTP_REQUESTS_PER_MINUTE ? Number(env.HTTP_REQUESTS_PER_MINUTE) : undefined,
      });
      undo.push(() => http.close());
      setupCode = await openSetup(auth);
      address = await listen(http, options, env.COUNTINGHOUSE_URL);
    }
    return { app, address, owner, companies: (await listCompanies(app)).length, setupCode, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function listen(http: FastifyInstance, { host, port }: StartOptions, publicUrl?: string): Promise<string> {
  const address = await http.listen({ host, port });
  return publicUrl ?? address;
}

const DEMO = join(import.meta.dirname, '../demo/demo.ts');

/** Makes the demo company through the real operations, when this installation has the demo. */
export async function makeDemo(app: App, onProgress: StartOptions['onProgress'] = () => undefined): Promise<void> {
  if (!existsSync(DEMO)) return;
  const { makeDemo: make } = (await import(pathToFileURL(DEMO).href)) as {
    makeDemo: (app: App, options: { onProgress: NonNullable<StartOptions['onProgress']> }) => Promise<unknown>;
  };
  await make(app, { onProgress });
}
