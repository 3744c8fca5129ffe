import { answer } from '#kernel/report.ts';
import { stockAsOf } from './as-of.ts';
import { stockValue } from './contract.ts';

export default answer(stockValue, async (tx, params) => {
  const rows = await stockAsOf(tx, params.asOf, params, params.size);
  return {
    rows: rows
      .slice(0, params.size)
      .filter(
        (row) => row.reportedQuantity !== '0' || row.knownQuantity !== '0' || row.reportedMinor !== row.knownMinor,
      )
      .map((row) => ({ ...row, differenceMinor: row.knownMinor - row.reportedMinor })),
    more: rows.length > params.size,
  };
});
