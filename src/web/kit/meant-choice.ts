export interface Choice {
  readonly value: string;
  readonly label: string;
}

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/** What a text means of a list: by its code, by its whole name, or as the only one whose words begin with what was typed. */
export function meantChoice(choices: readonly Choice[], text: string): Choice | 'several' | undefined {
  const wanted = text.trim().toLowerCase();
  const whole = choices.find(({ value, label }) => [value.toLowerCase(), label.toLowerCase()].includes(wanted));
  if (whole) return whole;
  const typed = wordsOf(text);
  if (typed.length === 0) return undefined;
  const fits = choices.filter(({ label }) => {
    const words = wordsOf(label);
    return typed.every((word) => words.some((one) => one.startsWith(word)));
  });
  return fits.length > 1 ? 'several' : fits[0];
}
