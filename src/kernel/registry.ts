import type { Command, Operation } from './command.ts';
import type { Entity } from './entity.ts';
import { entityOperations } from './entity-write.ts';
import type { Subscription } from './event.ts';
import type { Job, Module, SeedRole } from './module.ts';
import { SEED_ROLES } from './module.ts';
import type { Printed } from './printed.ts';
import { type Report, type ReportQuery, withAddition } from './report.ts';
import type { Use } from './use.ts';
import { protectedOutputs } from './values/output-rights.ts';

/** Everything the installed modules offer; every surface is a loop over it. */
export interface Registry {
  readonly modules: readonly Module[];
  readonly operations: ReadonlyMap<string, Operation>;
  readonly reports: ReadonlyMap<string, ReportQuery>;
  readonly entities: ReadonlyMap<string, Entity>;
  readonly jobs: ReadonlyMap<string, Job>;
  readonly printed: ReadonlyMap<string, Printed>;
  readonly permissions: ReadonlyMap<string, string>;
  readonly seedRoles: ReadonlyMap<SeedRole, ReadonlySet<string>>;
  readonly sealed: readonly string[];
  readonly numberedBySeal: readonly string[];
  readonly rows: ReadonlyMap<string, NonNullable<Module['rows']>[string]>;
  /** By entity: what uses its records. */
  readonly uses: ReadonlyMap<string, readonly Use[]>;
  readonly guards: readonly NonNullable<Module['guard']>[];
  subscribers(event: string): readonly Subscription[];
}

const MOST_SUBSCRIBERS = 3;

/** Builds the registry of `modules`, given in the order of the module graph. Throws on a name used twice or a permission unknown. */
export function makeRegistry(modules: readonly Module[]): Registry {
  const operations = new Map<string, Operation>();
  const reports = new Map<string, ReportQuery>();
  const entities = new Map<string, Entity>();
  const jobs = new Map<string, Job>();
  const printed = new Map<string, Printed>();
  const permissions = new Map<string, string>();
  const subscribers = new Map<string, Subscription[]>();
  for (const module of modules) {
    for (const [name, text] of Object.entries(module.permissions)) addTo(permissions, name, text);
    for (const item of module.entities) {
      addTo(entities, item.name, item);
      for (const operation of entityOperations(item)) addTo(operations, operation.contract.name, operation);
    }
    for (const operation of module.operations) addTo(operations, operation.contract.name, operation as Operation);
    for (const query of module.reports) addTo(reports, query.contract.name, query as ReportQuery);
    for (const addition of module.additions ?? []) {
      const { report } = addition;
      const known = reports.get(report);
      if (!known) throw new Error(`${module.name} adds to the unknown report ${report}.`);
      reports.set(report, withAddition(known, addition));
    }
    for (const job of module.jobs ?? []) addTo(jobs, job.name, job);
    for (const item of module.printed ?? []) addTo(printed, item.name, item);
    for (const item of module.subscriptions ?? []) {
      const list = subscribers.get(item.event.name) ?? [];
      list.push(item as Subscription);
      if (list.length > MOST_SUBSCRIBERS)
        throw new Error(`${item.event.name} has more than ${MOST_SUBSCRIBERS} subscribers. Merge some.`);
      subscribers.set(item.event.name, list);
    }
  }
  for (const { contract } of operations.values())
    for (const name of contract.preview ?? [])
      if (!reports.has(name)) throw new Error(`${contract.name} previews with the unknown report ${name}.`);
  for (const { contract } of operations.values())
    for (const name of [...(contract.does ?? []), ...(contract.many ? [contract.many] : [])])
      if (!operations.has(name)) throw new Error(`${contract.name} does the unknown operation ${name}.`);
  checkPermissions(
    permissions,
    [...operations.values()].map((operation) => operation.contract),
    [...reports.values()].map((query) => query.contract),
    [...entities.values()],
    [...printed.values()],
  );
  return {
    modules,
    operations,
    reports,
    entities,
    jobs,
    printed,
    permissions,
    seedRoles: seedRoles(modules, permissions),
    sealed: ['kernel.event_record', 'kernel.row_change', ...modules.flatMap((module) => module.sealed ?? [])],
    numberedBySeal: modules.flatMap((module) => module.numberedBySeal ?? []),
    rows: new Map(modules.flatMap((module) => Object.entries(module.rows ?? {}))),
    uses: usesOf(modules, entities),
    guards: modules.flatMap((module) => (module.guard ? [module.guard] : [])),
    subscribers: (event) => subscribers.get(event) ?? [],
  };
}

function usesOf(modules: readonly Module[], entities: ReadonlyMap<string, Entity>): Map<string, Use[]> {
  const uses = Map.groupBy(
    modules.flatMap((module) => module.uses ?? []),
    (use) => use.of,
  );
  for (const name of uses.keys())
    if (!entities.get(name)?.fields.active)
      throw new Error(`${name} is not taken out of use, but uses of it are told.`);
  return uses;
}

function addTo<T>(map: Map<string, T>, name: string, value: T): void {
  if (map.has(name)) throw new Error(`The name ${name} is used twice.`);
  map.set(name, value);
}

function checkPermissions(
  known: Map<string, string>,
  commands: Command[],
  reports: Report[],
  entities: Entity[],
  printed: Printed[],
): void {
  const used = [
    ...commands.map((item) => [item.name, item.permission]),
    ...commands.flatMap((item) => protectedOutputs(item.output).map(({ right }) => [item.name, right])),
    ...reports.map((item) => [item.name, item.permission]),
    ...printed.map((item) => [item.name, item.permission]),
    ...entities.flatMap((item) => [[item.name, item.read], ...(item.write ? [[item.name, item.write]] : [])]),
    ...entities.flatMap((item) =>
      Object.values(item.fields).flatMap(({ right, write }) =>
        [right, write].flatMap((permission) => (permission ? [[item.name, permission]] : [])),
      ),
    ),
    ...reports.flatMap((item) =>
      Object.values(item.columns).flatMap((column) => (column.right ? [[item.name, column.right]] : [])),
    ),
  ];
  for (const [name, permission] of used) {
    if (!known.has(permission!))
      throw new Error(`${name} names the permission ${permission}, which no module declares.`);
  }
}

function seedRoles(modules: readonly Module[], permissions: Map<string, string>): Map<SeedRole, ReadonlySet<string>> {
  return new Map(
    SEED_ROLES.map((role) => {
      if (role === 'owner') return [role, new Set(permissions.keys())];
      const granted = modules.flatMap((module) => module.roles[role] ?? []);
      for (const permission of granted) {
        if (!permissions.has(permission))
          throw new Error(`The role ${role} grants ${permission}, which no module declares.`);
      }
      if (role === 'auditor')
        return [role, new Set([...granted, ...[...permissions.keys()].filter((name) => name.endsWith('.read'))])];
      return [role, new Set(granted)];
    }),
  );
}
