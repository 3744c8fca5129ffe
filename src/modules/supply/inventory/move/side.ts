import type { Id } from '#kernel/values/id.ts';
import { type AccountRole, type Dimensions, dimensionsOf } from '#modules/finance/ledger/api.ts';

/*
 * Who is on the other side of stock: an account role, with the cost centre and the project that bear it after slashes. What
 * takes a move back, corrects it or adds to its cost is borne by the same side.
 */

export const sideOf = (role: AccountRole, { costCentre, project }: Dimensions = {}): string =>
  [role, ...(costCentre || project ? [costCentre ?? ''] : []), ...(project ? [project] : [])].join('/');

export function readSide(side: string): { role: AccountRole; costCentre?: Id; project?: Id } {
  const [role, costCentre, project] = side.split('/');
  return { role: role as AccountRole, ...dimensionsOf({ costCentre, project }) };
}

/** Another account, borne by the same cost centre and project. */
export const sideLike = (side: string, role: AccountRole): string => sideOf(role, readSide(side));
