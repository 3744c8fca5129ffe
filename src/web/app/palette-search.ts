const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * How well words fit, whatever their order: 0 when every one begins a word of the label, 1 when every one stands in it
 * somewhere, 2 with the help of the description; undefined when one is found nowhere. `others`: what else it is called.
 */
export function fitOf(
  query: string,
  label: string,
  description = '',
  others: readonly string[] = [],
): 0 | 1 | 2 | undefined {
  const wanted = wordsOf(query);
  const [text, all] = [label.toLowerCase(), `${label} ${description}`.toLowerCase()];
  const begins = (name: string) => {
    const words = wordsOf(name);
    return wanted.every((word) => words.some((one) => one.startsWith(word)));
  };
  if (begins(label) || others.some(begins)) return 0;
  if (wanted.every((word) => text.includes(word))) return 1;
  return wanted.every((word) => all.includes(word)) ? 2 : undefined;
}
