import { expect } from 'vitest';
import { Refusal } from '#kernel/refusal.ts';
import { sumDecimals } from '#kernel/values/decimal.ts';
import { type Id, newId } from '#kernel/values/id.ts';
import { scenario, type World } from '#test/harness.ts';
import { receive, reserve, ship, transfer } from '../api.ts';
import { directly, figures, makeItem, makeSite, paper } from './stock-of.ts';

const SESSIONS = 20;
const ROUNDS = 6;
const day = { effectiveOn: '2026-03-02' };

/** One session's turn: promise two of the hot items in any order, ship what was promised, now and then move some. */
async function turn(
  world: World,
  of: { items: readonly Id[]; sites: readonly Id[]; number: number },
): Promise<string[]> {
  const { items, sites, number } = of;
  const chosen = [items[number % items.length]!, items[(number * 3 + 1) % items.length]!];
  const source = paper();
  const wants = chosen.map((item) => ({ demand: newId(), source, item, site: sites[0]!, quantity: '3' }));
  return directly(world, async (tx) => {
    if (number % 5 === 0)
      await transfer(tx, [
        { key: newId(), item: chosen[0]!, from: sites[1]!, to: sites[0]!, quantity: '1', source, ...day },
      ]);
    const given = (await reserve(tx, wants)).filter((line) => line.reserved !== '0');
    const lines = given.map((line) => ({
      key: newId(),
      demand: line.demand,
      item: line.item,
      site: line.site,
      quantity: line.reserved,
    }));
    if (lines.length > 0) await ship(tx, [{ source, ...day, lines }]);
    return lines.map((line) => line.quantity);
  });
}

scenario(
  'twenty sessions on five hot items: nothing oversold, and nobody sees another error than short stock',
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
          shipped.push(...(await turn(world, { items, sites, number: number + round })));
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
