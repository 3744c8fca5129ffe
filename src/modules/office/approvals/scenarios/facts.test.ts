import { expect } from 'vitest';
import { postCredit } from '#modules/finance/payables/contract.ts';
import { amendOrder, placeOrder } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario, type World } from '#test/harness.ts';
import { setPolicy } from '../contract.ts';
import { hire, requestOf } from './people.ts';

const from = (world: World, operation: string, field: string, value: string) =>
  world.as('owner')(setPolicy, {
    ...{ name: `Large ${operation}`, operation, conditions: [{ field, is: 'at_least', value }] },
    steps: [{ kind: 'role', who: 'controller' }],
  });

scenario(
  'B30: an order divided into small ones waits for approval where the policy looks at all of the day',
  async (world) => {
    const { supplier, casting, ...other } = await openBuying(world);
    const second = await openBuying(world);
    await from(world, 'purchasing.purchase_order', 'withOthersMinor', '1000');
    const buyer = await hire(world, 'Bea', ['buyer']);
    const place = (of: { supplier: string; casting: string }, quantity: string) =>
      buyer.do(placeOrder, {
        ...{ supplier: of.supplier, send: true },
        lines: [{ item: of.casting, quantity, unitPrice: '40' }],
      });
    const { order } = await place({ supplier, casting, ...other }, '15');
    await place(second, '15');
    await place({ supplier, casting }, '9');
    await requestOf(place({ supplier, casting }, '1'));
    const [line] = (await world.list('purchasing.order_line', { filter: { orderId: order } })).rows;
    await requestOf(buyer.do(amendOrder, { order, version: 1, lines: [{ line: String(line!.id), quantity: '16' }] }));
    world.today('2026-03-09');
    await place({ supplier, casting }, '24');
    await requestOf(place({ supplier, casting }, '1'));
    expect((await world.list('purchasing.purchase_order')).rows).toHaveLength(4);
  },
);

scenario('a supplier’s credit for no bill waits for approval as bills do', async (world) => {
  const { supplier } = await openBuying(world);
  await from(world, 'payables.bill', 'totalMinor', '100');
  const keeper = await hire(world, 'Kim', ['bookkeeper']);
  const credit = (unitPrice: string) =>
    keeper.do(postCredit, {
      ...{ supplier, supplierNumber: `C-${unitPrice}`, reason: 'Bonus' },
      lines: [{ description: 'Bonus', unitPrice, taxCodes: [] }],
    });
  await credit('99.99');
  await requestOf(credit('100'));
  expect((await world.list('payables.bill')).rows).toHaveLength(1);
});
