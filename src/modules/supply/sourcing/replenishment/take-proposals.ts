import { implement, type Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { items } from '#modules/master/catalog/api.ts';
import { orderProposals, requestProposals } from '../contract.ts';
import { orderBySupplier } from '../requisition/order-by-supplier.ts';
import { writeRequisitions } from '../requisition/request-goods.ts';
import { proposals } from './proposals.ts';

export const requestProposalsHandler = implement(requestProposals, async (tx, { proposals: chosen }, refuse) => {
  const sites = new Map<Id, Taken[]>();
  for (const line of await taken(tx, chosen, refuse)) {
    const others = sites.get(line.site);
    if (others) others.push(line);
    else sites.set(line.site, [line]);
  }
  const requests = [...sites].map(([site, lines]) => ({ site, lines }));
  return { requisitions: await writeRequisitions(tx, requests, true, refuse) };
});

export const orderProposalsHandler = implement(orderProposals, async (tx, { proposals: chosen, send }, refuse) => {
  const { orders } = await orderBySupplier(tx, await taken(tx, chosen, refuse), send, refuse);
  return { orders };
});

interface Chosen {
  item: Id;
  site: Id;
  quantity?: Decimal | null | undefined;
}

interface Taken {
  key: string;
  item: Id;
  site: Id;
  quantity: Decimal;
  reason: string;
  neededOn: Day | null;
}

/** The chosen pairs, each once, as proposed now: whoever looked at an old page cannot buy twice. */
async function taken(
  tx: Tx,
  chosen: readonly Chosen[],
  refuse: Refuse<Record<'nothing_needed', string>>,
): Promise<Taken[]> {
  const wanted = new Map(chosen.map((pair) => [`${pair.item}/${pair.site}`, pair]));
  // One at a time takes proposals of a company; the second sees what the first bought.
  await tx.sql`select pg_advisory_xact_lock(hashtext('sourcing.proposals'), ${tx.company})`;
  const found = await proposals(
    tx,
    null,
    [...wanted.values()].map(({ item, site }) => ({ item, site })),
  );
  const needed = new Map(found.filter((row) => dec(row.quantity).gt(0)).map((row) => [`${row.item}/${row.site}`, row]));
  const missing = [...wanted].find(([key]) => !needed.has(key));
  if (missing) {
    const goods = await items(tx, [missing[1].item]);
    return refuse('nothing_needed', { item: goods.get(missing[1].item)?.code ?? missing[1].item });
  }
  return [...wanted].map(([key, { item, site, quantity }]) => ({
    ...{ key, item, site },
    quantity: quantity ?? needed.get(key)!.quantity,
    reason: needed.get(key)!.reason.slice(0, 200),
    neededOn: needed.get(key)!.neededOn,
  }));
}
