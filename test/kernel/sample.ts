import { z } from 'zod';
import { command, implement } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { event, on } from '#kernel/event.ts';
import { defineModule } from '#kernel/module.ts';
import { defineSeries, numberAtCommit } from '#kernel/numbering.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { answer, report } from '#kernel/report.ts';

/** A module of one table, so that the kernel is tested without any business. */
export const SAMPLE_SQL = `
  create schema sample; grant usage on schema sample to countinghouse_app;
  create table sample.box (company_id int not null, id uuid not null, code text not null, weight numeric, secret_price numeric, active boolean not null default true,
    primary key (company_id, id), unique (company_id, code));
  call kernel.company_table('sample.box');
  create table sample.paper (company_id int not null, id uuid not null, event_id uuid not null, number text, text text not null, amount_minor bigint not null, primary key (company_id, id));
  call kernel.posted_table('sample.paper', 'number');`;

const box = entity('sample.box', {
  label: 'Box',
  plural: 'Boxes',
  about: 'A box.',
  table: 'sample.box',
  title: 'code',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    weight: f.quantity('Weight'),
    secretPrice: f.price('Price', { right: 'sample.price.read' }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'weight'],
  search: ['code'],
  key: 'code',
  read: 'sample.box.read',
  write: 'sample.box.write',
});

const paperWritten = event('sample.written', {
  about: 'Papers were written.',
  payload: z.object({ count: z.number() }),
});

export const writePapers = command('sample.write_papers', {
  label: 'Write papers',
  about: 'Writes numbered papers.',
  permission: 'sample.paper.write',
  input: z.object({
    texts: z.array(z.string()).max(50),
    password: z.string().optional(),
    fail: z.boolean().default(false),
  }),
  output: z.object({ ids: z.array(z.string()) }),
  refusals: { empty: 'Give at least one text, {name}.' },
  secret: ['password'],
});

const writer = implement(writePapers, async (tx, { texts, fail }, refuse) => {
  if (texts.length === 0) refuse('empty', { name: tx.actor.name });
  const ids: string[] = [];
  for (const text of texts) {
    const id = tx.newId();
    await tx.sql`insert into sample.paper (company_id, id, event_id, text, amount_minor) values (${tx.company}, ${id}, ${tx.eventId}, ${text}, ${7n})`;
    ids.push(id);
  }
  numberAtCommit(tx, 'sample.paper', 2026, 'sample.paper', ids);
  tx.record(...ids.map((id) => ({ entity: 'sample.paper', id, after: { text: 'new' } })));
  await tx.emit(paperWritten, { count: ids.length });
  if (fail) throw new Error('a bug');
  return { ids };
});

/** Sends several statements at once of which the middle one, with `refused`, is refused; the others fail with it. */
export const fileAtOnce = command('sample.file_at_once', {
  label: 'File at once',
  about: 'Asks several things at once, of which one is refused.',
  permission: 'sample.paper.write',
  input: z.object({ late: z.boolean() }),
  output: z.object({}),
  refusals: { torn: 'The paper is torn.' },
});

const filer = implement(fileAtOnce, async (tx, { late }, refuse) => {
  const ask = () => tx.sql`select 1`;
  const torn = async () => {
    try {
      await Promise.all([ask(), tx.sql`select 1 / (select count(*) from sample.paper where text = 'none')`]);
    } catch (error) {
      if ((error as { code?: string }).code !== '22012') throw error;
      await Promise.resolve();
      refuse('torn');
    }
  };
  // Nothing is caught here, so whichever fails first is heard.
  await Promise.all(late ? [ask(), torn(), ask(), ask(), ask()] : [torn(), ask(), ask()]);
  return {};
});

export const papers = report('sample.papers', {
  label: 'Papers',
  about: 'All papers.',
  permission: 'sample.paper.read',
  params: z.object({ like: z.string().default('') }),
  columns: {
    number: { label: 'Number', type: 'code' },
    amountMinor: { label: 'Amount', type: 'money', total: true },
    cost: { label: 'Cost', type: 'money', right: 'sample.price.read' },
  },
});

export const heard: number[] = [];

export const sample = defineModule({
  name: 'sample',
  label: 'Sample',
  wing: 'office',
  entities: [box],
  operations: [writer, filer],
  reports: [
    answer(papers, async (tx, { like }) => ({
      rows: await tx.sql`select number, amount_minor, 5 as cost from sample.paper where company_id = ${tx.company} and text like ${`%${like}%`} order by number`,
    })),
  ],
  events: [paperWritten],
  subscriptions: [on(paperWritten, async (_, { count }) => void heard.push(count))],
  permissions: {
    'sample.box.read': 'See boxes',
    'sample.box.write': 'Change boxes',
    'sample.paper.write': 'Write papers',
    'sample.paper.read': 'See papers',
    'sample.price.read': 'See prices',
  },
  roles: {
    bookkeeper: ['sample.paper.write', 'sample.box.read', 'sample.paper.read'],
    storekeeper: ['sample.box.read', 'sample.box.write'],
  },
  sealed: ['sample.paper'],
  onCompany: async (tx) => void (await defineSeries(tx, [{ series: 'sample.paper', prefix: 'P-' }])),
});

export const sampleRegistry = makeRegistry([sample]);
