import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { setTaxId } from '#modules/master/parties/contract.ts';
import { scenario, type World } from '#test/harness.ts';

const run = async (world: World, operation: string, input: object): Promise<{ id: string }> =>
  (await execute(world.app, operation, { actor: seedActor(world.app, 'sales_desk'), company: world.company, input }))
    .output as { id: string };

scenario(
  'a tax id checked by the rules of one country is not valid for a party that moves to another',
  async (world) => {
    const { id } = await run(world, 'parties.create_party', { code: 'C1', name: 'Huber', country: 'DE' });
    const valid = async () => (await world.get('parties.party', id)).taxIdValid;
    expect(await valid()).toBe(false);
    await world.as('sales_desk')(setTaxId, { party: id, taxId: 'DE136695976' });
    expect(await valid()).toBe(true);
    await run(world, 'parties.update_party', { id, changes: { country: 'US' } });
    expect(await valid()).toBe(false);
    await run(world, 'parties.update_party', { id, changes: { country: 'DE' } });
    expect(await valid()).toBe(true);
    await world.as('sales_desk')(setTaxId, { party: id, taxId: '' });
    expect(await world.get('parties.party', id)).toMatchObject({ taxId: null, taxIdValid: false });
  },
);

scenario('a number without a check digit is kept, but nothing is concluded from it', async (world) => {
  const { id } = await run(world, 'parties.create_party', { code: 'C1', name: 'Smith', country: 'US' });
  expect(await world.as('sales_desk')(setTaxId, { party: id, taxId: '12-3456789' })).toEqual({
    party: id,
    valid: false,
  });
  expect(await world.get('parties.party', id)).toMatchObject({ taxId: '123456789', taxIdValid: false });
});
