import { expect, test } from 'vitest';
import { z } from 'zod';
import { command, implement } from '#kernel/command.ts';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { defineModule } from '#kernel/module.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { openOwnWorld } from '#test/harness.ts';
import { migrateJobs, startWorker } from './jobs.ts';

const ask = command('echo.ask', {
  label: 'Ask',
  about: 'Puts a job into the queue.',
  permission: 'echo.ask',
  input: z.object({ words: z.string(), fail: z.boolean().default(false) }),
  output: z.object({}),
});

const heard: { company: number; words: string; actor: string }[] = [];
let tell: () => void = () => undefined;

const echo = defineModule({
  name: 'echo',
  label: 'Echo',
  wing: 'office',
  entities: [],
  operations: [
    implement(ask, async (tx, { words, fail }) => {
      await tx.enqueue('echo.answer', { words });
      if (fail) throw new Error('after the job was enqueued');
      return {};
    }),
  ],
  reports: [],
  jobs: [
    {
      name: 'echo.answer',
      run: async (tx, payload) => {
        const { words } = z.object({ words: z.string() }).parse(payload);
        heard.push({ company: tx.company, words, actor: tx.actor.id });
        await tx.sql`insert into kernel.role (company_id, name, label, permissions) values (${tx.company}, ${words}, 'Said', '{}')`;
        tell();
      },
    },
  ],
  permissions: { 'echo.ask': 'Ask' },
  roles: {},
});

test('a job runs once for its company after the commit, as itself, and leaves an event; none runs after a rollback', async () => {
  const { world, close } = await openOwnWorld({ offered: makeRegistry([echo]) });
  const ownerUrl = world.app.ownerPool.options.connectionString!;
  await Promise.all([migrateJobs(ownerUrl), migrateJobs(ownerUrl)]);
  const problems: string[] = [];
  const stop = await startWorker({ app: world.app, ownerUrl, log: (_, message) => problems.push(message) });
  const done = new Promise<void>((resolve) => {
    tell = () => heard.length >= 2 && resolve();
  });
  const actor = seedActor(world.app, 'owner');
  const call = (company: number, input: unknown) => execute(world.app, ask.name, { actor, company, input });
  await expect(call(world.company, { words: 'lost', fail: true })).rejects.toThrow('after the job');
  await call(world.company, { words: 'one' });
  await call(world.other, { words: 'two' });
  await done;
  await stop();
  expect(problems).toEqual([]);
  expect(heard.toSorted((a, b) => a.company - b.company)).toEqual([
    { company: world.company, words: 'one', actor: 'job:echo.answer' },
    { company: world.other, words: 'two', actor: 'job:echo.answer' },
  ]);
  const events = await world.owner(
    (sql) => sql<{ companyId: number; via: string }>`
      select company_id, via from kernel.event where operation = 'echo.answer' order by company_id`,
  );
  expect(events).toEqual([
    { companyId: world.company, via: 'job' },
    { companyId: world.other, via: 'job' },
  ]);
  await close();
});
