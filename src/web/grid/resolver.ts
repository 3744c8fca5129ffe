import { type RefObject, useEffect, useRef } from 'react';
import { type Model, useModel } from '../api/meta.ts';
import { queries, recordQuery, titleOf } from '../api/queries.ts';
import { findReferences } from '../kit/find-reference.ts';
import { choose, type GridColumn, type Line, openText, type Problem } from './grid-model.ts';

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
    const entity = model.entity(column.entity);
    const found = entity
      ? await findReferences(entity, texts, column.filter).catch(() => undefined)
      : new Map<string, never>();
    for (const text of texts) running.current.delete(`${column.name}/${text}`);
    newest.current.onChange((old) =>
      old.map((line) => {
        const text = openText(column, line);
        if (text === undefined || !texts.includes(text)) return line;
        const hit = found?.get(text);
        if (!hit || hit === 'several')
          return troubled(line, column, found ? (hit ? 'several' : 'notFound') : 'notAsked');
        const chosen = choose(column, line, hit.id, hit.title);
        return sending.current && !hit.exact ? troubled(chosen, column, 'guessed') : chosen;
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
  const entity = model.entity(column.entity);
  const bare = newest.current.lines.current.flatMap(({ values, titles }) =>
    values[column.name] && titles[column.name] === undefined ? [String(values[column.name])] : [],
  );
  const ids = [...new Set(bare)].slice(0, MOST_TITLES);
  if (!entity || ids.length === 0) return;
  const rows = await Promise.all(
    ids.map((id) => queries.fetchQuery(recordQuery(entity.name, id)).catch(() => undefined)),
  );
  const titled = new Map(ids.map((id, at) => [id, rows[at] ? titleOf(entity, rows[at]) : id]));
  newest.current.onChange((old) =>
    old.map((line) => {
      const known = titled.get(String(line.values[column.name]));
      return known !== undefined && line.titles[column.name] === undefined
        ? { ...line, titles: { ...line.titles, [column.name]: known } }
        : line;
    }),
  );
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
