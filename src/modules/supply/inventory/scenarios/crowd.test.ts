import { expect } from 'vitest';
import { Refusal } from '#kernel/refusal.ts';
import { sumDecimals } from '#kernel/values/decimal.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { receive, reserve, returnFromCustomer, ship, transfer } from '../api.ts';
import { openPast } from '../move/past.ts';
import { balance, directly, figures, makeItem, makeSite, paper } from './stock-of.ts';

const SESSIONS = 100;
const ROUNDS = 4;
const day = { effectiveOn: '2026-03-02' };

interface Turn {
  readonly world: World;
  readonly items: readonly Id[];
  readonly sites: readonly Id[];
  readonly number: number;
}

/** Promises two of the hot items, in any order, and ships what was promised. Answers the lines that left. */
async function sell({ world, items, sites, number }: Turn) {
  const chosen = [items[number % items.length]!, items[(number * 3 + 1) % items.length]!];
  const source = paper();
  const wants = chosen.map((item) => ({ demand: newId(), source, item, site: sites[0]!, quantity: '3' }));
  return directly(world, async (tx) => {
    const given = (await reserve(tx, wants)).filter((line) => line.reserved !== '0');
    const lines = given.map(({ demand, item, site, reserved: quantity }) => ({
      ...{ key: newId(), demand, item, site, quantity },
    }));
    const gone = lines.length > 0 ? await ship(tx, [{ source, ...day, lines }]) : new Map<Id, { moveId: Id }>();
    return lines.map(({ key, quantity }) => ({ quantity, move: gone.get(key)!.moveId }));
  });
}

/** One session's turn: moves some now and then, receives some, sells some and takes some of it back. Answers what left, net. */
async function turn(of: Turn): Promise<string[]> {
  const { world, items, sites, number } = of;
  const line = () => ({
    key: newId(),
    item: items[(number + 2) % items.length]!,
    quantity: '1',
    source: paper(),
    ...day,
  });
  if (number % 5 === 0) await directly(world, (tx) => transfer(tx, [{ ...line(), from: sites[1]!, to: sites[0]! }]));
  const received = number % 4 === 0;
  if (received) {
    const bought = {
      ...line(),
      site: sites[0]!,
      valueMinor: 10_00n,
      creditRole: 'supplier_prepayment',
      kind: 'purchase',
    } as const;
    await directly(world, (tx) => receive(tx, [bought]));
  }
  const sold = await sell(of);
  const back = number % 3 === 0 ? sold.slice(0, 1) : [];
  for (const { move, quantity } of back)
    await directly(world, (tx) => returnFromCustomer(tx, [{ ...line(), ofMove: move, site: sites[0]!, quantity }]));
  return [...(received ? ['-1'] : []), ...sold.slice(back.length).map(({ quantity }) => quantity)];
}

scenario(
  'a hundred sessions on five hot items: nothing oversold, and nobody sees another error than short stock',
  async (world) => {
    const items: Id[] = [];
    for (const [index, method] of (['fifo', 'average', 'fifo', 'standard', 'average'] as const).entries())
      items.push(await makeItem(world, `HOT-${index}`, { method, standardCost: '10' }));
    const sites = [await makeSite(world, 'HERE'), await makeSite(world, 'THERE')];
    const opening = items.flatMap((item) =>
      sites.map(
        (site) =>
          ({
            key: newId(),
            item,
            site,
            quantity: '60',
            valueMinor: 600_00n,
            source: paper(),
            ...day,
            kind: 'opening',
            creditRole: 'opening',
          }) as const,
      ),
    );
    await directly(world, (tx) => receive(tx, opening));

    const shipped: string[] = [];
    const refused: string[] = [];
    const session = async (number: number): Promise<void> => {
      for (let round = 0; round < ROUNDS; round++)
        try {
          shipped.push(...(await turn({ world, items, sites, number: number + round })));
        } catch (error) {
          refused.push(error instanceof Refusal ? error.code : String(error));
        }
    };
    await Promise.all(Array.from({ length: SESSIONS }, (_, number) => session(number)));
    expect(refused.filter((code) => code !== 'short_stock')).toEqual([]);
    const left = await Promise.all(items.flatMap((item) => sites.map((site) => figures(world, item, site))));
    const rest = sumDecimals(left.map((one) => one.onHand));
    expect(rest.plus(sumDecimals(shipped)).toFixed()).toBe('600');
    expect(left.map((one) => one.reserved)).toEqual(left.map(() => '0'));
  },
);

/** Holds the work of a transaction open until another one waits for a lock of it. */
async function untilAnotherWaits(world: World): Promise<void> {
  const waiting = () =>
    world.owner(
      (sql) => sql`
        select from pg_locks l join pg_stat_activity a on a.pid = l.pid
        where a.datname = current_database() and not l.granted`,
    );
  while ((await waiting()).length === 0) await new Promise((resolve) => setTimeout(resolve, 2));
}

/** Nobody has had the item before, so the second finds no row to lock and waits for the first one's only when it makes its own. */
for (const method of ['fifo', 'average', 'standard'] as const)
  scenario(`two who bring the first goods of an item at once, and ship of them (${method})`, async (world) => {
    const item = await makeItem(world, 'NEW', { method, standardCost: '10' });
    const site = await makeSite(world, 'HERE');
    const line = (quantity: string) => ({ key: newId(), item, site, quantity, source: paper(), ...day });
    const both = (price: bigint, hold?: () => Promise<void>) =>
      directly(world, async (tx) => {
        const bought = {
          ...line('2'),
          valueMinor: price * 2n,
          creditRole: 'supplier_prepayment',
          kind: 'purchase',
        } as const;
        await receive(tx, [bought]);
        await ship(tx, [{ source: paper(), ...day, lines: [line('1')] }]);
        await hold?.();
      });
    let second: Promise<void> | undefined;
    await both(1000n, () => {
      second = both(2000n);
      return untilAnotherWaits(world);
    });
    await second;
    await world.invariants();
    expect((await figures(world, item, site)).onHand).toBe('2');
    // Everything that comes after goes on from what is there.
    await both(3000n);
    await directly(world, (tx) => ship(tx, [{ source: paper(), ...day, lines: [line('3')] }]));
    expect(await figures(world, item, site)).toMatchObject({ onHand: '0', valueMinor: 0n });
    expect(await balance(world, 'cogs')).toBe(method === 'standard' ? 60_00n : 120_00n);
  });

scenario('who changes the past of goods holds also the site they went to while he waited', async (world) => {
  const item = await makeItem(world, 'MOVED');
  const [here, there] = [await makeSite(world, 'HERE'), await makeSite(world, 'THERE')];
  const line = (quantity: string) => ({ key: newId(), item, quantity, source: paper(), ...day });
  const bought = {
    ...line('4'),
    site: here,
    valueMinor: 40_00n,
    creditRole: 'supplier_prepayment',
    kind: 'purchase',
  } as const;
  const moved = await directly(world, (tx) => receive(tx, [bought]));
  const { moveId } = moved.get(bought.key)!;
  let sites: Promise<Id[]> | undefined;
  await directly(world, async (tx) => {
    await transfer(tx, [{ ...line('1'), from: here, to: there }]);
    sites = directly(world, async (other) =>
      [...(await openPast(other, [moveId])).stocks.values()].map((stock) => stock.site),
    );
    await untilAnotherWaits(world);
  });
  expect(new Set(await sites)).toEqual(new Set([here, there]));
});
