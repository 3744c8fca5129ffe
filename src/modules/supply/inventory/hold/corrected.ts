import { table } from '#kernel/db/sql.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Big, type Decimal, dec, toDecimal, ZERO } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { stockRefusal } from '../stock/lock.ts';
import { changeOf, foundAgain, type HoldChange, heldOf, type Inspected, leaves, smaller, waitingOf } from './holds.ts';

interface Corrected extends Inspected {
  readonly move: Id;
  /** What the move said until now, and what it says. */
  readonly was: Decimal;
  readonly is: Decimal;
  readonly arrived: boolean;
  readonly item: string;
}

/**
 * What corrected moves do to inspections: one is of all that came by now. Of a receipt of more the rest waits; of less, what waits
 * is not there, then what was rejected and is held, then what was accepted. The moves must not be corrected yet. Refuses
 * `rejected_gone` where more was scrapped or sent back than came.
 */
export async function correctedHolds(
  tx: Tx,
  corrections: readonly { moveId: Id; quantity: Decimal }[],
): Promise<HoldChange[]> {
  const given = table(corrections, { moveId: 'uuid', quantity: 'numeric' });
  const [rows, finds] = await Promise.all([
    tx.sql<Corrected>`
      select n.id, n.stock_id as stock, n.quantity, n.accepted, n.rejected, n.missing, n.gone, m.id as move, m.quantity as was,
        r.quantity as is, n.move_id = m.id as arrived, i.code as item
      from ${given}
      join inventory.v_move m on m.company_id = ${tx.company} and m.id = r.move_id and m.quantity <> r.quantity
      join inventory.inspection n on n.company_id = m.company_id
        and (n.move_id = m.id or (n.move_id = m.layer_id and m.kind in ('issue', 'supplier_return')))
      join catalog.item i on i.company_id = m.company_id and i.id = m.item_id`,
    tx.sql<{ move: Id; stock: Id; quantity: Decimal }>`
      select m.id as move, m.stock_id as stock, abs(r.quantity - m.quantity) as quantity
      from ${given} join inventory.v_move m on m.company_id = ${tx.company} and m.id = r.move_id
      where m.counterpart = 'loss' and m.layer_id is null and sign(m.quantity - r.quantity) = case when m.kind = 'issue' then 1 else -1 end`,
  ]);
  return [
    ...rows.map((row) => (row.arrived ? cameOtherwise(row) : leftOtherwise(row))),
    ...(await foundAgain(tx, finds)),
  ];
}

function cameOtherwise(row: Corrected): HoldChange {
  const less = dec(row.was).minus(row.is);
  if (less.lte(0)) return changeOf(row, row.move, { quantity: less.times(-1) });
  let rest = less;
  const take = (most: Big): Big => {
    const part = smaller(rest, most);
    rest = rest.minus(part);
    return part.times(-1);
  };
  const waiting = take(waitingOf(row));
  const held = take(heldOf(row).minus(waitingOf(row)));
  const accepted = take(dec(row.accepted));
  const missing = take(dec(row.missing));
  if (rest.gt(0)) throw stockRefusal('rejected_gone', { item: row.item, gone: toDecimal(dec(row.is).plus(rest)) });
  const quantity = waiting.plus(held).plus(accepted).plus(missing);
  return changeOf(row, row.move, { quantity, accepted, missing, rejected: held, gone: missing });
}

/** Rejected goods of which fewer left are held again; of which more left, they leave from under inspection. */
function leftOtherwise(row: Corrected): HoldChange {
  const more = dec(row.is).minus(row.was);
  if (more.gt(0)) return leaves(row, row.move, smaller(more, heldOf(row)));
  const back = smaller(more.times(-1), dec(row.gone).minus(row.missing));
  return changeOf(row, row.move, { gone: back.gt(ZERO) ? back.times(-1) : ZERO });
}
