import type { Entity, Field } from '../entity.ts';
import type { Registry } from '../registry.ts';
import type { Actor } from '../tx.ts';

/*
 * What somebody may see of what the log says of a record. The values in it have grown by hand: lines within lines, sums,
 * sentences. So the rule is careful: a name that the record or one of its parts declares is shown to who may see that field;
 * where some field is closed to the reader, no other name that speaks of money or holds a decimal number, and no sentence with an
 * amount, is shown.
 */

const OF_MONEY = /minor|price|cost|value|amount|total|\bnet|Net|percent|rate|paid|claim|estimate/;
const AMOUNT = /\d[.,]\d/;
/** Prices and quantities are written as decimals; positions and versions are plain numbers. */
const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * The values of a change with whatever the actor may not see taken out, at every depth. A name that the record does not declare is
 * what the `others` declare by it.
 */
export function visibleValues(
  registry: Registry,
  entity: Entity,
  actor: Actor,
  values: unknown,
  others: readonly Entity[] = [],
): unknown {
  const fields = familyOf(registry, entity).flatMap((item) => Object.entries(item.fields));
  const further = others.flatMap((item) => Object.entries(item.fields));
  const open = ({ right }: Field) => right === undefined || actor.permissions.has(right);
  if ([...fields, ...further].every(([, field]) => open(field))) return values;
  const visible = (name: string, value: unknown, own: boolean): boolean => {
    const known = own && entity.fields[name] ? [entity.fields[name]] : namesakes(fields, name);
    const declared = known.length > 0 ? known : namesakes(further, name);
    if (declared.length > 0) return declared.every(open) && !tells(value, declared);
    return !OF_MONEY.test(name) && !tells(value, []);
  };
  const cut = (value: unknown, own: boolean): unknown => {
    if (Array.isArray(value)) return value.map((item) => cut(item, false));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).flatMap(([name, item]) => (visible(name, item, own) ? [[name, cut(item, false)]] : [])),
    );
  };
  return cut(values, true);
}

/** A line of figures, divided by `; `, without those that may be closed to the actor. */
export function visibleSummary(registry: Registry, entity: Entity, actor: Actor, text: string): string {
  const fields = familyOf(registry, entity).flatMap((item) => Object.values(item.fields));
  if (fields.every(({ right }) => right === undefined || actor.permissions.has(right))) return text;
  return text
    .split('; ')
    .filter((part) => !AMOUNT.test(part))
    .join('; ');
}

const namesakes = (fields: [string, Field][], name: string): Field[] =>
  fields.filter(([other]) => other === name).map(([, field]) => field);

/** A figure nobody declared, or a sentence that may hold an amount. Quantities, days and codes are declared, and no sentences. */
function tells(value: unknown, declared: readonly Field[]): boolean {
  if (Array.isArray(value)) return value.some((item) => tells(item, declared));
  if (typeof value !== 'string') return false;
  if (declared.length === 0 && DECIMAL.test(value)) return true;
  return AMOUNT.test(value) && /\s/.test(value) && !declared.some(({ type }) => type !== 'text' && type !== 'note');
}

/** An entity, its parts, and what it is a part of. */
function familyOf(registry: Registry, entity: Entity): Entity[] {
  const family = new Set([entity]);
  for (const item of family)
    for (const child of item.children ?? []) {
      const found = registry.entities.get(child.entity);
      if (found) family.add(found);
    }
  for (const other of registry.entities.values())
    if (other.children?.some((child) => child.entity === entity.name)) family.add(other);
  return [...family];
}
