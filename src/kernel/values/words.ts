/** 'deliveryState', 'on_hold' → 'Delivery state', 'On hold'. */
export function inWords(name: string): string {
  const words = name
    .replace(/(Minor|Id)$/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/[_.-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
