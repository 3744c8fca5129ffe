import { implement, type Refuse } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { type Decimal, dec } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { items } from '#modules/master/catalog/api.ts';
import { suppliers } from '#modules/master/parties/api.ts';
import { insertOrders, placed } from '../order/place-order.ts';
import { blockedSuppliers, prepareOrders } from '../order/prepare.ts';
import { agreeBlanket, callOff, changeBlanket, closeBlankets } from './contract.ts';

const ENTITY = 'purchasing.blanket_order';

export const agreeHandler = implement(agreeBlanket, async (tx, { lines, ...input }, refuse) => {
  const { supplier: party, validTo } = input;
  const validFrom = input.validFrom ?? tx.today;
  const [facts, blocked, goods] = await Promise.all([
    suppliers(tx, [party]),
    blockedSuppliers(tx, [party]),
    items(tx, [...new Set(lines.map((line) => line.item))]),
  ]);
  const supplier = facts.get(party);
  if (!supplier) return refuseCommon('not_found', { what: 'supplier' });
  if (!supplier.isSupplier || !supplier.active) return refuse('no_supplier', { supplier: supplier.name });
  const reason = blocked.get(party);
  if (reason !== undefined) refuse('supplier_blocked', { supplier: supplier.name, reason });
  if (validTo < validFrom) refuse('bad_span');
  const rows = lines.map(({ item, quantity, unitPrice, breaks }, index) => {
    const position = index + 1;
    const facts = goods.get(item);
    if (!facts) return refuseCommon('not_found', { what: 'item' });
    if (!facts.active || !facts.bought) refuse('no_item', { item: facts.code });
    if (!quantity && !input.amountMinor) refuse('no_limit', { position });
    const twice = breaks.find(({ fromQuantity }, at) =>
      breaks.slice(0, at).some((other) => dec(other.fromQuantity).eq(fromQuantity)),
    );
    if (twice) refuse('break_twice', { position, quantity: twice.fromQuantity });
    const prices = [{ fromQuantity: '0', unitPrice }, ...breaks];
    return { id: tx.newId(), position, item, quantity: quantity ?? null, prices };
  });
  const id = tx.newId();
  const [number] = await tx.takeNumbers('purchasing.blanket_order', 1);
  const prices = rows.flatMap((line) => line.prices.map((price) => ({ ...price, id: tx.newId(), line: line.id })));
  await Promise.all([
    tx.sql`insert into purchasing.blanket_order (company_id, id, number, state, supplier_id, reference, currency, valid_from, valid_to, amount_minor, note, owner)
      values (${tx.company}, ${id}, ${number!}, 'active', ${party}, ${input.reference ?? null}, ${input.currency ?? supplier.currency ?? tx.currency},
        ${validFrom}, ${validTo}, ${input.amountMinor ?? null}, ${input.note ?? null}, ${tx.actor.name})`,
    tx.sql`insert into purchasing.blanket_line (company_id, id, blanket_id, position, item_id, quantity)
      select ${tx.company}, id, ${id}, position, item, quantity from ${table(rows, { id: 'uuid', position: 'int', item: 'uuid', quantity: 'numeric' })}`,
    tx.sql`insert into purchasing.blanket_price (company_id, id, line_id, from_quantity, unit_price)
      select ${tx.company}, id, line, from_quantity, unit_price
      from ${table(prices, { id: 'uuid', line: 'uuid', fromQuantity: 'numeric', unitPrice: 'numeric' })}`,
  ]);
  tx.record({ entity: ENTITY, id, after: { number, validFrom, validTo, lines: rows.length } });
  return { blanket: id, number: number!, lines: rows.map((line) => line.id) };
});

export const changeHandler = implement(changeBlanket, async (tx, { blanket: id, lines, ...input }, refuse) => {
  const [[blanket], known] = await Promise.all([lockBlankets(tx, [id], refuse), linesOf(tx, id)]);
  const validTo = input.validTo ?? blanket!.validTo;
  const amountMinor = input.amountMinor ?? blanket!.amountMinor;
  if (validTo < blanket!.validFrom) refuse('bad_span');
  const seen = new Set<Id>();
  for (const { line, quantity } of lines) {
    const was = known.find((one) => one.id === line);
    if (!was) return refuse('no_line');
    const { position, drawn } = was;
    if (seen.has(line)) refuse('line_twice', { position });
    seen.add(line);
    if (dec(quantity).lt(drawn)) refuse('below_drawn', { position, drawn, quantity });
  }
  if (amountMinor !== null && amountMinor < blanket!.drawnMinor) refuse('amount_below_drawn');
  await Promise.all([
    tx.sql`update purchasing.blanket_order set valid_to = ${validTo}, amount_minor = ${amountMinor} where company_id = ${tx.company} and id = ${id}`,
    tx.sql`update purchasing.blanket_line l set quantity = r.quantity from ${table(lines, { line: 'uuid', quantity: 'numeric' })}
      where l.company_id = ${tx.company} and l.id = r.line`,
  ]);
  const was = known.filter((line) => seen.has(line.id)).map(({ id, quantity }) => ({ line: id, quantity }));
  tx.record({
    entity: ENTITY,
    id,
    before: { validTo: blanket!.validTo, amountMinor: blanket!.amountMinor, lines: was },
    after: { validTo, amountMinor, lines, reason: input.reason ?? null },
  });
  return { blanket: id };
});

export const closeBlanketsHandler = implement(closeBlankets, async (tx, { blankets, reason }, refuse) => {
  const locked = await lockBlankets(tx, blankets, refuse);
  const ids = locked.map((blanket) => blanket.id);
  await tx.sql`update purchasing.blanket_order set state = 'closed' where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  const [before, after] = [{ state: 'active' }, { state: 'closed', reason }];
  tx.record(...ids.map((id) => ({ entity: ENTITY, id, before, after })));
  return { closed: ids.length };
});

export const callOffHandler = implement(callOff, async (tx, { blanket: id, lines, send, ...input }, refuse) => {
  const [[blanket], known] = await Promise.all([
    tx.sql<Locked>`select supplier_id, reference, currency from purchasing.blanket_order where company_id = ${tx.company} and id = ${id}`,
    linesOf(tx, id),
  ]);
  if (!blanket) return refuseCommon('not_found', { what: 'blanket order' });
  const wanted = lines.map(({ line, quantity, expectedOn, costCentre, project }) => {
    const agreed = known.find((one) => one.id === line);
    if (!agreed) return refuse('no_line');
    return { item: agreed.itemId, quantity, expectedOn, blanketLine: line, costCentre, project };
  });
  const { supplierId: supplier, currency, reference } = blanket;
  const order = { ...input, supplier, currency, supplierReference: reference, lines: wanted };
  const [row] = await prepareOrders(tx, [order], refuse);
  const {
    numbers: [number],
    stated,
  } = await insertOrders(tx, [row!], send, refuse);
  placed(tx, [order], stated, send);
  return { order: row!.id, number: number!, netMinor: row!.netMinor };
});

interface Locked {
  id: Id;
  number: string;
  state: string;
  supplierId: Id;
  reference: string | null;
  currency: string;
  validFrom: Day;
  validTo: Day;
  amountMinor: bigint | null;
  drawnMinor: bigint;
}

async function lockBlankets(
  tx: Tx,
  ids: readonly Id[],
  refuse: Refuse<Record<'wrong_state', string>>,
): Promise<Locked[]> {
  const wanted = [...new Set(ids)].sort();
  const rows = await tx.sql<Locked>`
    select id, number, state, supplier_id, reference, currency, valid_from, valid_to, amount_minor, drawn_minor
    from purchasing.blanket_order where company_id = ${tx.company} and id = any(${wanted}::uuid[]) order by id for no key update`;
  if (rows.length < wanted.length) return refuseCommon('not_found', { what: 'blanket order' });
  for (const { number, state } of rows) if (state !== 'active') refuse('wrong_state', { number, state });
  return rows;
}

const linesOf = (tx: Tx, blanket: Id) => tx.sql<{
  id: Id;
  position: number;
  itemId: Id;
  quantity: Decimal | null;
  drawn: Decimal;
}>`
  select id, position, item_id, quantity, drawn from purchasing.blanket_line where company_id = ${tx.company} and blanket_id = ${blanket} order by position`;
