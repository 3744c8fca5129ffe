import { dec } from '#kernel/values/decimal.ts';
import type { FieldType, Model, ReportColumn, Row } from '../api/meta.ts';

/** Decimals at most, by kind of column: a report is read, its exports are counted with. */
const MOST: Partial<Record<FieldType, number>> = { number: 1, quantity: 3, percent: 2, rate: 6 };
/** So many more than its currency has shows a price of less than one. */
const SMALL_PRICE = 4;

/** A figure of a report as it is shown: rounded by its kind of column. The figure itself stays whole for exports and drills. */
export function toRead(model: Pick<Model, 'digits'>, column: ReportColumn, name: string, row: Row): Row {
  const value = String(row[name] ?? '');
  if (!/^-?\d+\.\d+$/.test(value)) return row;
  const amount = dec(value);
  const digits = model.digits(column.currency && row[column.currency]);
  const most = column.type === 'price' ? (amount.abs().lt(1) ? digits + SMALL_PRICE : digits) : MOST[column.type];
  return most === undefined ? row : { ...row, [name]: amount.round(most).toFixed() };
}
