import { answer, type Row } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec, round, toDecimal } from '#kernel/values/decimal.ts';
import { type Minor, toMajor } from '#kernel/values/money.ts';
import { chosen, stockAsOf, type Where } from './as-of.ts';
import { stockOnHand } from './contract.ts';

export default answer(stockOnHand, async (tx, params) => {
  const past = params.asOf !== undefined && params.asOf < tx.today;
  const rows =
    past || params.basis === 'reported'
      ? (await stockAsOf(tx, params.asOf ?? tx.today, params, params.size)).map((row) => ({
          ...row,
          quantity: params.basis === 'known' ? row.knownQuantity : row.reportedQuantity,
          valueMinor: params.basis === 'known' ? row.knownMinor : row.reportedMinor,
        }))
      : await stockNow(tx, params, params.size);
  const shown = rows.slice(0, params.size).filter((row) => row.quantity !== '0' || row.valueMinor !== 0n);
  return {
    rows: shown.map((row) => ({ ...row, unitCost: unitCost(tx, row.valueMinor, row.quantity) })),
    more: rows.length > params.size,
  };
});

type Held = Row & { quantity: string; valueMinor: Minor };

const stockNow = (tx: Tx, where: Where, size: number): Promise<Held[]> => tx.sql<Held>`
  select s.item_id, i.code as item, i.name, c.name as category, s.site_id, p.code as site,
    s.on_hand as quantity, s.reserved, s.held, s.on_hand - s.reserved - s.held as available, s.value_minor
  from inventory.stock s
  join catalog.item i on i.company_id = s.company_id and i.id = s.item_id
  join organisation.site p on p.company_id = s.company_id and p.id = s.site_id
  left join catalog.item_category c on c.company_id = s.company_id and c.id = i.category_id
  where ${chosen(tx, where)} and s.on_hand <> 0
  order by i.code, p.code limit ${size + 1}`;

/** Value divided by quantity in whole currency units, six decimals; nothing where there is nothing. */
export const unitCost = (tx: Tx, valueMinor: Minor, quantity: string): string | null =>
  quantity === '0' ? null : toDecimal(round(toMajor(valueMinor, tx.digits).div(dec(quantity)), 6, 'half-up'));
