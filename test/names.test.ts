import { expect, test } from 'vitest';
import { inputSchema } from '#kernel/values/json-schema.ts';
import { registry } from './harness.ts';

/*
 * One name for one thing: what refers to a record has the same name in operations, reports and records, so that what a list
 * answers can be sent to an operation as it is.
 */

/** What the most used things are called; a second name says another part that they play. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'catalog.item': ['item', 'items'],
  'parties.party': ['party', 'customer', 'supplier', 'suppliers'],
  'organisation.site': ['site', 'from', 'to', 'toSite'],
  'ledger.account': ['account'],
  'ledger.cost_centre': ['costCentre'],
  'ledger.project': ['project'],
  'tax.code': ['taxCode', 'taxCodes', 'group'],
  'parties.terms': ['terms', 'salesTerms', 'purchaseTerms'],
  'parties.address': ['billTo', 'shipTo'],
  'catalog.price_list': ['priceList'],
  'sales.sales_order': ['order', 'orders', 'sale'],
  'purchasing.purchase_order': ['order', 'orders'],
};

interface Schema {
  readonly entity?: string;
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Everything a schema refers to: the name and the entity. */
function* referred({ entity, items, anyOf = [], properties = {} }: Schema, name = ''): Generator<[string, string]> {
  if (entity) yield [name, entity];
  if (items) yield* referred(items, name);
  for (const form of anyOf) yield* referred(form, name);
  for (const [field, schema] of Object.entries(properties)) yield* referred(schema, field);
}

const asked = [
  ...[...registry.operations.values()].map(({ contract }) => [contract.name, contract.input] as const),
  ...[...registry.reports.values()].map(({ contract }) => [contract.name, contract.params] as const),
].flatMap(([where, schema]) => [...referred(inputSchema(schema))].map((found) => [where, ...found] as const));
const kept = [...registry.entities.values()].flatMap(({ name, fields }) =>
  Object.entries(fields).flatMap(([field, { entity }]) => (entity ? [[name, field, entity] as const] : [])),
);

test('a reference is named by what it is, never by its key', () => {
  expect([...asked, ...kept].filter(([, name]) => /Ids?$/.test(name))).toEqual([]);
});

test('what is used most has one name everywhere', () => {
  expect(asked.length).toBeGreaterThan(300);
  const odd = [...asked, ...kept].filter(([, name, entity]) => NAMES[entity]?.includes(name) === false);
  expect(odd).toEqual([]);
});

test('who trades is a customer where we sell and a supplier where we buy', () => {
  const side = { receivables: 'customer', sales: 'customer', payables: 'supplier', purchasing: 'supplier' };
  const odd = [...asked, ...kept].filter(([where, name, entity]) => {
    const own = side[where.split('.')[0] as keyof typeof side];
    return entity === 'parties.party' && own !== undefined && !name.startsWith(own);
  });
  expect(odd).toEqual([]);
});
