import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { mulDiv } from '#kernel/values/money.ts';
import { post } from '#modules/finance/ledger/api.ts';
import { returnToSupplier } from '#modules/supply/inventory/api.ts';
import { returnGoods } from '../contract.ts';

interface Line {
  id: Id;
  itemId: Id;
  itemCode: string;
  open: Decimal;
  grniMinor: bigint;
  moveId: Id | null;
}

/** Goods leave from the layer they came with; the accrual of what is not billed any more goes with them, the last taking the rest. */
export default implement(returnGoods, async (tx, input, refuse) => {
  const day = input.returnedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  const { supplier, lines } = await lockReceipt(tx, input.receipt);
  const back = input.lines.map(({ line: wanted, quantity, lots }) => {
    const line = lines.find((candidate) => candidate.id === wanted);
    if (!line) return refuse('no_line');
    if (dec(quantity).gt(line.open)) refuse('billed_before', { item: line.itemCode, open: line.open });
    const creditMinor = shareOf(line, quantity);
    line.open = toDecimal(dec(line.open).minus(quantity));
    line.grniMinor -= creditMinor;
    return { id: tx.newId(), line, receiptLine: line.id, quantity, creditMinor, lots: lots ?? undefined };
  });
  const id = tx.newId();
  const source = { entity: 'purchasing.supplier_return', id };
  await returnToSupplier(
    tx,
    back
      .filter(({ line }) => line.moveId)
      .map(({ id: key, line, quantity, creditMinor, lots }) => ({
        ...{ key, ofMove: line.moveId!, quantity, creditMinor, lots, debitRole: 'grni' as const },
        ...{ source, party: supplier, effectiveOn: day },
      })),
  );
  const services = back.filter(({ line, creditMinor }) => !line.moveId && creditMinor !== 0n);
  await post(
    tx,
    services.map(({ line, creditMinor }) => ({
      journal: 'purchase' as const,
      source,
      effectiveOn: day,
      text: `Not accepted: ${input.reason}`,
      lines: [
        { role: 'grni' as const, amountMinor: creditMinor, party: supplier, item: line.itemId },
        { role: 'expense' as const, amountMinor: -creditMinor, party: supplier, item: line.itemId },
      ],
    })),
  );
  const [number] = await tx.takeNumbers('purchasing.return', 1);
  const counted = back.map(({ line, quantity }) => ({ id: line.id, quantity, grniMinor: line.grniMinor }));
  await Promise.all([
    tx.sql`insert into purchasing.supplier_return (company_id, id, number, receipt_id, supplier_id, returned_on, reason, event_id)
      values (${tx.company}, ${id}, ${number}, ${input.receipt}, ${supplier}, ${day}, ${input.reason}, ${tx.eventId})`,
    tx.sql`insert into purchasing.return_line (company_id, id, return_id, receipt_line_id, quantity, event_id)
      select ${tx.company}, id, ${id}, receipt_line, quantity, ${tx.eventId} from ${table(back, { id: 'uuid', receiptLine: 'uuid', quantity: 'numeric' })}`,
    tx.sql`update purchasing.receipt_line l set returned = l.returned + r.quantity, grni_minor = r.grni_minor
      from (select id, sum(quantity) as quantity, min(grni_minor) as grni_minor from ${table(counted, { id: 'uuid', quantity: 'numeric', grniMinor: 'bigint' })} group by id) r
      where l.company_id = ${tx.company} and l.id = r.id`,
  ]);
  tx.record(
    { entity: 'purchasing.supplier_return', id, after: { number, reason: input.reason } },
    { entity: 'purchasing.receipt', id: input.receipt, after: { returned: number } },
  );
  return { return: id, number: number! };
});

async function lockReceipt(tx: Tx, id: Id) {
  const [[receipt], lines] = await Promise.all([
    tx.sql<{
      supplierId: Id;
    }>`select supplier_id from purchasing.receipt where company_id = ${tx.company} and id = ${id}`,
    tx.sql<Line>`
      select r.id, l.item_id, i.code as item_code, r.received - r.returned - r.billed as open, r.grni_minor, r.move_id
      from purchasing.receipt_line r
      join purchasing.order_line l on l.company_id = r.company_id and l.id = r.order_line_id
      join catalog.item i on i.company_id = l.company_id and i.id = l.item_id
      where r.company_id = ${tx.company} and r.receipt_id = ${id} order by r.id for no key update of r`,
  ]);
  if (!receipt) return refuseCommon('not_found', { what: 'receipt' });
  return { supplier: receipt.supplierId, lines };
}

const shareOf = (line: Line, quantity: Decimal): bigint =>
  dec(quantity).eq(line.open)
    ? line.grniMinor
    : mulDiv({
        amount: line.grniMinor,
        numerator: scaled(quantity),
        denominator: scaled(line.open),
        rounding: 'half-up',
      });

/** Quantities have at most twelve decimals. */
const scaled = (quantity: Decimal): bigint => BigInt(dec(quantity).times('1e12').toFixed(0));
