import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { readSources } from './source.ts';

type Graph = Readonly<Record<string, readonly string[]>>;

/** Every breach of "who may know whom", as sentences that say what to do. */
export function findBreaches(root: string, graph: Graph): { breaches: string[]; files: number } {
  const sources = readSources(root, ['src/**/*.ts', 'src/**/*.tsx']).filter(
    (source) => !/\.(test|e2e)\.tsx?$|\/scenarios\//.test(source.file),
  );
  const breaches = [...graphBreaches(graph)];
  for (const source of sources) {
    for (const { specifier, typeOnly } of source.imports) {
      const target = resolve(source.file, specifier);
      if (target) breaches.push(...importBreach({ from: source.file, to: target, typeOnly, graph }));
    }
    breaches.push(...sqlBreaches(source.file, source.sql.join('\n'), graph));
  }
  for (const file of globSync(['src/modules/*/*/{migrations,views,invariants}/*.sql'], { cwd: root }).sort()) {
    breaches.push(...sqlBreaches(file, readFileSync(join(root, file), 'utf8').replace(/--.*$/gm, ''), graph));
  }
  return { breaches, files: sources.length };
}

function* graphBreaches(graph: Graph): Generator<string> {
  const order = Object.keys(graph);
  for (const [module, uses] of Object.entries(graph)) {
    for (const used of uses) {
      if (!order.includes(used)) yield `modules.ts: ${module} uses ${used}, which is not in the graph.`;
      else if (order.indexOf(used) >= order.indexOf(module))
        yield `modules.ts: ${module} stands before ${used}, which it uses: that is a cycle or a wrong order.`;
    }
  }
}

/** The path below the root that an import means; undefined for packages. */
function resolve(from: string, specifier: string): string | undefined {
  if (specifier.endsWith('package.json')) return undefined;
  const alias = /^#(kernel|engines|modules|web|surfaces|test)\/(.*)$/.exec(specifier);
  if (alias) return alias[1] === 'test' ? `test/${alias[2]}` : `src/${alias[1]}/${alias[2]}`;
  return specifier.startsWith('.') ? normalize(join(dirname(from), specifier)) : undefined;
}

/** What the modules offer: web code reads it as types, which no bundle holds. */
const INSTALLED = 'src/modules/all.ts';

const roomOf = (file: string): string =>
  /^src\/modules\/([^/]+\/[^/]+)\//.exec(file)?.[1] ??
  /^src\/(kernel\/values|kernel|engines|surfaces|web)\//.exec(file)?.[1] ??
  (/^src\/modules\/[^/]+$/.test(file) ? 'modules' : file);

function* importBreach(args: { from: string; to: string; typeOnly: boolean; graph: Graph }): Generator<string> {
  const { from, to, typeOnly, graph } = args;
  const [mine, theirs] = [roomOf(from), roomOf(to)];
  if (mine === theirs) return;
  const isModule = (room: string) => room in graph || /^[a-z]+\/[a-z]+$/.test(room.replace('kernel/values', ''));
  if (mine === 'kernel/values')
    yield `${from} imports ${to}: values know nothing else. Move what it needs into values.`;
  else if (mine === 'kernel' && theirs !== 'kernel/values')
    yield `${from} imports ${to}: the kernel knows no module, engine or surface.`;
  else if (mine === 'engines' && theirs !== 'kernel/values')
    yield `${from} imports ${to}: engines are pure and know values alone.`;
  else if (mine === 'web' && !(typeOnly && to === INSTALLED) && !/^src\/(kernel\/values|engines)\//.test(to))
    yield `${from} imports ${to}: web code knows engines, values and the types of what is installed, nothing else of the server.`;
  else if (isModule(mine) && mine !== 'kernel/values') yield* moduleBreach({ from, to, mine, theirs, graph });
}

function* moduleBreach({
  from,
  to,
  mine,
  theirs,
  graph,
}: {
  from: string;
  to: string;
  mine: string;
  theirs: string;
  graph: Graph;
}): Generator<string> {
  if (['kernel', 'kernel/values', 'engines'].includes(theirs)) return;
  if (!(theirs in graph)) yield `${from} imports ${to}: a module uses the kernel, engines and other modules only.`;
  else if (!graph[mine]?.includes(theirs))
    yield `${from} imports ${to}: ${mine} may not use ${theirs}. Use an event, or add the arrow to modules.ts.`;
  else if (!/\/(api|contract)\.ts$/.test(to))
    yield `${from} imports ${to}: another module is used through its api.ts and contract.ts only.`;
}

/** SQL of a module names its own schema, the kernel's and those of modules it may use, and writes to its own alone. */
function* sqlBreaches(file: string, text: string, graph: Graph): Generator<string> {
  const mine = /^src\/modules\/([^/]+\/[^/]+)\//.exec(file)?.[1];
  if (!mine) return;
  const schemaOf = (module: string) => module.split('/')[1]!.replaceAll('-', '_');
  const own = schemaOf(mine);
  const may = new Set([own, 'kernel', ...(graph[mine] ?? []).map(schemaOf)]);
  const known = new Set(Object.keys(graph).map(schemaOf));
  for (const match of text.matchAll(/\b([a-z_]+)\.([a-z_]+)\b/g)) {
    const [, schema, name] = match;
    if (known.has(schema!) && !may.has(schema!))
      yield `${file}: SQL names ${schema}.${name}, but ${mine} may not use that module. Ask its api, or add the arrow to modules.ts.`;
  }
  for (const match of text.matchAll(/\b(?:insert into|update|delete from)\s+([a-z_]+)\.([a-z_]+)/gi)) {
    const [, schema, name] = match;
    if (schema !== own && schema !== 'kernel' && known.has(schema!))
      yield `${file}: SQL writes ${schema}.${name}. Only its own module writes a table: call its api.`;
  }
}
