import { readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { parseSync } from 'oxc-parser';
import { type Node, walk } from './source.ts';

/** What one named thing of a file can refuse by itself, and what it uses. */
interface Thing {
  readonly codes: Set<string>;
  /** `file#name` of what it refers to. */
  readonly uses: Set<string>;
  /** Takes the code it refuses with as its first argument. */
  thrower: boolean;
  /** Codes it hands to what may be a thrower: `file#name` → codes. */
  readonly handed: Map<string, Set<string>>;
  /** Events it tells of, and the event it follows. */
  readonly emits: Set<string>;
  follows?: string;
  /** The contract it carries out. */
  contract?: string;
}

export type Things = ReadonlyMap<string, Thing>;

/** Every named thing at the top of the files of a tree, by `file#name`. */
export function readThings(root: string, files: readonly string[]): Things {
  const things = new Map<string, Thing>();
  for (const file of files) readFile(things, file, readFileSync(join(root, file), 'utf8'));
  for (const thing of things.values())
    for (const [name, codes] of thing.handed)
      if (things.get(name)?.thrower) for (const code of codes) thing.codes.add(code);
  return things;
}

/** The codes that carrying out each contract may end in, by `file#name` of the contract; followers of its events included. */
export function refusalsOf(things: Things): Map<string, Set<string>> {
  const followers = Map.groupBy(
    [...things].filter(([, thing]) => thing.follows),
    ([, thing]) => thing.follows!,
  );
  const found = new Map<string, Set<string>>();
  for (const [name, { contract }] of things) {
    if (!contract) continue;
    const codes = found.get(contract) ?? new Set();
    const [seen, todo] = [new Set<string>(), [name]];
    for (let at = todo.pop(); at !== undefined; at = todo.pop()) {
      const thing = things.get(at);
      if (!thing || seen.has(at) || (at !== name && thing.contract)) continue;
      seen.add(at);
      for (const code of thing.codes) codes.add(code);
      todo.push(
        ...thing.uses,
        ...[...thing.emits].flatMap((event) => (followers.get(event) ?? []).map(([key]) => key)),
      );
    }
    found.set(contract, codes);
  }
  return found;
}

const resolve = (file: string, specifier: string): string =>
  specifier.startsWith('#') ? `src/${specifier.slice(1)}` : normalize(join(file, '..', specifier));

function readFile(things: Map<string, Thing>, file: string, text: string): void {
  const { program } = parseSync(file, text);
  const known = new Map<string, string>();
  const declared: [string, Node][] = [];
  for (const node of program.body as Node[]) {
    if (node.type === 'ImportDeclaration' && node.importKind !== 'type')
      for (const item of node.specifiers)
        known.set(item.local.name, `${resolve(file, node.source.value)}#${item.imported?.name ?? 'default'}`);
    const inner = /^Export(Named|Default)Declaration$/.test(node.type) ? node.declaration : node;
    if (node.type === 'ExportDefaultDeclaration') declared.push(['default', inner]);
    else if (inner?.type === 'FunctionDeclaration') declared.push([inner.id.name, inner]);
    else if (inner?.type === 'VariableDeclaration')
      for (const item of inner.declarations) if (item.id.name) declared.push([item.id.name, item.init]);
    if (node.type === 'ExportNamedDeclaration' && node.source)
      for (const item of node.specifiers)
        things.set(
          `${file}#${item.exported.name}`,
          emptyThing([`${resolve(file, node.source.value)}#${item.local.name}`]),
        );
  }
  for (const [name] of declared) known.set(name, `${file}#${name}`);
  for (const [name, node] of declared) things.set(`${file}#${name}`, thingOf(node, known));
}

const emptyThing = (uses: string[]): Thing => ({
  codes: new Set(),
  uses: new Set(uses),
  thrower: false,
  handed: new Map(),
  emits: new Set(),
});

function thingOf(root: Node, known: ReadonlyMap<string, string>): Thing {
  const thing = emptyThing([]);
  walk(root, (node) => {
    if (node.type === 'Identifier' && known.has(node.name)) thing.uses.add(known.get(node.name)!);
    if (node.type !== 'CallExpression' && node.type !== 'NewExpression') return;
    const [first] = node.arguments;
    const callee = node.callee.name ?? '';
    const target = first?.type === 'Identifier' ? known.get(first.name) : undefined;
    if (node.type === 'NewExpression') {
      if (callee === 'Refusal' && first?.type === 'Literal') thing.codes.add(first.value);
      else if (callee === 'Refusal') thing.thrower = true;
    } else if (callee === 'implement' && target) thing.contract = target;
    else if (callee === 'on' && target) thing.follows = target;
    else if (node.callee.property?.name === 'emit' && target) thing.emits.add(target);
    else if (known.has(callee) && typeof first?.value === 'string') {
      const codes = thing.handed.get(known.get(callee)!) ?? new Set();
      thing.handed.set(known.get(callee)!, codes.add(first.value));
    } else if (callee === 'refuse' && typeof first?.value === 'string') thing.codes.add(first.value);
  });
  return thing;
}
