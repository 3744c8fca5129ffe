import { QueryClient, queryOptions } from '@tanstack/react-query';
import type { EntityName, FieldOf, ParamsOf, RecordOf, ReportName, RowOf } from './contracts.ts';
import { ApiError, chosenCompany, get } from './http.ts';
import type { EntityMeta, Meta, ReportColumn, Row } from './meta.ts';

export interface Page<R = Row> {
  rows: R[];
  more: boolean;
  total?: number | string;
}

/** One event of a record's timeline. */
export interface Change {
  event: string;
  at: string;
  actor: string;
  actorName: string;
  via: string;
  /** How it came in, in words, where it was not through a page. */
  through: string | null;
  operation: string;
  label: string;
  before: Row | null;
  after: Row | null;
  changes: Said[];
}

/** What became of a value, in words. */
export interface Said {
  label: string;
  line: number | null;
  was: string;
  now: string;
}

export interface ReportAnswer<R = Row> {
  columns: Record<string, ReportColumn>;
  params: Row;
  rows: R[];
  totals: Partial<R> | null;
  more: boolean;
  notes: string[];
}

/** What a list asks for; see ListQuery in docs/guides/http-api.md. */
export interface ListQuery<Field extends string = string> {
  filter?: { readonly [Name in Field]?: unknown };
  search?: string;
  sort?: Field | `-${Field}`;
  page?: number;
  size?: number;
  count?: boolean;
}

export interface Me {
  id: string;
  name: string;
  email: string;
  twoFactor: boolean;
  mustChangePassword: boolean;
  /** Those they have a role in. */
  companies: number[];
}

/** What the server says is final; only what could not be reached is asked again. */
const again = (failures: number, error: Error): boolean =>
  failures < 2 && (!(error instanceof ApiError) || error.code === 'unavailable' || error.status === 429);

export const queries = new QueryClient({
  defaultOptions: { queries: { staleTime: 10_000, retry: again, refetchOnWindowFocus: true } },
});

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => (await get<{ user: Me | null }>('/api/me', signal)).user,
  staleTime: 60_000,
});

/** Whether nobody has an account yet. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => get<{ open: boolean }>('/api/setup', signal),
  staleTime: Number.POSITIVE_INFINITY,
});

const parameter = (name: string, value: unknown): string =>
  `${name}=${encodeURIComponent(JSON.stringify(value, (_, entry) => (entry === '' ? undefined : entry)))}`;

export const metaQuery = queryOptions({
  queryKey: ['meta'],
  queryFn: ({ signal }) => get<Meta>('/api/meta', signal),
  staleTime: 300_000,
});

const askList = <R>(entity: string, query: ListQuery) =>
  queryOptions({
    queryKey: ['entity', entity, 'list', chosenCompany(), query],
    queryFn: ({ signal }) => get<Page<R>>(`/api/entity/${entity}?${parameter('q', query)}`, signal),
  });

const askRecord = <R>(entity: string, id: string) =>
  queryOptions({
    queryKey: ['entity', entity, 'record', id],
    queryFn: ({ signal }) => get<R>(`/api/entity/${entity}/${encodeURIComponent(id)}`, signal),
  });

const askReport = <R>(name: string, params: Row) =>
  queryOptions({
    queryKey: ['report', name, chosenCompany(), params],
    queryFn: ({ signal }) => get<ReportAnswer<R>>(`/api/report/${name}?${parameter('params', params)}`, signal),
  });

/** A list, a record and a report by name: what is asked and what comes back is checked against their descriptions. */
export const listQuery = <E extends EntityName>(entity: E, query: ListQuery<FieldOf<E>>) =>
  askList<RecordOf<E>>(entity, query);
export const recordQuery = <E extends EntityName>(entity: E, id: string) => askRecord<RecordOf<E>>(entity, id);
export const reportQuery = <N extends ReportName>(name: N, params: ParamsOf<N>) =>
  askReport<RowOf<N>>(name, params as Row);

/** The same for derived pages, which take any name that comes with data, and look into the description themselves. */
export const anyListQuery = (entity: string, query: ListQuery) => askList<Row>(entity, query);
export const anyRecordQuery = (entity: string, id: string) => askRecord<Row>(entity, id);
export const anyReportQuery = (name: string, params: Row) => askReport<Row>(name, params);

export const timelineQuery = (entity: string, id: string) =>
  queryOptions({
    queryKey: ['entity', entity, 'timeline', id],
    queryFn: ({ signal }) =>
      get<{ rows: Change[]; more: boolean }>(
        `/api/entity/${entity}/${encodeURIComponent(id)}/timeline?size=50`,
        signal,
      ),
  });

/** Lists are no PDF. */
export type FileFormat = 'csv' | 'xlsx' | 'pdf';
export const listExportPath = (entity: string, format: FileFormat, query: ListQuery): string =>
  `/api/entity/${entity}/export.${format}?${parameter('q', query)}`;
export const reportExportPath = (report: string, format: FileFormat, params: Row): string =>
  `/api/report/${report}/export.${format}?${parameter('params', params)}`;

export interface Found {
  entity: string;
  label: string;
  id: string;
  title: string;
  /** What lists show of it. */
  row: Row;
}

export const searchQuery = (words: string) =>
  queryOptions({
    queryKey: ['search', chosenCompany(), words],
    queryFn: async ({ signal }) =>
      (await get<{ results: Found[] }>(`/api/search?q=${encodeURIComponent(words)}`, signal)).results,
    enabled: words.length > 1,
  });

/** What a record is called: its title, with its key before it when that is another field. */
export function titleOf(entity: EntityMeta, row: Row): string {
  const text = (name: string) => String(row[`${name}Title`] ?? row[name] ?? '');
  const [title, key] = [text(entity.title), entity.key && entity.key !== entity.title ? text(entity.key) : ''];
  return [key, title].filter(Boolean).join(' · ') || entity.label;
}
