export interface Choice {
  readonly value: string;
  readonly label: string;
}

const WORDS = /[\s(),./·-]+/;

/** How well a choice fits what was typed, best is 0: its code or whole name, the beginning of either, of a word of it, a part. */
function fitOf({ value, label }: Choice, text: string): number | undefined {
  const [code, name] = [value.toLowerCase(), label.toLowerCase()];
  // Lists of codes say the code first: what follows it is the name.
  const bare = name.startsWith(`${code} `) ? name.slice(code.length + 1) : name;
  if (code === text || name === text || bare === text) return 0;
  if (name.startsWith(text) || bare.startsWith(text)) return 1;
  if (name.split(WORDS).some((word) => word.startsWith(text))) return 2;
  return name.includes(text) ? 3 : undefined;
}

/** The choices that fit what was typed, the best first. */
export function fitting<T extends Choice>(choices: readonly T[], typed: string): T[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return [...choices];
  return choices
    .flatMap((choice) => {
      const fit = fitOf(choice, text);
      return fit === undefined ? [] : [{ choice, fit }];
    })
    .sort((a, b) => a.fit - b.fit)
    .map(({ choice }) => choice);
}

/** The one choice that a text means when the input is left: called just so, or the only one that fits. */
export function meant(choices: readonly Choice[], typed: string): Choice | undefined {
  const [first, ...others] = fitting(choices, typed);
  if (!first) return undefined;
  return others.length === 0 || fitOf(first, typed.trim().toLowerCase()) === 0 ? first : undefined;
}
