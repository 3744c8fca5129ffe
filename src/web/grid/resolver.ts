import { type RefObject, useEffect, useRef } from 'react';
import { type EntityMeta, type Model, type Row, useModel } from '../api/meta.ts';
import { anyRecordQuery, queries, titleOf } from '../api/queries.ts';
import { type FoundReference, findReferences } from '../kit/find-reference.ts';
import { choose, type GridColumn, type Line, openText, type Problem, textsOf } from './grid-model.ts';

interface ResolverArgs {
  readonly columns: readonly GridColumn[];
  readonly lines: RefObject<readonly Line[]>;
  readonly onChange: (change: (lines: readonly Line[]) => readonly Line[]) => void;
}

interface Resolver {
  /** Looks up what is open, in its own time. */
  soon(): void;
  /** Looks up what is open, also what could not be asked before, and is done when all of it is answered. */
  finish(): Promise<void>;
}

const SOON_MS = 60;
const MOST_TITLES = 200;

/** Finds the records that typed or pasted texts of reference cells mean, soon after they were entered. */
export function useResolver(args: ResolverArgs): Resolver {
  const model = useModel();
  const newest = useRef(args);
  newest.current = args;
  const running = useRef(new Map<string, Promise<void>>());
  const sending = useRef(false);

  const look = async (column: GridColumn, texts: readonly string[]): Promise<void> => {
    const entity = model.anyEntity(column.entity);
    const found = entity
      ? await findReferences(
          entity,
          texts.flatMap((text) => textsOf(column, text)),
          column.filter,
        ).catch(() => undefined)
      : new Map<string, never>();
    for (const text of texts) running.current.delete(`${column.name}/${text}`);
    newest.current.onChange((old) =>
      old.map((line) => {
        const text = openText(column, line);
        if (text === undefined || !texts.includes(text)) return line;
        if (!entity || !found) return troubled(line, column, entity ? 'notAsked' : 'notFound');
        const hits = textsOf(column, text).map((one) => found.get(one));
        if (hits.length === 0 || hits.includes(undefined)) return troubled(line, column, 'notFound');
        const known = hits.filter((hit) => hit !== undefined && hit !== 'several');
        if (known.length < hits.length) return troubled(line, column, 'several');
        const chosen = chosenOf({ column, line, entity, found: known });
        return sending.current && !known.every(({ exact }) => exact) ? troubled(chosen, column, 'guessed') : chosen;
      }),
    );
  };
  const start = () => {
    for (const column of newest.current.columns.filter(({ type }) => type === 'reference')) {
      void title(model, column, newest);
      const open = newest.current.lines.current.flatMap((line) => openText(column, line) ?? []);
      const texts = [...new Set(open)].filter((text) => !running.current.has(`${column.name}/${text}`));
      if (texts.length === 0) continue;
      const answer = look(column, texts);
      for (const text of texts) running.current.set(`${column.name}/${text}`, answer);
    }
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked for again whenever the lines change
  useEffect(() => {
    const timer = setTimeout(start, SOON_MS);
    return () => clearTimeout(timer);
  }, [args.lines.current]);
  return {
    soon: start,
    finish: async () => {
      sending.current = true;
      newest.current.onChange((old) => old.map((line) => without(line, ['notAsked', 'guessed'])));
      start();
      while (running.current.size > 0) await Promise.all(running.current.values());
      sending.current = false;
    },
  };
}

/** Titles for records named by id alone, as a form that was filled beforehand has them. */
async function title(model: Model, column: GridColumn, newest: RefObject<ResolverArgs>): Promise<void> {
  const entity = model.anyEntity(column.entity);
  const bare = newest.current.lines.current.flatMap(({ values, titles }) =>
    titles[column.name] === undefined ? idsOf(values[column.name]) : [],
  );
  const ids = [...new Set(bare)].slice(0, MOST_TITLES);
  if (!entity || ids.length === 0) return;
  const rows = await Promise.all(
    ids.map((id) => queries.fetchQuery(anyRecordQuery(entity.name, id)).catch(() => undefined)),
  );
  const titled = new Map(ids.map((id, at) => [id, rows[at] ? shown(column, entity, rows[at]) : id]));
  newest.current.onChange((old) =>
    old.map((line) => {
      const asked = idsOf(line.values[column.name]);
      const known = asked.flatMap((id) => titled.get(id) ?? []);
      return known.length > 0 && known.length === asked.length && line.titles[column.name] === undefined
        ? { ...line, titles: { ...line.titles, [column.name]: known.join(', ') } }
        : line;
    }),
  );
}

const idsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : value ? [String(value)] : []);

/** Of several records there is room for their codes alone. */
const shown = (column: GridColumn, entity: EntityMeta, row: Row): string =>
  column.several && entity.key ? String(row[entity.key]) : titleOf(entity, row);

interface Chosen {
  readonly column: GridColumn;
  readonly line: Line;
  readonly entity: EntityMeta;
  readonly found: readonly FoundReference[];
}

function chosenOf({ column, line, entity, found }: Chosen): Line {
  const titles = found.map(({ row }) => shown(column, entity, row));
  const ids = found.map(({ id }) => id);
  return column.several
    ? choose(column, line, [...new Set(ids)], [...new Set(titles)].join(', '))
    : choose(column, line, ids[0]!, titles[0]!);
}

const troubled = (line: Line, column: GridColumn, problem: Problem): Line => ({
  ...line,
  problems: { ...line.problems, [column.name]: problem },
});

/** Without problems that may be over. */
const without = (line: Line, over: readonly Problem[]): Line => ({
  ...line,
  problems: Object.fromEntries(Object.entries(line.problems ?? {}).filter(([, problem]) => !over.includes(problem))),
});
