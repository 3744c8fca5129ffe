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

/** A label within a sentence: its first letter small, unless it is an abbreviation. */
export const lower = (label: string): string =>
  /^\p{Lu}\p{Ll}/u.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
