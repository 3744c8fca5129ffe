import type { EntityMeta, Field, Model, Row } from '../api/meta.ts';
import { valueText } from '../kit/value.tsx';

const wordsOf = (text: string): string[] =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);

/**
 * How well words fit, whatever their order: 0 when every one begins a word of the label, 1 when every one stands in it
 * somewhere, 2 with the help of the description; undefined when one is found nowhere.
 */
export function fitOf(query: string, label: string, description = ''): 0 | 1 | 2 | undefined {
  const wanted = wordsOf(query);
  const [words, text, all] = [wordsOf(label), label.toLowerCase(), `${label} ${description}`.toLowerCase()];
  if (wanted.every((word) => words.some((one) => one.startsWith(word)))) return 0;
  if (wanted.every((word) => text.includes(word))) return 1;
  return wanted.every((word) => all.includes(word)) ? 2 : undefined;
}

const TELLING: readonly Field['type'][] = ['reference', 'text', 'day', 'money', 'state'];

/** What tells a record from others of its name: its party or name, day, amount and state, as they are read. */
export function tellingOf(model: Model, entity: EntityMeta, row: Row): string[] {
  const told = new Set<string>();
  for (const type of TELLING) {
    const name = entity.list.find(
      (one) => entity.fields[one]?.type === type && one !== entity.title && row[one] != null && row[one] !== '',
    );
    if (!name) continue;
    if (type === 'text' && told.size > 0) continue;
    told.add(
      type === 'reference' ? String(row[`${name}Title`] ?? '') : valueText(model, entity.fields[name]!, row[name], row),
    );
  }
  return [...told].filter(Boolean);
}
