import { type App, makeApp } from '#kernel/app.ts';
import { migrate } from '#kernel/db/migrate.ts';
import { replicaUrl } from '#kernel/db/replica.ts';
import { openServer, type Server } from '#kernel/db/server.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { modules } from '#modules/all.ts';
import { migrateJobs } from './worker/jobs.ts';

export interface Opened {
  readonly app: App;
  readonly server: Server;
  /** Migrations this process applied. */
  readonly applied: number[];
  close(): Promise<void>;
}

/** The database the environment asks for, brought to this program's schema, with the program on it. */
export async function openProgram(env: NodeJS.ProcessEnv = process.env): Promise<Opened> {
  const server = await openServer(env);
  try {
    const { applied } = await migrate(server.ownerUrl);
    await migrateJobs(server.ownerUrl);
    const app = makeApp({
      registry: makeRegistry(modules),
      appUrl: server.appUrl,
      ownerUrl: server.ownerUrl,
      readUrl: env.READ_DATABASE_URL ? replicaUrl(env.READ_DATABASE_URL, server.appUrl) : undefined,
      log: (level, message) => console.error(JSON.stringify({ level, message })),
      connections: env.DATABASE_CONNECTIONS ? Number(env.DATABASE_CONNECTIONS) : undefined,
    });
    const close = async () => {
      await app.close();
      await server.stop();
    };
    await app.replica?.look().catch(async (error: unknown) => {
      await app.close();
      throw error;
    });
    return { app, server, applied, close };
  } catch (error) {
    await server.stop();
    throw error;
  }
}
