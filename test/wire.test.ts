import { expect } from 'vitest';
import { toJson } from '#kernel/db/sql.ts';
import { Refusal } from '#kernel/refusal.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { registry, scenario, type World } from '#test/harness.ts';
import { askedOf, parametersOf } from './security/parameters.ts';
import { chance, type Sampler, type Schema, sample } from './security/sample.ts';
import { fillCompany } from './whole-company.ts';

/*
 * What web code is told by type of what goes over the wire (src/web/api/contracts.ts) is true of what a company that did
 * everything answers.
 */

type Row = Record<string, unknown>;
interface Declared {
  readonly type: string;
  readonly choices?: readonly string[] | undefined;
}

const fits = (value: unknown, { type, choices }: Declared): boolean => {
  if (value === null || type === 'json') return value !== undefined;
  if (type === 'flag') return typeof value === 'boolean';
  if (type === 'number') return typeof value === 'number' || typeof value === 'string';
  return typeof value === 'string' && (choices === undefined || choices.includes(value));
};

/** What of the rows is otherwise than declared, each column once. */
function wrong(of: string, declared: Readonly<Record<string, Declared>>, rows: readonly object[]): string[] {
  const told = JSON.parse(toJson(rows)) as Row[];
  return Object.entries(declared).flatMap(([name, column]) => {
    const row = told.find((one) => !fits(one[name], column));
    return row ? [`${of}.${name} is ${column.type}: ${JSON.stringify(row[name])}`] : [];
  });
}

async function answers(world: World): Promise<string[]> {
  const found: string[] = [];
  const asked = await askedOf(world);
  for (const { contract } of registry.reports.values()) {
    const sets = parametersOf(inputSchema(contract.params), asked);
    const rows = (await Promise.all(sets.map((params) => world.report(contract.name, params)))).flatMap(
      (answer) => answer.rows,
    );
    found.push(...wrong(contract.name, contract.columns, rows));
  }
  for (const { name, fields } of registry.entities.values())
    found.push(...wrong(name, fields, (await world.list(name, { size: 200 })).rows));
  return found;
}

/** What is done to records in states its contract does not name, with whatever it may be entered with: nothing. */
async function outOfState(world: World): Promise<string[]> {
  const { known } = await askedOf(world);
  const sampler: Sampler = { random: chance(5), mode: 'valid', known, bare: true };
  const found: string[] = [];
  for (const { contract } of registry.operations.values()) {
    const { on, input } = contract;
    const state = on && registry.entities.get(on.entity)?.state;
    if (!on?.states || !state) continue;
    const schema = inputSchema(input) as Schema;
    if (schema.properties[on.field].type === 'array') continue;
    const { rows } = await world.list(on.entity, { size: 200 });
    for (const row of rows.filter((one) => !on.states!.includes(String(one[state]))).slice(0, 3)) {
      const entered = { ...(sample(sampler, schema) as object), [on.field]: row.id };
      const outcome = await world
        .as('owner')(contract, entered as never)
        .then(
          () => 'it was carried out',
          (error: unknown) => (error instanceof Refusal ? '' : String(error)),
        );
      if (outcome) found.push(`${contract.name} on one that is ${row[state]}: ${outcome}`);
    }
  }
  return found;
}

scenario(
  'reports and lists answer what their columns and fields say',
  async (world) => {
    await fillCompany(world);
    expect(await answers(world)).toEqual([]);
    expect(await outOfState(world)).toEqual([]);
  },
  180_000,
);
