import { wholePacks } from '#engines/sourcing/rank-offers.ts';
import type { Refuse } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Big, type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import type { Dimensions } from '#modules/finance/ledger/api.ts';
import { items } from '#modules/master/catalog/api.ts';
import { offersFor, orderGoods, type PricedOffer } from '#modules/supply/purchasing/api.ts';
import { rankFor } from './rank.ts';

/** Something to buy; `key` is the caller's, unique in the batch. */
export interface Want extends Dimensions {
  readonly key: string;
  readonly item: Id;
  readonly quantity: Decimal;
  readonly site: Id;
  /** It was asked for or sold already. */
  readonly begun?: true;
  readonly supplier?: Id | null;
  readonly neededOn?: Day | null;
  /** The sales order line it is bought for. */
  readonly demand?: Id;
}

interface Choice extends Want {
  readonly supplier: Id;
  readonly currency: string | null;
  readonly choice: string;
  /** What it is called off from. */
  readonly blanketLine?: Id | null;
  /** When it comes, as the offer says. */
  readonly expectedOn?: Day | null;
}

/**
 * Orders what is wanted, one purchase order for each supplier, site and currency, raised to minimum and packs. A want
 * without a supplier goes to the best offer. What goes `straight` to a customer is bought in just the quantity wanted.
 * Statements do not grow with the wants.
 */
export async function orderBySupplier(
  tx: Tx,
  wants: readonly Want[],
  send: boolean,
  refuse: Refuse<Record<'no_offer', string>>,
  straight?: { direct: true; shipTo: Id | null },
) {
  const chosen = await choose(tx, wants, refuse);
  const groups = new Map<string, Choice[]>();
  for (const want of chosen) {
    const group = [want.supplier, want.site, want.currency].join('/');
    const others = groups.get(group);
    if (others) others.push(want);
    else groups.set(group, [want]);
  }
  const batches = [...groups.values()];
  const asked = new Map(wants.map((want) => [want.key, want.quantity]));
  const orders = await orderGoods(
    tx,
    batches.map((lines) => ({
      supplier: lines[0]!.supplier,
      ...{ site: lines[0]!.site, begun: lines.some(({ begun }) => begun) },
      currency: lines[0]!.currency,
      ...straight,
      lines: lines.map(({ item, quantity, demand, key, blanketLine, expectedOn, costCentre, project }) => ({
        ...{ item, demand, blanketLine, expectedOn, costCentre, project },
        quantity: straight ? asked.get(key)! : quantity,
      })),
    })),
    send,
  );
  const taken = batches.flatMap((lines, index) =>
    lines.map(({ key, supplier, choice }) => ({ key, supplier, choice, orderId: orders[index]!.order })),
  );
  return { orders, taken };
}

async function choose(tx: Tx, wants: readonly Want[], refuse: Refuse<Record<'no_offer', string>>): Promise<Choice[]> {
  const [offers, goods] = await Promise.all([
    offersFor(tx, wants),
    items(tx, [...new Set(wants.map((want) => want.item))]),
  ]);
  const drawn = new Map<Id, Big>();
  return wants.map((want) => {
    const mine = offers.get(want.key) ?? [];
    const offer = want.supplier ? mine.find(({ supplier }) => supplier === want.supplier) : undefined;
    // A named supplier without a price is asked anyway: purchasing says what is missing.
    if (want.supplier && !offer) return { ...want, supplier: want.supplier, currency: null, choice: 'named' };
    const [best] = rankFor(tx, want, offer ? [offer] : mine);
    const chosen = offer ?? mine.find(({ supplier }) => supplier === best?.supplier);
    if (!chosen) return refuse('no_offer', { item: goods.get(want.item)?.code ?? want.item });
    const { supplier, currency } = chosen;
    const quantity = offer ? wholePacks(want.quantity, offer) : best!.quantity;
    return {
      ...{ ...want, supplier, currency, quantity, expectedOn: best?.arrivesOn },
      ...{ blanketLine: drawFrom(drawn, chosen, quantity), choice: offer ? 'named' : best!.reason },
    };
  });
}

/** What is called off, as far as the blanket order has so much beside what others of the batch take; the rest is bought at list price. */
function drawFrom(drawn: Map<Id, Big>, { blanketLine, agreedLeft }: PricedOffer, quantity: Decimal): Id | null {
  if (!blanketLine) return null;
  const sum = (drawn.get(blanketLine) ?? dec(0)).plus(quantity);
  if (agreedLeft !== null && sum.gt(agreedLeft)) return null;
  drawn.set(blanketLine, sum);
  return blanketLine;
}
