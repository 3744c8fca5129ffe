import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { correctDeliveredDirect } from '#modules/commerce/sales/api.ts';
import { correctDirect } from '#modules/supply/purchasing/api.ts';
import { correctDirectShipment } from '../contract.ts';
import { holdDirect } from './record-direct.ts';

/** What came and what left are one shipment: their moves are corrected together, so the site they pass keeps nothing of it. */
export default implement(correctDirectShipment, async (tx, { receipt, shippedOn, reason, lines: named }, refuse) => {
  await holdDirect(tx);
  const lines = shippedOn ? await allOf(tx, receipt, named) : named;
  let delivered: Awaited<ReturnType<typeof correctDeliveredDirect>> | undefined;
  const corrected = await correctDirect(
    tx,
    { receipt, receivedOn: shippedOn, reason, lines },
    async (event, more) => {
      delivered = await correctDeliveredDirect(
        tx,
        { event, lines: more, shippedOn: shippedOn ?? undefined, reason },
        refuse,
      );
      return delivered.moves;
    },
    refuse,
  );
  await delivered?.write();
  return corrected;
});

interface Line {
  readonly line: Id;
  readonly quantity: Decimal;
}

/** On another day all lines are of that day, those that were right too. */
async function allOf(tx: Tx, receipt: Id, named: readonly Line[]): Promise<Line[]> {
  const rows = await tx.sql<Line>`
    select id as line, received as quantity from purchasing.receipt_line
    where company_id = ${tx.company} and receipt_id = ${receipt} order by id`;
  return [...named, ...rows.filter((row) => !named.some(({ line }) => line === row.line))];
}
