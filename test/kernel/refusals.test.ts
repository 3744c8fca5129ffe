import { expect, test } from 'vitest';
import { refuser } from '#kernel/command.ts';
import { amountOf, COMMON_REFUSALS, Refusal, refuseCommon, rightOf } from '#kernel/refusal.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { translate } from '#kernel/words/database.ts';
import { modules } from '#modules/all.ts';
import { transferStock } from '#modules/supply/inventory/contract.ts';
import { machineMade } from '../machine-made.ts';

const registry = makeRegistry(modules);

const caught = (work: () => unknown): Refusal => {
  try {
    work();
  } catch (error) {
    return error as Refusal;
  }
  throw new Error('It was not refused.');
};

test('details are said in words and stay as programs read them', () => {
  const details = { day: '2026-03-02', state: 'on_hold', open: amountOf(123450n, { currency: 'EUR', digits: 2 }) };
  const refusal = new Refusal('x', 'On {day} it is {state}: {open} are open.', details);
  expect(refusal.message).toBe('On 2 Mar 2026 it is on hold: 1,234.50 EUR are open.');
  expect(refusal.details).toEqual({ ...details, open: { amount: '1234.50', currency: 'EUR' } });
  const right = caught(() => refuseCommon('not_permitted', rightOf(registry, 'sales.order.write')));
  expect(right.message).toBe('This needs the right “Enter, amend and cancel sales orders”, which you do not have.');
  expect(right.details.permission).toBe('sales.order.write');
});

const ITEM = { schema: 'catalog', table: 'item' };
const told = (error: object): [string, unknown] => {
  const { message, details } = translate(Object.assign(new Error('raw'), error), registry) as Refusal;
  return [message, details];
};

test('what the database refuses is said by the names of fields, without its own words', () => {
  expect(told({ code: '23505', ...ITEM, constraint: 'item_company_id_code_key' })).toEqual([
    'There is another item with the same code already.',
    { record: 'item', fields: ['code'], same: 'code' },
  ]);
  const missing = {
    message: 'insert or update on table "item" violates',
    constraint: 'item_company_id_category_id_fkey',
  };
  expect(told({ code: '23503', ...ITEM, ...missing })[0]).toBe('The category it names does not exist.');
  const used = { message: 'update or delete on table "item_category" violates' };
  expect(told({ code: '23503', ...ITEM, ...used })).toEqual(['Items still refer to it.', { records: 'Items' }]);
  expect(told({ code: '23514', ...ITEM, constraint: 'item_check' })).toEqual([COMMON_REFUSALS.not_valid.text, {}]);
  expect(told({ code: '23505', schema: 'x', table: 'y', constraint: 'y_pkey' })[0]).toBe(
    COMMON_REFUSALS.duplicate.text,
  );
});

/** Codes with several texts, and why each is another situation. */
const SEVERAL: Readonly<Record<string, string>> = {
  // One situation, which programs ask for by one code on every kind of document.
  wrong_state: 'names the document as people call it',
};

const texts = (): Map<string, Map<string, string[]>> => {
  const found = new Map<string, Map<string, string[]>>();
  for (const { contract } of registry.operations.values())
    for (const [code, text] of Object.entries(contract.refusals)) {
      const of = found.get(code) ?? new Map<string, string[]>();
      found.set(code, of.set(text, [...(of.get(text) ?? []), contract.name]));
    }
  return found;
};

test('a refusal has one text wherever it is given, but for those that name another situation', () => {
  const several = [...texts()].filter(([, of]) => of.size > 1).map(([code]) => code);
  expect(several.filter((code) => !SEVERAL[code]).sort()).toEqual([]);
  expect(Object.keys(SEVERAL).filter((code) => !several.includes(code))).toEqual([]);
});

test('no two codes of an operation have one text', () => {
  const twice = [...registry.operations.values()].flatMap(({ contract: { name, refusals } }) => {
    const all = Object.values(refusals);
    return all.length === new Set(all).size ? [] : [name];
  });
  expect(twice).toEqual([]);
});

test('no text of a refusal reads as if a machine had written it', () => {
  const said = [...texts()].flatMap(([code, of]) => [...of.keys()].map((text) => `${code}: ${text}`));
  expect(said.filter((text) => machineMade(text.replace(/^\w+: /, '').replace(/\{\w+(:[^}]*)?\}/g, 'x')))).toEqual([]);
});

test('a refusal about one input says which, so that it can be said there', () => {
  const { details, message } = caught(() => refuser(transferStock)('future_day', { day: '2027-01-04' }));
  expect(details).toEqual({ day: '2027-01-04', issues: [{ path: 'effectiveOn', message }] });
});
