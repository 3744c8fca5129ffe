import { expect, test } from 'vitest';
import { checkTaxId } from '#engines/tax/tax-id.ts';
import { seedActor } from '#kernel/company.ts';
import { counters } from '#kernel/db/sql.ts';
import { execute } from '#kernel/execute.ts';
import type { SeedRole } from '#kernel/module.ts';
import { convertQuantity, ratesOn, unitFactors } from '#modules/master/organisation/api.ts';
import { setRates } from '#modules/master/organisation/contract.ts';
import { createTerms, setCredit, setTaxId } from '#modules/master/parties/contract.ts';
import { scenario, type World } from '#test/harness.ts';
import { priceLines } from '../api.ts';
import { prices, setCustomerPriceList } from '../contract.ts';

/** Makes a record through its derived operation, as a person would. */
const make = async (
  world: World,
  entity: string,
  input: object,
  role: 'owner' | 'sales_desk' = 'owner',
): Promise<string> => {
  const [module, noun] = entity.split('.');
  const { output } = await execute(world.app, `${module}.create_${noun}`, {
    actor: seedActor(world.app, role),
    company: world.company,
    input,
  });
  return (output as { id: string }).id;
};

scenario(
  'a price comes from the customer’s list, then the list for all, then the item, and says why',
  async (world) => {
    const customer = await make(world, 'parties.party', {
      code: 'C1',
      name: 'Huber',
      isCustomer: true,
      customerGroup: 'dealers',
    });
    const pump = await make(world, 'catalog.item', { code: 'P-1', name: 'Pump', listPrice: '10' });
    const seal = await make(world, 'catalog.item', { code: 'S-1', name: 'Seal', listPrice: '30' });
    const [everyone] = (await world.list('catalog.price_list', { filter: { code: 'LIST' } })).rows;
    const rule = (input: object) => make(world, 'catalog.price_rule', { priceList: everyone!.id, ...input });
    await rule({ kind: 'percent_of_list', value: '50' });
    await rule({ item: pump, kind: 'percent_of_list', value: '80' });
    await rule({ item: pump, kind: 'percent_of_list', value: '70', minimum: '10' });
    const price = async (item: string, quantity: string) =>
      (await world.report(prices, { customer, item, quantity })).rows[0];
    expect(await price(pump, '1')).toMatchObject({ unitPrice: '8' });
    expect(await price(pump, '12')).toMatchObject({ unitPrice: '7' });
    expect(await price(seal, '12')).toMatchObject({ unitPrice: '15' });

    const own = await make(world, 'catalog.price_list', { code: 'HUBER', name: 'Huber', currency: 'EUR' });
    await make(world, 'catalog.price_rule', { priceList: own, item: pump, kind: 'fixed', value: '6.50' });
    expect(await price(pump, '1')).toMatchObject({ unitPrice: '8' });
    await world.as('controller')(setCustomerPriceList, { customer, priceList: own });
    const found = await price(pump, '1');
    expect(found).toMatchObject({ unitPrice: '6.5' });
    expect(found!.reason).toMatch(/HUBER/);
    expect(await price(seal, '1')).toMatchObject({ unitPrice: '15' });
    await expect(world.as('sales_desk')(setCustomerPriceList, { customer, priceList: null })).refuses('not_permitted');
  },
);

scenario('a dated rule and a discount hold between their days', async (world) => {
  const pump = await make(world, 'catalog.item', { code: 'P-1', name: 'Pump', listPrice: '100' });
  const [list] = (await world.list('catalog.price_list', {})).rows;
  await make(world, 'catalog.price_rule', {
    priceList: list!.id,
    item: pump,
    kind: 'discount_percent',
    value: '15',
    fromDay: '2026-03-01',
    toDay: '2026-03-31',
  });
  const on = async (day: string) => (await world.report(prices, { item: pump, day })).rows[0];
  expect(await on('2026-03-15')).toMatchObject({ unitPrice: '100', discountPercent: '15' });
  expect(await on('2026-04-01')).toMatchObject({ unitPrice: '100', discountPercent: '0' });
});

scenario('pricing three hundred lines takes as many statements as pricing one', async (world) => {
  const item = await make(world, 'catalog.item', { code: 'P-1', name: 'Pump', listPrice: '10' });
  const count = (lines: number) =>
    world.inside(async (tx) => {
      const before = counters.queries;
      const found = await priceLines(tx, [
        {
          currency: 'EUR',
          day: tx.today,
          lines: Array.from({ length: lines }, (_, index) => ({ key: String(index), item, quantity: '1' })),
        },
      ]);
      expect(found.size).toBe(lines);
      return counters.queries - before;
    });
  expect(await count(300)).toBe(await count(1));
});

scenario('another unit of an item is not its own', async (world) => {
  const item = await make(world, 'catalog.item', { code: 'P-1', name: 'Pump', unit: 'KG' });
  await expect(make(world, 'catalog.item_unit', { item, unit: 'KG', factor: '2' })).rejects.toMatchObject({
    ...{ code: 'not_valid', details: { fields: ['unit'] } },
    message: 'The item is counted in this unit already: choose another one.',
  });
  await make(world, 'catalog.item_unit', { item, unit: 'EA', factor: '2' });
});

scenario('rates hold from their day; a day before the first has none', async (world) => {
  await world.as('bookkeeper')(setRates, {
    rates: [
      { currency: 'USD', day: '2026-01-01', rate: '0.90' },
      { currency: 'USD', day: '2026-02-01', rate: '0.95' },
    ],
  });
  await world.inside(async (tx) => {
    const rates = await ratesOn(tx, [
      { currency: 'USD', day: '2026-01-31' },
      { currency: 'USD', day: '2026-02-01' },
      { currency: 'USD', day: '2025-12-31' },
      { currency: 'EUR', day: '2025-12-31' },
    ]);
    expect([...rates].map(([key, { rate }]) => [key, rate]).sort()).toEqual([
      ['EUR/2025-12-31', '1'],
      ['USD/2026-01-31', '0.9'],
      ['USD/2026-02-01', '0.95'],
    ]);
  });
  await expect(
    world.as('bookkeeper')(setRates, { rates: [{ currency: 'EUR', day: '2026-01-01', rate: '1' }] }),
  ).refuses('own_currency');
  await expect(
    world.as('bookkeeper')(setRates, { rates: [{ currency: 'QQQ', day: '2026-01-01', rate: '1' }] }),
  ).refuses('no_currency');
});

scenario('units convert exactly', async (world) => {
  await world.inside(async (tx) => {
    const convert = async (quantity: string, from: string, to: string) =>
      convertQuantity(quantity, (await unitFactors(tx, [{ from, to }])).get(`${from}/${to}`)!);
    expect(await convert('100', 'KG', 'G')).toBe('100000');
    expect(await convert('1', 'G', 'LB')).toBe('0.002204622622');
    expect(await convert('5', 'S', 'MIN')).toBe('0.083333333333');
    expect(await convert('25', 'S', 'H')).toBe('0.006944444444');
    expect(await convert('3', 'MM', 'IN')).toBe('0.118110236220'.replace(/0$/, ''));
    expect(await convert('1', 'LB', 'G')).toBe('453.59237');
    expect((await unitFactors(tx, [{ from: 'KG', to: 'M' }])).size).toBe(0);
  });
});

scenario('terms make the whole; credit and tax ids have their own rules', async (world) => {
  const terms = world.as('controller');
  await expect(
    terms(createTerms, { code: 'X', name: 'X', instalments: [{ percent: '50' }, { percent: '40', days: 30 }] }),
  ).refuses('not_whole');
  await expect(terms(createTerms, { code: 'X', name: 'X', instalments: [{ days: 30 }], discountPercent: '2' })).refuses(
    'half_discount',
  );
  await terms(createTerms, { code: 'HALF', name: 'Half and half', instalments: [{ percent: '50' }, { days: 30 }] });
  const party = await make(
    world,
    'parties.party',
    { code: 'C1', name: 'Huber', isCustomer: true, country: 'DE' },
    'sales_desk',
  );
  await expect(world.as('sales_desk')(setCredit, { party, creditLimitMinor: '1000' })).refuses('not_permitted');
  await expect(terms(setCredit, { party, creditLimitMinor: '-1' })).refuses('negative_limit');
  await terms(setCredit, { party, creditLimitMinor: '500000', creditHold: true });
  await expect(terms(setTaxId, { party, taxId: 'DE136695977' })).refuses('bad_tax_id');
  expect(await terms(setTaxId, { party, taxId: 'DE 136 695 976' })).toEqual({ party, valid: true });
  expect(await world.get('parties.party', party)).toMatchObject({
    taxId: 'DE136695976',
    taxIdValid: true,
    creditLimitMinor: 500000n,
    creditHold: true,
  });
});

test('check digits of tax ids', () => {
  const right: [string, string][] = [
    ['ATU13585627', 'AT'],
    ['BE0428759497', 'BE'],
    ['DE136695976', 'DE'],
    ['DK13585628', 'DK'],
    ['FI20774740', 'FI'],
    ['FR40303265045', 'FR'],
    ['HR33392005961', 'HR'],
    ['IT00743110157', 'IT'],
    ['LU15027442', 'LU'],
    ['NL004495445B01', 'NL'],
    ['PL8567346215', 'PL'],
    ['PT501964843', 'PT'],
    ['SE123456789701', 'SE'],
    ['SI50223054', 'SI'],
    ['CHE116281710', 'CH'],
  ];
  for (const [id, country] of right) {
    expect([id, checkTaxId(id, country)]).toEqual([id, { checked: true }]);
    const swapped = id.replace(/(\d)(\D*)$/, (_, digit: string, rest: string) => `${(Number(digit) + 1) % 10}${rest}`);
    if (country !== 'NL' && country !== 'SE') expect(checkTaxId(swapped, country).wrong).toBeDefined();
  }
});

scenario('what decides on a price or on terms is entered by who has the right to it', async (world) => {
  const run = async (role: SeedRole, operation: string, input: object): Promise<{ id: string }> => {
    const actor = seedActor(world.app, role);
    return (await execute(world.app, operation, { actor, company: world.company, input })).output as { id: string };
  };
  const [terms] = (await world.list('parties.terms')).rows;
  const closed: [SeedRole, SeedRole, string, object][] = [
    ['sales_desk', 'controller', 'parties.party', { customerGroup: 'dealers' }],
    ['bookkeeper', 'controller', 'parties.party', { customerGroup: 'dealers' }],
    ['sales_desk', 'bookkeeper', 'parties.party', { salesTerms: terms!.id }],
    ['buyer', 'bookkeeper', 'parties.party', { salesTerms: terms!.id }],
    ['sales_desk', 'buyer', 'parties.party', { purchaseTerms: terms!.id }],
    ['buyer', 'controller', 'catalog.item', { listPrice: '5' }],
  ];
  for (const [at, [without, having, entity, field]] of closed.entries()) {
    const [module, noun] = entity.split('.');
    const input = { code: `C-${at}`, name: 'C', ...field };
    const [name] = Object.keys(field);
    const label = world.app.registry.entities.get(entity)!.fields[name!]!.label;
    await expect(run(without, `${module}.create_${noun}`, input)).rejects.toMatchObject({
      ...{ code: 'not_permitted', message: expect.stringContaining(`“${label}”`) },
    });
    const records = [input];
    await expect(run(without, `${module}.create_${noun}_batch`, { records })).refuses('not_permitted');
    const { id } = await run('owner', `${module}.create_${noun}`, input);
    const update = (role: SeedRole, changes: object) => run(role, `${module}.update_${noun}`, { id, changes });
    await expect(update(without, { [name!]: null })).refuses('not_permitted');
    // Sent again as it is, it stays.
    await update(without, { ...field, name: 'Renamed' });
    expect(await world.get(entity, id)).toMatchObject({ ...field, name: 'Renamed' });
    await update(having, { [name!]: null });
    await run(without, `${module}.create_${noun}`, { ...input, code: `E-${at}`, [name!]: null });
  }
});
