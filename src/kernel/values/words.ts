/** Codes whose letters alone say nothing to people. */
const SAID: Readonly<Record<string, string>> = {
  amount_off: 'Amount off the list price',
  carried: 'Value carried over',
  cogs: 'Cost of goods sold',
  discount_percent: 'Percent off the list price',
  fifo: 'FIFO',
  fx_gain: 'Exchange gain',
  fx_loss: 'Exchange loss',
  fx_revaluation: 'Exchange revaluation',
  grni: 'Goods received, not billed',
  min_max: 'Minimum and maximum',
  nacha_ctx: 'NACHA CTX',
  nacha_ppd: 'NACHA PPD',
  'pain.001': 'SEPA credit transfer (pain.001)',
  percent_of_list: 'Percent of the list price',
  revalue: 'Revaluation',
  specific: 'Own cost of each serial number',
  supplier_return: 'Return to supplier',
  union: 'European Union',
};

/** 'deliveryState', 'on_hold' → 'Delivery state', 'On hold'; a figure stays what it is. */
export function inWords(name: string): string {
  const said = SAID[name];
  if (said || /^-?\d/.test(name)) return said ?? name;
  const words = name
    .replace(/(Minor|Id)$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim()
    .toLowerCase()
    .replace(/\bemail\b/, 'e-mail');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** So many of something: '1 line', '3 lines'. */
export const counted = (count: number | string, one: string, several = `${one}s`): string =>
  `${count} ${Number(count) === 1 ? one : several}`;

/** A label within a sentence: its first letter small, unless it is an abbreviation. */
export const lower = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
