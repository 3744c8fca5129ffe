import type { z } from 'zod';
import type { App } from '#kernel/app.ts';
import type { Command } from '#kernel/command.ts';
import { sqlOn } from '#kernel/db/sql.ts';
import { type Entity, SHARED_BY_CODE } from '#kernel/entity.ts';
import type { Module } from '#kernel/module.ts';
import type { Printed } from '#kernel/printed.ts';
import type { Report } from '#kernel/report.ts';
import { companyOf, withClient } from '#kernel/transaction.ts';
import { dayIn } from '#kernel/values/day.ts';
import { inputSchema } from '#kernel/values/json-schema.ts';
import type { Caller } from './identity.ts';

const WINGS: Record<Module['wing'], string> = {
  insight: 'Overview',
  commerce: 'Sales',
  supply: 'Stock and purchasing',
  factory: 'Production',
  finance: 'Finance',
  people: 'People',
  master: 'Master data',
  office: 'Office',
};

/** Everything a screen needs to know about what this caller may use. What they may not use is absent. */
export async function metaOf(app: App, caller: Caller, companies: number[]) {
  const { actor, person } = caller;
  const may = (permission: string) => actor.permissions.has(permission);
  const settings = await companyOf(app, caller.company);
  const printed = [...app.registry.printed.values()].filter((item) => may(item.permission));
  const operations = [...app.registry.operations.values()]
    .map((operation) => operation.contract)
    .filter((contract) => may(contract.permission));
  return {
    user: {
      id: actor.id,
      name: actor.name,
      email: person.email,
      twoFactor: person.twoFactor,
      roles: await rolesOf(app, caller),
      permissions: [...actor.permissions].sort(),
    },
    company: { ...settings, today: dayIn(app.clock.now(), settings.timeZone) },
    companies: await Promise.all(
      companies.map(async (id) => {
        const { code, name } = await companyOf(app, id);
        return { id, code, name };
      }),
    ),
    locale: 'en',
    navigation: navigation(app, may),
    entities: app.registry.modules.flatMap((module) =>
      module.entities
        .filter((entity) => may(entity.read))
        .map((entity) => describeEntity({ entity, module, operations, printed, may })),
    ),
    operations: operations.map((contract) => describeOperation(contract, may)),
    reports: app.registry.modules.flatMap((module) =>
      module.reports
        .flatMap(({ contract }) => app.registry.reports.get(contract.name) ?? [])
        .filter(({ contract }) => may(contract.permission))
        .map(({ contract }) => describeReport(contract, module, may)),
    ),
  };
}

type May = (permission: string) => boolean;

const rolesOf = (app: App, { actor, company }: Caller): Promise<string[]> =>
  withClient(app.pool, async (client) => {
    await client.query('begin read only');
    const sql = sqlOn(client);
    await sql`select set_config('countinghouse.company', ${String(company)}, true)`;
    const rows = await sql<{ role: string }>`
      select role from kernel.user_role where company_id = ${company} and user_id = ${actor.id} order by role`;
    await client.query('commit');
    return rows.map(({ role }) => role);
  });

function navigation(app: App, may: May) {
  return Object.entries(WINGS).flatMap(([wing, label]) => {
    const modules = app.registry.modules
      .filter((module) => module.wing === wing)
      .map((module) => ({
        name: module.name,
        label: module.label,
        entities: module.entities.filter((entity) => may(entity.read)).map((entity) => entity.name),
        reports: module.reports.filter((item) => may(item.contract.permission)).map((item) => item.contract.name),
        operations: module.operations
          .filter(({ contract }) => !contract.on && may(contract.permission))
          .map(({ contract }) => contract.name as string),
      }))
      .filter((module) => module.entities.length + module.reports.length + module.operations.length > 0);
    return modules.length > 0 ? [{ wing, label, modules }] : [];
  });
}

interface Described {
  entity: Entity;
  module: Module;
  operations: Command[];
  printed: Printed[];
  may: May;
}

function describeEntity({ entity, module, operations, printed, may }: Described) {
  const fields = Object.fromEntries(
    Object.entries(entity.fields)
      .filter(([, field]) => !field.right || may(field.right))
      .map(([name, { right: _, write: __, column: ___, ...field }]) => [name, field]),
  );
  const shown = (names: readonly string[]) => names.filter((name) => name in fields);
  return {
    name: entity.name,
    label: entity.label,
    plural: entity.plural,
    about: entity.about,
    wing: module.wing,
    module: module.name,
    fields,
    list: shown(entity.list),
    search: shown(entity.search),
    order: entity.order,
    title: entity.title,
    key: entity.key,
    id: entity.id ?? (SHARED_BY_CODE.has(entity.name) ? 'code' : 'id'),
    state: entity.state,
    flow: entity.flow,
    children: entity.children ?? [],
    links: entity.links ?? [],
    writable: entity.write !== undefined && may(entity.write),
    operations: operations.filter((contract) => contract.on?.entity === entity.name).map((contract) => contract.name),
    printed: printed
      .filter((item) => item.entity === entity.name)
      .map(({ name, label, on, period }) => ({ name, label, on, period })),
  };
}

/** Outputs that say what a document comes to. */
const TOTALS = ['totalMinor', 'netMinor'];

interface Schema {
  readonly right?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
}

/** What somebody may enter: a field that needs a right of its own is not offered to others. */
const offered = (schema: Schema, may: May): Schema => ({
  ...schema,
  ...(schema.properties && {
    properties: Object.fromEntries(
      Object.entries(schema.properties).flatMap(([name, of]) =>
        of.right === undefined || may(of.right) ? [[name, offered(of, may)]] : [],
      ),
    ),
  }),
  ...(schema.items && { items: offered(schema.items, may) }),
});

const describeOperation = (contract: Command, may: May) => ({
  name: contract.name,
  label: contract.label,
  about: contract.about,
  permission: contract.permission,
  on: contract.on,
  lines: contract.lines,
  input: offered(inputSchema(contract.input), may),
  refusals: contract.refusals,
  secret: contract.secret ?? [],
  preview: (contract.preview ?? []).length > 0,
  totals: contract.preview !== undefined && TOTALS.some((name) => name in (contract.output as z.ZodObject).shape),
});

const describeReport = (contract: Report, module: Module, may: May) => ({
  name: contract.name,
  label: contract.label,
  about: contract.about,
  wing: module.wing,
  module: module.name,
  params: inputSchema(contract.params),
  columns: Object.fromEntries(
    Object.entries(contract.columns)
      .filter(([, column]) => !column.right || may(column.right))
      .map(([name, { right: _, ...column }]) => [name, column]),
  ),
  chart: contract.chart,
});
