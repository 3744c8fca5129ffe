import type { Command } from '#kernel/command.ts';
import type { Entity } from '#kernel/entity.ts';
import type { RecordChange, Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import { inWords } from '#kernel/values/words.ts';
import { FIGURES, type Look, MOST_RECORDS, type Told } from '#kernel/words/document.ts';
import { inputLeaves, type Leaf } from '#kernel/words/leaves.ts';
import { isId, type Meant, sayer } from '#kernel/words/value.ts';

/** The records an operation touched, before and after, and what it noted of its changes. */
export interface Preview {
  readonly was?: readonly Look[];
  readonly will?: readonly Look[];
  readonly noted?: readonly RecordChange[];
}

/** What was entered and is told of no record, in words, after what stands there today. */
export async function tellEntered(
  tx: Tx,
  contract: Command,
  { preview, input, told }: { preview: Preview; input: unknown; told: readonly Told[] },
): Promise<Told[]> {
  const drafts = inputLeaves(tx.registry, contract, input)
    .map((leaf) => inCurrency(tx, contract, preview, asLabelled(tx, preview, leaf)))
    .flatMap((leaf) => {
      const kept = keptAs(tx, preview, leaf);
      return kept === 'closed' ? [] : [{ leaf, was: kept?.was && { ...leaf, ...kept.was } }];
    });
  const say = await sayer(
    tx,
    drafts.flatMap(({ leaf, was }) => (was ? [leaf, was] : [leaf])),
  );
  const isTold = (name: string, { label, value }: Leaf, will: string): boolean =>
    told.some((one) => one.record === value || ((one.name === name || one.label === label) && one.will === will));
  return drafts.flatMap(({ leaf, was }) => {
    const [name, will, before] = [nameOf(leaf), say(leaf), was ? say(was) : ''];
    if (!will || isId(will) || isTold(name, leaf, will)) return [];
    return {
      ...{ record: '', name, part: contract.label, line: leaf.line, label: leaf.label },
      ...{ was: before === will ? '' : before, will, figure: FIGURES.has(leaf.field.type) },
    };
  });
}

/** A value that the operation does not name itself is called as the record calls it that takes it. */
function asLabelled({ registry }: Tx, { will = [] }: Preview, leaf: Leaf): Leaf {
  if (leaf.label !== inWords(nameOf(leaf))) return leaf;
  const fields = will.flatMap(({ entity }) => registry.entities.get(entity)?.fields[nameOf(leaf)] ?? []);
  const own = fields.find(({ type }) => type === leaf.field.type);
  return own ? { ...leaf, label: own.label } : leaf;
}

const nameOf = ({ path }: Leaf): string => path.split('.').at(-1)!;

/**
 * What stands today in the field that takes the value: the one of its name, or where the operation noted just this value. It is
 * closed where that field is.
 */
function keptAs(
  tx: Tx,
  { was = [], noted = [] }: Preview,
  leaf: Leaf,
): { was: Pick<Meant, 'field' | 'value'> | undefined } | 'closed' | undefined {
  if (leaf.line !== null) return undefined;
  for (const { entity, id, before, after } of noted) {
    const kind = tx.registry.entities.get(entity);
    const name = kind && keyOf(kind, after, leaf);
    if (!name) continue;
    const right = kind.fields[name]?.right;
    if (right && !tx.may(right)) return 'closed';
    const look = was.find((one) => one.id === id && one.entity === entity);
    const value = tx.may(kind.read) && look ? (valueIn(before, name) ?? look.row[name]) : undefined;
    if (value !== undefined && value !== null) return { was: { field: leaf.field, value } };
  }
  return undefined;
}

/** The field of a record that takes the value: of its name, else the only one of its type noted with just this value. */
function keyOf({ fields }: Entity, after: unknown, leaf: Leaf): string | undefined {
  const same = Object.entries((after ?? {}) as Record<string, unknown>)
    .filter(([, value]) => plain(value) === plain(leaf.value))
    .map(([name]) => name);
  const alike = same.filter((name) => fields[name]?.type === leaf.field.type);
  return same.find((name) => name === nameOf(leaf)) ?? (alike.length === 1 ? alike[0] : undefined);
}

/** 12.50 is the same as 12.5. */
const plain = (value: unknown): string =>
  /^-?\d{1,18}(\.\d{1,12})?$/.test(String(value)) ? dec(String(value)).toFixed() : String(value);

const valueIn = (values: unknown, name: string): unknown => (values as Record<string, unknown> | undefined)?.[name];

/** Money is said in the currency entered beside it, else in that of what is made or changed; where there are several, in none. */
function inCurrency({ registry }: Tx, { many }: Command, { will = [] }: Preview, leaf: Leaf): Leaf {
  if (leaf.field.type !== 'money' || leaf.currency) return leaf;
  const keepers = will.flatMap(({ entity, row }) => {
    const fields = registry.entities.get(entity)?.fields ?? {};
    const keeps = Object.values(fields).some(({ type, currency }) => type === 'money' && currency === 'currency');
    return keeps && typeof row.currency === 'string' ? [{ fields, currency: row.currency }] : [];
  });
  const own = keepers.map(({ fields }) => fields[nameOf(leaf)]).find((field) => field?.type === 'money');
  const [currency, ...others] = new Set(keepers.map((keeper) => keeper.currency));
  if (!currency || (own && !own.currency)) return leaf;
  // Of many only the first were looked at.
  return { ...leaf, currency: others.length > 0 || (many && keepers.length >= MOST_RECORDS) ? '' : currency };
}
