import { afterAll, beforeAll, expect, test } from 'vitest';
import { outputSchema } from '#kernel/values/json-schema.ts';
import { protectedOutputs } from '#kernel/values/output-rights.ts';
import { billed, openBuying, received } from '#modules/finance/payables/scenarios/bill-world.ts';
import { enterCount, receiveStock, startCount } from '#modules/supply/inventory/contract.ts';
import { makeItem, makeSite } from '#modules/supply/inventory/scenarios/stock-of.ts';
import { openApi } from '#surfaces/http/openapi.ts';
import { registry } from '#test/harness.ts';
import { type Client, type HttpWorld, openHttp } from './http-world.ts';

let door: HttpWorld;
let keeper: Client;
let owner: Client;

beforeAll(async () => {
  door = await openHttp();
  keeper = await door.signIn('keeper@outputs.example', ['storekeeper']);
  owner = await door.signIn('owner@outputs.example', ['owner']);
});
afterAll(() => door.close());

test('what went back is told without its price to who sees no prices: rehearsed, done and given again', async () => {
  const { world } = door;
  const { supplier, casting } = await openBuying(world);
  const goods = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '8842.57' }]);
  await billed(world, supplier, [{ receiptLine: goods.lines[0]!, quantity: '10', unitPrice: '8842.57' }]);
  const back = { receipt: goods.receipt, reason: 'Bent', lines: [{ line: goods.lines[0]!, quantity: '2' }] };
  const key = { 'idempotency-key': 'back once' };
  const done = '/api/op/purchasing.return_goods';
  for (const [person, told] of [
    [keeper, undefined],
    [owner, '1768514'],
  ] as const) {
    const rehearsed = await person.post('/api/preview/purchasing.return_goods', back);
    expect(rehearsed.body.output).toMatchObject({ return: expect.any(String) });
    expect(rehearsed.body.output.claimedMinor).toBe(told);
  }
  const first = await keeper.post(done, back, key);
  const again = await keeper.post(done, back, key);
  expect([first.body.replayed, again.body.replayed]).toEqual([false, true]);
  for (const { body, text } of [first, again]) {
    expect(body.output).toEqual({ return: expect.any(String), number: expect.any(String) });
    expect(text).not.toContain('17685');
  }
  const byOwner = await owner.post(done, back, { 'idempotency-key': 'back twice' });
  expect(byOwner.body.output.claimedMinor).toBe('1768514');
});

test('what a counted difference is worth is told to who sees costs', async () => {
  const { world } = door;
  const site = await makeSite(world, 'COUNT');
  const item = await makeItem(world, 'COUNTED');
  const stock = [{ item, quantity: '5', unitCost: '7971.09' }];
  await world.as('storekeeper')(receiveStock, { site, reason: 'found', lines: stock });
  const differing = async (): Promise<string> => {
    const { count } = await world.as('storekeeper')(startCount, { site, items: [item] });
    const { rows } = await world.list('inventory.stock', { filter: { item } });
    const quantity = String(Number(rows[0]!.onHand) + 1);
    await world.as('storekeeper')(enterCount, { count, lines: [{ item, quantity }] });
    return count;
  };
  const approve = async (person: Client) =>
    (await person.post('/api/op/inventory.approve_count', { count: await differing() })).body.output;
  expect(await approve(keeper)).toEqual({ differences: 1 });
  expect(await approve(owner)).toEqual({ differences: 1, valueMinor: '797109' });
});

/** Amounts in answers that need no right of their own, by operation, and why. */
const OPEN: Record<string, string> = {
  'ledger.close_year': 'The result of the year stands in the ledger, which who closes it reads.',
  'tax.file_return': 'What is due is what is filed.',
  'inventory.post_provision': 'What is provided for stock is read with the provision.',
  'receivables.post_invoice': 'What a customer owes.',
  'receivables.credit_invoice': 'What a customer is credited.',
  'receivables.post_credit_note': 'What a customer is credited.',
  'receivables.record_payment': 'What a customer paid.',
  'receivables.return_payment': 'What a customer owes again.',
  'receivables.revalue': 'What customers owe, at the rate of the day.',
  'sales.place_order': 'What a customer is to pay.',
  'payables.post_bill': 'What a supplier billed, typed from the paper.',
  'payables.correct_bill': 'What a supplier billed, typed from the paper.',
  'payables.enter_credit': 'What a supplier credits, typed from the paper.',
  'payables.post_credit': 'What a supplier credits, typed from the paper.',
  'payables.record_payment': 'What a supplier is paid.',
  'payables.return_payment': 'What a supplier is owed again.',
  'payables.revalue': 'What is owed to suppliers, at the rate of the day.',
  'payables.propose_run': 'What suppliers are paid.',
  'payables.drop_from_run': 'What suppliers are paid.',
  'payables.payment_file': 'The file for the bank holds the accounts that are paid: who pays by it has it.',
};

const OF_MONEY = /(minor|cost|price|margin|value|worth|dearer|iban|account|holder|content)$/i;
/** Not an amount, though called like one. */
const NAMES = new Set([
  'ledger.keep_account.account',
  'purchasing.allocate_landed_cost.landedCost',
  'purchasing.cancel_landed_cost.landedCost',
]);

interface Schema {
  readonly properties?: Record<string, Schema>;
  readonly items?: Schema;
  readonly anyOf?: Schema[];
}
const fieldsOf = ({ properties = {}, items, anyOf = [] }: Schema, path: readonly string[] = []): string[][] => [
  ...Object.entries(properties).flatMap(([name, inner]) => [[...path, name], ...fieldsOf(inner, [...path, name])]),
  ...(items ? fieldsOf(items, [...path, '*']) : []),
  ...anyOf.flatMap((inner) => fieldsOf(inner, path)),
];

test('every amount an operation answers is protected or known to need no right', () => {
  const open = new Set<string>();
  for (const { contract } of registry.operations.values()) {
    const kept = new Set(protectedOutputs(contract.output).map(({ path }) => path.join('.')));
    const amounts = fieldsOf(outputSchema(contract.output)).filter((path) => OF_MONEY.test(path.at(-1)!));
    for (const path of amounts.map((names) => names.join('.')))
      if (!kept.has(path) && !NAMES.has(`${contract.name}.${path}`)) open.add(contract.name);
  }
  expect([...open].sort()).toEqual(Object.keys(OPEN).sort());
});

test('the API document says which right a field needs', () => {
  const paths = openApi(registry).paths as Record<string, { post: { responses: Record<string, unknown> } }>;
  for (const kind of ['op', 'preview']) {
    const text = JSON.stringify(paths[`/api/${kind}/purchasing.return_goods`]!.post.responses['200']);
    expect(text).toContain('"right":"purchasing.price.read"');
    expect(text).toContain('Absent without `purchasing.price.read`.');
    expect(text).not.toContain('"required":["return","number","claimedMinor"]');
  }
});
