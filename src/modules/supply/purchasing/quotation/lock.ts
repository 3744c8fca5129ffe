import type { Refuse } from '#kernel/command.ts';
import { mayGo } from '#kernel/entity.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { requestFlow } from './contract.ts';

export interface LockedRequest {
  id: Id;
  number: string;
  state: string;
  siteId: Id;
  requestedOn: Day;
}

export type WrongState = Refuse<Record<'wrong_state', string>>;

/** Locks requests in the order of their ids; refuses one that is missing or not in one of `states`. */
export async function lockRequests(
  tx: Tx,
  ids: readonly Id[],
  states: readonly string[],
  refuse: WrongState,
): Promise<LockedRequest[]> {
  const wanted = [...new Set(ids)].sort();
  const rows = await tx.sql<LockedRequest>`
    select id, number, state, site_id, requested_on from purchasing.quotation_request
    where company_id = ${tx.company} and id = any(${wanted}::uuid[]) order by id for no key update`;
  if (rows.length < wanted.length) return refuseCommon('not_found', { what: 'request for quotation' });
  for (const { number, state } of rows) if (!states.includes(state)) refuse('wrong_state', { number, state });
  return rows;
}

/** The states from which a request may go to `next`. */
export const statesBefore = (next: string): string[] =>
  Object.keys(requestFlow).filter((state) => mayGo(requestFlow, state, next));

export interface LockedQuotation {
  id: Id;
  requestId: Id;
  supplierId: Id;
  state: string;
  askedOn: Day;
}

/** Locks the request of a quotation, which must be sent, and reads the quotation. */
export async function lockQuotation(tx: Tx, id: Id, refuse: WrongState): Promise<LockedQuotation> {
  const read = () => tx.sql<LockedQuotation>`
    select id, request_id, supplier_id, state, asked_on from purchasing.quotation where company_id = ${tx.company} and id = ${id}`;
  const [seen] = await read();
  if (!seen) return refuseCommon('not_found', { what: 'quotation' });
  const [, [quotation]] = await Promise.all([lockRequests(tx, [seen.requestId], ['sent'], refuse), read()]);
  return quotation!;
}
