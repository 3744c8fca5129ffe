import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { checkDimensions } from '#modules/finance/ledger/api.ts';
import { items } from '#modules/master/catalog/api.ts';
import { siteFor } from '#modules/master/organisation/api.ts';
import { suppliers as suppliersOf } from '#modules/master/parties/api.ts';
import { blockedSuppliers } from '../order/prepare.ts';
import { factorsOf, inOwnUnit } from '../order/units.ts';
import { closeRequests, inviteSuppliers, requestQuotations, sendRequest } from './contract.ts';
import { lockRequests, statesBefore } from './lock.ts';

export const requestHandler = implement(requestQuotations, async (tx, { suppliers, lines, send, ...input }, refuse) => {
  if (input.replyBy && input.replyBy < tx.today) refuse('past_day', { day: input.replyBy });
  const [goods, factors, site] = await Promise.all([
    items(tx, [...new Set(lines.map((line) => line.item))]),
    factorsOf(tx, lines),
    siteFor(tx, input.site),
    checkSuppliers(tx, suppliers, refuse),
    checkDimensions(
      tx,
      lines.map(({ costCentre, project }, index) => ({ where: `Line ${index + 1}`, costCentre, project })),
    ),
  ]);
  const id = tx.newId();
  const rows = lines.map((line, index) => {
    const item = goods.get(line.item);
    if (!item) return refuseCommon('not_found', { what: 'item' });
    if (!item.active || !item.bought) return refuse('no_item', { item: item.code });
    const factor = line.unit ? factors.get(`${line.item}/${line.unit}`) : undefined;
    if (line.unit && !factor) return refuse('no_unit', { item: item.code, unit: line.unit });
    return {
      ...{ id: tx.newId(), position: index + 1, item: line.item, description: line.description || item.name },
      ...{ quantity: inOwnUnit(line.quantity, factor), unit: item.unit, neededOn: line.neededOn ?? null },
      ...{ costCentre: line.costCentre ?? null, project: line.project ?? null },
    };
  });
  const [number] = await tx.takeNumbers('purchasing.quotation_request', 1);
  const state = send ? 'sent' : 'draft';
  await Promise.all([
    tx.sql`insert into purchasing.quotation_request (company_id, id, number, state, site_id, requested_on, reply_by, note, owner)
      values (${tx.company}, ${id}, ${number!}, ${state}, ${site}, ${tx.today}, ${input.replyBy ?? null}, ${input.note ?? null}, ${tx.actor.name})`,
    tx.sql`insert into purchasing.quotation_line (company_id, id, request_id, position, item_id, description, quantity, unit, needed_on,
        cost_centre_id, project_id)
      select ${tx.company}, id, ${id}, position, item, description, quantity, unit, needed_on, cost_centre, project
      from ${table(rows, { id: 'uuid', position: 'int', item: 'uuid', description: 'text', quantity: 'numeric', unit: 'text', neededOn: 'date', costCentre: 'uuid', project: 'uuid' })}`,
    invite(tx, id, [...new Set(suppliers)]),
  ]);
  const entity = 'purchasing.quotation_request';
  tx.record({ entity, id, after: { number, state, lines: rows.length, suppliers: new Set(suppliers).size } });
  return { request: id, number: number!, state };
});

export const sendRequestHandler = implement(sendRequest, async (tx, { request: id }, refuse) => {
  const [request] = await lockRequests(tx, [id], statesBefore('sent'), refuse);
  const [, asked] = await Promise.all([
    tx.sql`update purchasing.quotation_request set state = 'sent', requested_on = ${tx.today}, reply_by = greatest(reply_by, ${tx.today})
      where company_id = ${tx.company} and id = ${id}`,
    tx.sql<{ id: Id }>`
      update purchasing.quotation set asked_on = ${tx.today} where company_id = ${tx.company} and request_id = ${id} returning id`,
  ]);
  const entity = 'purchasing.quotation_request';
  tx.record({ entity, id, before: { state: request!.state }, after: { state: 'sent' } });
  recordAsked(tx, asked);
  return { request: id, state: 'sent' };
});

export const inviteHandler = implement(inviteSuppliers, async (tx, { request: id, suppliers }, refuse) => {
  await lockRequests(tx, [id], ['draft', 'sent'], refuse);
  const wanted = [...new Set(suppliers)];
  const [facts, asked] = await Promise.all([
    checkSuppliers(tx, wanted, refuse),
    tx.sql<{ supplierId: Id }>`select supplier_id from purchasing.quotation
      where company_id = ${tx.company} and request_id = ${id} and supplier_id = any(${wanted}::uuid[])`,
  ]);
  if (asked[0]) refuse('asked_before', { supplier: facts.get(asked[0].supplierId)!.name });
  const quotations = await invite(tx, id, wanted);
  tx.record({ entity: 'purchasing.quotation_request', id, after: { invited: wanted.length } });
  return { request: id, quotations };
});

export const closeHandler = implement(closeRequests, async (tx, { requests, reason }, refuse) => {
  const locked = await lockRequests(tx, requests, statesBefore('cancelled'), refuse);
  const ids = locked.map((request) => request.id);
  const won = await tx.sql<{ requestId: Id; awarded: string }>`
    select request_id, sum(awarded) as awarded from purchasing.quotation_line
    where company_id = ${tx.company} and request_id = any(${ids}::uuid[]) group by request_id`;
  const awarded = new Map(won.map((row) => [row.requestId, row.awarded]));
  const rows = locked.map(({ id, state: before }) => ({
    ...{ id, before },
    state: dec(awarded.get(id) ?? 0).gt(0) ? 'closed' : 'cancelled',
  }));
  await tx.sql`update purchasing.quotation_request q set state = r.state from ${table(rows, { id: 'uuid', state: 'text' })}
    where q.company_id = ${tx.company} and q.id = r.id`;
  tx.record(
    ...rows.map(({ id, before, state }) => ({
      entity: 'purchasing.quotation_request',
      id,
      before: { state: before },
      after: { state, reason },
    })),
  );
  return { closed: rows.length };
});

/** Asks suppliers as of today; answers the quotations that are now awaited. */
async function invite(tx: Tx, request: Id, suppliers: readonly Id[]): Promise<Id[]> {
  const rows = suppliers.map((supplier) => ({ id: tx.newId(), supplier }));
  await tx.sql`insert into purchasing.quotation (company_id, id, request_id, supplier_id, state, asked_on)
    select ${tx.company}, id, ${request}, supplier, 'invited', ${tx.today} from ${table(rows, { id: 'uuid', supplier: 'uuid' })}`;
  recordAsked(tx, rows);
  return rows.map((row) => row.id);
}

/** The letter to a supplier says for ever what it said now. */
const recordAsked = (tx: Tx, quotations: readonly { id: Id }[]): void =>
  tx.record(...quotations.map(({ id }) => ({ entity: 'purchasing.quotation', id, after: { askedOn: tx.today } })));

async function checkSuppliers(
  tx: Tx,
  ids: readonly Id[],
  refuse: Refuse<Record<'no_supplier' | 'supplier_blocked', string>>,
) {
  const [facts, blocked] = await Promise.all([suppliersOf(tx, ids), blockedSuppliers(tx, ids)]);
  for (const id of ids) {
    const supplier = facts.get(id);
    if (!supplier) return refuseCommon('not_found', { what: 'supplier' });
    if (!supplier.isSupplier || !supplier.active) refuse('no_supplier', { supplier: supplier.name });
    const reason = blocked.get(id);
    if (reason !== undefined) refuse('supplier_blocked', { supplier: supplier!.name, reason });
  }
  return facts;
}
