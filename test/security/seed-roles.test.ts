import { expect, test } from 'vitest';
import { SEED_ROLES } from '#kernel/module.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { modules } from '#modules/all.ts';
import { amendOrder, placeOrder } from '#modules/commerce/sales/contract.ts';
import { postEntry } from '#modules/finance/ledger/contract.ts';
import { rightsOf } from '#modules/office/access/role/matrix.report.ts';

const registry = makeRegistry(modules);
const operations = [...registry.operations.values()].map(({ contract }) => contract);
const holders = (permission: string) => SEED_ROLES.filter((role) => registry.seedRoles.get(role)!.has(permission));

/** Rights that open nothing by themselves, with the operations in which they allow more. */
const WITHIN: Record<string, typeof operations> = {
  'sales.credit.override': operations.filter(
    ({ input }) => 'overrideCredit' in ((input as { shape?: object }).shape ?? {}),
  ),
  'sales.price.override': [placeOrder, amendOrder],
  'ledger.period.soft': [postEntry],
};

test('every right opens something, or allows more in operations that are named here', () => {
  const opening = new Set(rightsOf(registry).map(({ permission }) => permission));
  expect([...registry.permissions.keys()].filter((permission) => !opening.has(permission)).sort()).toEqual(
    Object.keys(WITHIN).sort(),
  );
  for (const [right, within] of Object.entries(WITHIN)) expect(within.length, right).toBeGreaterThan(0);
});

test('a role that may override what an operation refuses may carry that operation out', () => {
  const useless = Object.entries(WITHIN).flatMap(([right, within]) =>
    holders(right).flatMap((role) =>
      within
        .filter(({ permission }) => !holders(permission).includes(role))
        .map(({ name }) => `${role} has ${right} and may not ${name}`),
    ),
  );
  expect(useless).toEqual([]);
});

test('a role that may do something to a record may see such records', () => {
  // What everybody may do to what is put before them is found in their inbox, not in a list.
  const everybody = SEED_ROLES.filter((role) => role !== 'auditor').length;
  const blind = operations.flatMap(({ name, on, permission }) => {
    const may = holders(permission);
    if (!on || may.length >= everybody) return [];
    const { read } = registry.entities.get(on.entity)!;
    return may.filter((role) => !holders(read).includes(role)).map((role) => `${role} may ${name} and not see ${read}`);
  });
  expect(blind).toEqual([]);
  const writing = [...registry.entities.values()].flatMap(({ name, read, write }) =>
    write === undefined
      ? []
      : holders(write)
          .filter((role) => !holders(read).includes(role))
          .map((role) => `${role} may write ${name} and not see it`),
  );
  expect(writing).toEqual([]);
});
