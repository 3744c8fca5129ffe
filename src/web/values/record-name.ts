import type { EntityMeta, FieldType, Model, Row } from '../api/meta.ts';
import { valueText } from './value-text.ts';

const NAMES: ReadonlySet<FieldType> = new Set(['text', 'code', 'note']);
const FIGURES: ReadonlySet<FieldType> = new Set(['number', 'quantity', 'percent']);
/** So many others a record is named by that has no name of its own. */
const MOST_OTHERS = 2;

/** The kind of record it is in words: a credit note among the invoices is called one. */
export function kindName(model: Model, entity: EntityMeta, row: Row): string {
  const { kind } = entity.fields;
  const own = kind?.choices?.includes(entity.name.split('.')[1]!) && row.kind;
  return kind && own ? valueText(model, kind, own, row) : entity.label;
}

/**
 * What people call a record: its number or name. One that has none is called by what it connects: a standing by its supplier, a rate by
 * its currency and day. Empty where nothing is known of it.
 */
export function recordName(model: Model, entity: EntityMeta, row: Row): string {
  const text = (name: string): string => {
    const field = entity.fields[name];
    return field ? String(row[`${name}Title`] ?? valueText(model, field, row[name], row)) : '';
  };
  const field = entity.fields[entity.title];
  const own = text(entity.title);
  if (own && field && (NAMES.has(field.type) || entity.title === entity.key)) return own;
  const named = (type: FieldType) =>
    entity.list.filter((name) => name !== entity.title && entity.fields[name]?.type === type).map(text);
  const others = named('reference').filter(Boolean).slice(0, MOST_OTHERS);
  const said = own && field && FIGURES.has(field.type) ? `${field.label} ${own}` : own;
  const day = others.length < MOST_OTHERS ? named('day').filter(Boolean).slice(0, 1) : [];
  return [...new Set([...others, said, ...day])].filter(Boolean).join(' · ');
}
