import { expect } from 'vitest';
import { make, openShop } from '#modules/commerce/sales/scenarios/shop.ts';
import { issueStock } from '#modules/supply/inventory/contract.ts';
import { openBuying, price } from '#modules/supply/purchasing/scenarios/buying.ts';
import { scenario } from '#test/harness.ts';
import { orderProposals } from '../contract.ts';

scenario(
  'a minimum and maximum left empty come from what was used, how long it took and the service',
  async (world) => {
    const { site, seal } = await openShop(world);
    const { supplier } = await openBuying(world);
    await price(world, supplier, seal, '3', { leadDays: 10, pack: '25' });
    const use = (quantity: string) =>
      world.as('storekeeper')(issueStock, { site, reason: 'own_use', lines: [{ item: seal, quantity }] });
    for (const day of ['2026-03-03', '2026-03-05']) {
      world.today(day);
      await use('4');
    }
    world.today('2026-03-07');
    const id = await make(world, 'sourcing.replenishment_rule', { item: seal, site: site, policy: 'min_max' });
    expect(await world.get('sourcing.replenishment_rule', id)).toMatchObject({ minimum: null, target: null });
    const update = world.app.registry.operations.get('sourcing.update_replenishment_rule')!.contract;
    const proposed = async (changes: object) => {
      await world.as('buyer')(update, { id, changes });
      return (await world.report('sourcing.replenishment', { all: true }, 'buyer')).rows[0];
    };
    // 8 in 4 days: 2 a day, variance 4; 10 days: 20 + 1.644854 × √40 = 10.4, 11 safety; the maximum is another 10 days: 20.
    expect(await proposed({})).toMatchObject({ level: '31', safety: '11', target: '51', onHand: '92', quantity: '0' });
    expect(await proposed({ coverDays: 30 })).toMatchObject({ level: '31', target: '91' });
    expect(await proposed({ lot: '40' })).toMatchObject({ level: '31', target: '71' });
    expect(await proposed({ serviceLevel: '50' })).toMatchObject({ level: '20', safety: '0', target: '60' });
    expect(await proposed({ serviceLevel: '95', minimum: '25' })).toMatchObject({ level: '25', target: '65' });
    await use('70');
    // 22 are left of 92: 71 less 22 is 49, two packs of 25.
    const short = await proposed({ minimum: null });
    expect(short).toMatchObject({ level: '31', target: '71', projected: '22', quantity: '50' });
    expect(short!.reason).toBe(
      '22 on hand + 0 on order − 0 promised = 22, below 31 (minimum 31 = demand over 10 days 20 + safety 11 at 95 % = 1.644854 × √(10 × 4 + 2² × 0); maximum 71 = minimum + lot 40); fill up to 71',
    );
    await world.as('buyer')(orderProposals, { proposals: [{ item: seal, site }] });
    expect((await world.report('sourcing.replenishment', {}, 'buyer')).rows).toEqual([]);
  },
);
