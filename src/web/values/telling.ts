import type { EntityMeta, Field, Model, Row } from '../api/meta.ts';
import { valueText } from './value-text.ts';

const TELLING: readonly Field['type'][] = ['reference', 'text', 'day', 'money', 'state'];

/** What is still open of a document tells more than what it was about. */
const OPEN = 'openMinor';

/** What tells a record from others of its name: its party or name, day, amount and state, as they are read. */
export function tellingOf(model: Model, entity: EntityMeta, row: Row): string[] {
  const told = new Set<string>();
  for (const type of TELLING) {
    const named = type === 'money' && entity.list.includes(OPEN) ? [OPEN, ...entity.list] : entity.list;
    const name = named.find(
      (one) => entity.fields[one]?.type === type && one !== entity.title && row[one] != null && row[one] !== '',
    );
    if (!name) continue;
    if (type === 'text' && told.size > 0) continue;
    told.add(
      // Who did something is kept by id: the name stands beside it, as that of a record does.
      type === 'reference' || row[`${name}Title`] !== undefined
        ? String(row[`${name}Title`] ?? '')
        : valueText(model, entity.fields[name]!, row[name], row),
    );
  }
  return [...told].filter(Boolean);
}

/** Beside the number of a document, in a list to choose from, and beside a code the name; what bears both has said them. */
export function besideOf(model: Model, entity: EntityMeta, row: Row): string {
  if (entity.state) return tellingOf(model, entity, row).join(' · ');
  if (entity.title !== entity.key) return '';
  const name = entity.list.find((one) => one !== entity.title && entity.fields[one]?.type === 'text');
  return name ? String(row[name] ?? '') : '';
}
