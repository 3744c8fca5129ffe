import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { checkDimensions, type Dimensions } from '#modules/finance/ledger/api.ts';
import { items } from '#modules/master/catalog/api.ts';
import { sitesFor } from '#modules/master/organisation/api.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { requestGoods } from '../contract.ts';

interface Request {
  site?: Id | null | undefined;
  neededOn?: Day | null | undefined;
  note?: string | null | undefined;
  lines: readonly (Dimensions & {
    item: Id;
    quantity: Decimal;
    supplier?: Id | null | undefined;
    reason?: string | null | undefined;
  })[];
}

type Refusing = Refuse<Record<'no_item' | 'no_supplier', string>>;

export default implement(requestGoods, async (tx, { submit, ...request }, refuse) => {
  const [made] = await writeRequisitions(tx, [request], submit, refuse);
  return made!;
});

/** Writes requisitions of a batch, all or none, in a fixed number of statements. */
export async function writeRequisitions(tx: Tx, requests: readonly Request[], submit: boolean, refuse: Refusing) {
  const sites = await check(tx, requests, refuse);
  const state = submit ? 'submitted' : 'draft';
  const numbers = await tx.takeNumbers('sourcing.requisition', requests.length);
  const headers = requests.map((request, index) => ({
    ...request,
    ...{ id: tx.newId(), number: numbers[index]!, site: sites[index]! },
  }));
  const lines = headers.flatMap(({ id, lines }) =>
    lines.map((line, index) => ({ ...line, id: tx.newId(), requisition: id, position: index + 1 })),
  );
  await Promise.all([
    tx.sql`insert into sourcing.requisition (company_id, id, number, state, site_id, needed_on, note, requested_by, requester)
      select ${tx.company}, id, number, ${state}, site, needed_on, note, ${tx.actor.id}, ${tx.actor.name}
      from ${table(headers, { id: 'uuid', number: 'text', site: 'uuid', neededOn: 'date', note: 'text' })}`,
    tx.sql`insert into sourcing.requisition_line (company_id, id, requisition_id, position, item_id, quantity, supplier_id, reason, cost_centre_id, project_id)
      select ${tx.company}, id, requisition, position, item, quantity, supplier, reason, cost_centre, project
      from ${table(lines, { id: 'uuid', requisition: 'uuid', position: 'int', item: 'uuid', quantity: 'numeric', supplier: 'uuid', reason: 'text', costCentre: 'uuid', project: 'uuid' })}`,
  ]);
  tx.record(
    ...headers.map(({ id, number, lines }) => ({
      entity: 'sourcing.requisition',
      id,
      after: { number, state, lines: lines.length },
    })),
  );
  return headers.map(({ id, number }) => ({ requisition: id, number, state }));
}

/** Answers the sites, in order. */
async function check(tx: Tx, requests: readonly Request[], refuse: Refusing): Promise<Id[]> {
  const lines = requests.flatMap((request) => request.lines);
  const named = [...new Set(lines.flatMap((line) => line.supplier ?? []))];
  const [goods, sellers, sites] = await Promise.all([
    items(tx, [...new Set(lines.map((line) => line.item))]),
    suppliers(tx, named),
    sitesFor(tx, requests),
    checkDimensions(
      tx,
      requests.flatMap((request) =>
        request.lines.map(({ costCentre, project }, index) => ({ where: `Line ${index + 1}`, costCentre, project })),
      ),
    ),
  ]);
  for (const { item, supplier } of lines) {
    const facts = goods.get(item);
    if (!facts) return refuseCommon('not_found', { what: 'item' });
    if (!facts.active || !facts.bought) refuse('no_item', { item: facts.code });
    const seller = supplier ? sellers.get(supplier) : undefined;
    if (supplier && !seller) return refuseCommon('not_found', { what: 'supplier' });
    if (seller && !(seller.isSupplier && seller.active)) refuse('no_supplier', { supplier: seller.name });
  }
  return sites;
}
