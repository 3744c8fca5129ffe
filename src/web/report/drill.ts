import type { Drill, Row } from '../api/meta.ts';

export type Target = { entity: string; id: string } | { report: string; params: Row } | { list: string; filter: Row };

/** Where a figure of a row leads; undefined when the row does not say (a total, an empty reference). */
export function drillTarget(drill: Drill | undefined, row: Row, params: Row): Target | undefined {
  if (!drill) return undefined;
  if ('entity' in drill) {
    const id = row[drill.id];
    const entity = row[drill.entity] ?? drill.entity;
    return id === null || id === undefined ? undefined : { entity: String(entity), id: String(id) };
  }
  if ('list' in drill) {
    const list = row[drill.list] ?? drill.list;
    const filter = row[drill.filter];
    return isFilter(filter) ? { list: String(list), filter } : undefined;
  }
  const given: Row = {};
  for (const [name, from] of Object.entries(drill.params)) {
    const value = typeof from === 'string' ? row[from] : 'value' in from ? from.value : params[from.param];
    if (typeof from === 'string' && (value === null || value === undefined)) return undefined;
    if (value !== null && value !== undefined) given[name] = value;
  }
  return { report: drill.report, params: given };
}

const isFilter = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/** The address of a target, for what is no link itself (a bar of a chart). */
export const placeOf = (target: Target) => {
  if ('entity' in target) return { to: '/e/$entity/$id', params: target } as const;
  if ('list' in target)
    return { to: '/e/$entity', params: { entity: target.list }, search: { filter: target.filter } } as const;
  return { to: '/r/$report', params: { report: target.report }, search: { params: target.params } } as const;
};
