import type { EntityMeta, Row, Where } from '../api/meta.ts';

/** Whether it is somebody's own record, which another person must decide. */
export const isOwn = (on: { readonly notBy?: string } | undefined, row: Row, user: string): boolean =>
  on?.notBy !== undefined && row[on.notBy] === user;

/** Whether something is offered on a record: its state is one of those named, and its fields say what they must. */
export function offered(
  on: { readonly states?: readonly string[]; readonly where?: Where } | undefined,
  entity: EntityMeta,
  row: Row,
): boolean {
  const state = entity.state ? row[entity.state] : undefined;
  return (
    (!on?.states || on.states.includes(String(state))) &&
    Object.entries(on?.where ?? {}).every(([name, value]) => [value].flat().includes(row[name] as string | boolean))
  );
}
