import type { Command } from '#kernel/command.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { registry, type World } from '#test/harness.ts';
import { chance, type Sampler, type Schema, sample } from './sample.ts';

/* What reports and rehearsals are asked about: records that are there, the days they are of, every choice there is. */

export interface Asked {
  /** Ids by kind of record, newest first. */
  readonly known: ReadonlyMap<string, readonly string[]>;
  /** Events that may have an effect on costs. */
  readonly events: readonly string[];
  readonly today: string;
}

/** Everything that is there to be asked about in a company of a test. */
export async function askedOf(world: World): Promise<Asked> {
  const known = new Map<string, string[]>();
  for (const { name } of registry.entities.values())
    known.set(
      name,
      (await world.list(name, { size: 200 })).rows.map(({ id }) => String(id)),
    );
  return { known, events: await effects(world), today: '2026-03-02' };
}

const effects = async (world: World): Promise<string[]> => {
  const costly = [...registry.operations.values()].flatMap(({ contract: { name, preview } }) =>
    preview ? [name] : [],
  );
  const rows = await world.owner(
    (sql) => sql<{ id: string }>`select distinct on (operation) id from kernel.event
      where company_id = ${world.company} and operation = any(${costly}) order by operation, recorded_at desc`,
  );
  return rows.map(({ id }) => id);
};

const FIRST_DAY = '2020-01-01';
const OF_EACH = 3;
/** The newest of a kind may be those with which nothing can be done any more. */
const REHEARSED = 8;
/** Of what begins from nothing: enough that some pairs of item and site have stock. */
const TRIES = 40;

/** Sets of parameters with which a report shows what it can: once by what it needs, then with each thing more it may be asked. */
export function parametersOf(schema: Schema, asked: Asked): object[] {
  const properties = Object.entries<Schema>(schema.properties ?? {});
  const required = new Set<string>(schema.required ?? []);
  const values = new Map(properties.map(([name, part]) => [name, valuesOf(name, part, asked)]));
  const needed = (at: number): object | undefined => {
    const pairs = [...required].map((name) => [name, values.get(name)![at % values.get(name)!.length]]);
    return pairs.some(([, value]) => value === undefined) ? undefined : Object.fromEntries(pairs);
  };
  const most = Math.max(1, ...[...required].map((name) => values.get(name)!.length));
  const bare = Array.from({ length: most }, (_, at) => needed(at)).filter((set) => set !== undefined);
  const days = Object.fromEntries(
    properties.flatMap(([name, { kind }]) => (kind === 'day' ? [[name, values.get(name)![0]]] : [])),
  );
  const more = properties.flatMap(([name]) =>
    required.has(name) ? [] : values.get(name)!.map((value) => ({ ...bare[0], ...days, [name]: value })),
  );
  return bare.length === 0 ? [] : [...bare, ...more];
}

function valuesOf(name: string, schema: Schema, { known, events, today }: Asked): unknown[] {
  if (schema.kind === 'reference') return (known.get(schema.entity) ?? []).slice(0, OF_EACH);
  if (schema.kind === 'day') return [/^from|^compare/.test(name) ? FIRST_DAY : today];
  if (schema.kind === 'money') return ['123450', '9876540'];
  if (schema.kind === 'currency') return ['EUR'];
  if (name === 'event') return [...events];
  if (name === 'document') return (known.get('purchasing.receipt') ?? []).slice(0, 1);
  if (name === 'items') return [known.get('catalog.item') ?? []];
  if (schema.enum) return schema.enum;
  if (schema.type === 'boolean') return [!schema.default];
  // So few days that what was planted is slow.
  if (/Days$/.test(name)) return [schema.minimum ?? 1];
  if (schema.kind === 'note' || schema.kind === 'text') return ['PO-1; 12.34'];
  return [];
}

/** Of operations that may be rehearsed: begun on records that are there with the lines their dialogs begin with, or from nothing. */
export async function rehearsalsOf(world: World, contract: Command, asked: Asked): Promise<object[]> {
  const sampler: Sampler = { random: chance(11), mode: 'valid', known: asked.known, bare: true };
  const schema = inputSchema(contract.input) as Schema;
  const bare = () => sample(sampler, schema) as object;
  const { on, lines } = contract;
  if (!on) return Array.from({ length: TRIES }, bare);
  const records = (asked.known.get(on.entity) ?? []).slice(0, REHEARSED);
  const list = schema.properties[on.field].type === 'array';
  const inputs: object[] = [];
  for (const id of records) {
    const begun = lines ? { [lines.input]: await linesOf(world, contract, id) } : {};
    inputs.push({ ...bare(), [on.field]: list ? [id] : id, ...begun });
  }
  return inputs;
}

async function linesOf(world: World, { on, lines }: Command, record: string): Promise<object[]> {
  const { from, key, start, by } = lines!;
  const child = registry.entities.get(on!.entity)!.children?.find(({ entity }) => entity === from);
  const field = by?.field ?? child!.field;
  const { rows } = await world.list(from, { filter: { [field]: record } });
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries({ ...key, ...start }).flatMap(([input, of]) =>
        row[of] === null || String(row[of]) === '0' ? [] : [[input, String(row[of])]],
      ),
    ),
  );
}
