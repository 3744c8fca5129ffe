import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'oxc-parser';

/** What the architecture rules know of a source file. */
export interface Source {
  /** Path from the root of the tree. */
  readonly file: string;
  readonly text: string;
  readonly imports: readonly { specifier: string; typeOnly: boolean }[];
  readonly functions: readonly { name: string; line: number; lines: number }[];
  /** Texts of `sql` and `part` templates. */
  readonly sql: readonly string[];
  readonly exportsAll: boolean;
  readonly bannedCalls: readonly { call: string; line: number }[];
}

/** Reads and parses every TypeScript file below `root` that matches. */
export const readSources = (root: string, patterns: readonly string[]): Source[] =>
  globSync([...patterns], { cwd: root, exclude: ['**/node_modules/**'] })
    .sort()
    .map((file) => parse(file, readFileSync(join(root, file), 'utf8')));

// biome-ignore lint/suspicious/noExplicitAny: nodes of an untyped syntax tree
export type Node = any;

function parse(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file} does not parse: ${errors[0]!.message}`);
  const lineOf = lineIndex(text);
  const found = {
    imports: [] as Source['imports'][number][],
    functions: [] as Source['functions'][number][],
    sql: [] as string[],
    bannedCalls: [] as Source['bannedCalls'][number][],
  };
  let exportsAll = false;
  walk(program, (node, parent) => {
    if (/^(Import|ExportNamed|ExportAll)Declaration$/.test(node.type) && node.source) {
      found.imports.push({
        specifier: node.source.value,
        typeOnly: node.importKind === 'type' || node.exportKind === 'type',
      });
      if (node.type === 'ExportAllDeclaration') exportsAll = true;
    }
    if (node.type === 'ImportExpression' && node.source.type === 'Literal')
      found.imports.push({ specifier: node.source.value, typeOnly: false });
    if (/Function/.test(node.type) && node.body?.type === 'BlockStatement') {
      found.functions.push({
        name: nameOf(node, parent),
        line: lineOf(node.start),
        lines: lineOf(node.end) - lineOf(node.start) + 1,
      });
    }
    if (
      node.type === 'TaggedTemplateExpression' &&
      /^(sql|part)$/.test(node.tag.name ?? node.tag.property?.name ?? '')
    ) {
      found.sql.push(node.quasi.quasis.map((quasi: Node) => quasi.value.raw).join(' ? '));
    }
    const call = bannedCall(node);
    if (call) found.bannedCalls.push({ call, line: lineOf(node.start) });
  });
  return { file, text, ...found, exportsAll };
}

const nameOf = (node: Node, parent: Node): string =>
  node.id?.name ?? parent?.id?.name ?? parent?.key?.name ?? 'a function';

function bannedCall(node: Node): string | undefined {
  if (node.type === 'NewExpression' && node.callee.name === 'Date' && node.arguments.length === 0) return 'new Date()';
  if (node.type === 'CallExpression' && node.callee.object?.name === 'Date' && node.callee.property?.name === 'now')
    return 'Date.now()';
  if (node.type === 'CallExpression' && node.callee.object?.name === 'Math' && node.callee.property?.name === 'random')
    return 'Math.random()';
  return undefined;
}

export function walk(node: Node, visit: (node: Node, parent: Node) => void, parent?: Node): void {
  if (node === null || typeof node !== 'object') return;
  if (Array.isArray(node)) {
    for (const item of node) walk(item, visit, parent);
    return;
  }
  if (typeof node.type === 'string') visit(node, parent);
  for (const [key, value] of Object.entries(node)) {
    if (key !== 'parent' && value !== null && typeof value === 'object')
      walk(value, visit, typeof node.type === 'string' ? node : parent);
  }
}

function lineIndex(text: string): (offset: number) => number {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return (offset) => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
}
