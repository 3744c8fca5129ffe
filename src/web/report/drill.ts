import type { Drill, Row } from '../api/meta.ts';

export type Target = { entity: string; id: string } | { report: string; params: Row };

/** Where a figure of a row leads; undefined when the row does not say (a total, an empty reference). */
export function drillTarget(drill: Drill | undefined, row: Row, params: Row): Target | undefined {
  if (!drill) return undefined;
  if ('entity' in drill) {
    const id = row[drill.id];
    const entity = row[drill.entity] ?? drill.entity;
    return id === null || id === undefined ? undefined : { entity: String(entity), id: String(id) };
  }
  const given: Row = {};
  for (const [name, from] of Object.entries(drill.params)) {
    const value = typeof from === 'string' ? row[from] : 'value' in from ? from.value : params[from.param];
    if (typeof from === 'string' && (value === null || value === undefined)) return undefined;
    if (value !== null && value !== undefined) given[name] = value;
  }
  return { report: drill.report, params: given };
}
