import { type Big, dec, round } from '#kernel/values/decimal.ts';

/** What a line comes to before taxes, as far as the screen can tell; the order's own prices are made by the server. */
export function netOf(
  line: { quantity: unknown; price?: string | undefined; discount?: string | undefined },
  digits: number,
): string | undefined {
  const figures = [line.quantity, line.price, line.discount ?? '0'].map(String);
  if (!figures.every((figure) => /^-?\d+(\.\d+)?$/.test(figure))) return undefined;
  const [quantity, price, discount] = figures.map((figure) => dec(figure)) as [Big, Big, Big];
  const net = quantity.times(price).times(dec('100').minus(discount)).times(dec(10).pow(digits)).div(100);
  return round(net, 0, 'half-up').toFixed(0);
}
