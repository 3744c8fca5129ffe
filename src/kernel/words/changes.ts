import type { Entity } from '../entity.ts';
import type { Tx } from '../tx.ts';
import { type Leaf, loggedLeaves } from './leaves.ts';
import { isId, type Say, sayer } from './value.ts';

/** What became of a value, in words; `line` where it stands in a line. */
export interface Said {
  readonly label: string;
  readonly line: number | null;
  readonly was: string;
  readonly now: string;
}

/** What the log says of changes of a kind of record, in words: the references of all of them are looked up at once. */
export async function sayChanges(
  tx: Tx,
  entity: Entity,
  changes: readonly { before: unknown; after: unknown }[],
): Promise<Said[][]> {
  const pairs = changes.map(({ before, after }) => ({
    was: loggedLeaves(tx.registry, entity, before),
    now: loggedLeaves(tx.registry, entity, after),
  }));
  const say = await sayer(
    tx,
    pairs.flatMap(({ was, now }) => [...was, ...now]),
  );
  return pairs.map(({ was, now }) => compared(was, now, say));
}

function compared(before: readonly Leaf[], after: readonly Leaf[], say: Say): Said[] {
  const was = new Map(before.map((leaf) => [leaf.path, leaf]));
  const now = new Map(after.map((leaf) => [leaf.path, leaf]));
  return [...new Set([...now.keys(), ...was.keys()])].flatMap((path) => {
    const leaf = (now.get(path) ?? was.get(path))!;
    const [old, next] = [was.get(path), now.get(path)].map((one) => (one ? worded(say(one)) : ''));
    return old === next || (!old && !next) ? [] : [{ label: leaf.label, line: leaf.line, was: old!, now: next! }];
  });
}

/** An id that leads to nothing with a name tells nobody anything. */
const worded = (text: string): string => (isId(text) ? '' : text);
