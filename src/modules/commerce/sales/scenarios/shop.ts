import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { receiveStock } from '#modules/supply/inventory/contract.ts';
import type { World } from '#test/harness.ts';

/** Makes a record through its derived operation. */
export async function make(world: World, entity: string, input: object): Promise<string> {
  const [module, noun] = entity.split('.');
  const { output } = await execute(world.app, `${module}.create_${noun}`, {
    actor: seedActor(world.app, 'owner'),
    company: world.company,
    input,
  });
  return (output as { id: string }).id;
}

export interface Shop {
  readonly customer: string;
  readonly site: string;
  readonly terms: string;
  readonly pump: string;
  readonly seal: string;
  readonly service: string;
}

/** A company that sells pumps: a customer, two stocked items with stock at a cost, a service. */
export async function openShop(world: World): Promise<Shop> {
  const [site] = (await world.list('organisation.site')).rows;
  const [terms] = (await world.list('parties.terms', { filter: { code: 'NET30' } })).rows;
  const customer = await make(world, 'parties.party', {
    code: 'HUBER',
    name: 'Huber GmbH',
    isCustomer: true,
    salesTerms: terms!.id,
    country: 'AT',
  });
  const pump = await make(world, 'catalog.item', {
    code: 'P-100',
    name: 'Pump',
    listPrice: '250',
    costingMethod: 'fifo',
  });
  const seal = await make(world, 'catalog.item', {
    code: 'S-10',
    name: 'Seal',
    listPrice: '12.50',
    costingMethod: 'average',
  });
  const service = await make(world, 'catalog.item', {
    code: 'ASSEMBLY',
    name: 'Assembly',
    kind: 'service',
    unit: 'H',
    listPrice: '80',
  });
  await world.as('storekeeper')(receiveStock, {
    site: String(site!.id),
    reason: 'production',
    lines: [
      { item: pump, quantity: '10', unitCost: '150' },
      { item: seal, quantity: '100', unitCost: '4' },
    ],
  });
  return { customer, site: String(site!.id), terms: String(terms!.id), pump, seal, service };
}
