import { expect, test } from 'vitest';
import type { useOperation } from '../form/use-operation.ts';
import type { OutputOf, RecordOf, RowOf } from './contracts.ts';
import type { Model } from './meta.ts';
import { listQuery, recordQuery, reportQuery } from './queries.ts';

/*
 * The compiler is what tests here: each marked line is a mistake, and a mark on a line that is none does not compile either.
 */

/** Calls nobody makes. */
function calls(use: typeof useOperation, model: Model) {
  const { send } = use('purchasing.confirm_order');
  void send({ order: 'id', lines: [{ line: 'id', unitPrice: '1.50' }] });
  // @ts-expect-error no operation has this name
  use('purchasing.confirm_ordr');
  // @ts-expect-error it has no such input
  void send({ order: 'id', expectdOn: '2026-03-02' });
  // @ts-expect-error an input it cannot do without
  void send({ lines: [] });
  // @ts-expect-error nor has one of its lines such an input
  void send({ order: 'id', lines: [{ line: 'id', price: '1.50' }] });
  // @ts-expect-error no report has this name
  reportQuery('purchasing.arivals', {});
  // @ts-expect-error it has no such parameter
  reportQuery('purchasing.arrivals', { suplier: 'id' });
  // @ts-expect-error the item is asked for
  reportQuery('purchasing.which_supplier', { quantity: '1' });
  // @ts-expect-error no kind of record has this name
  recordQuery('catalog.itm', 'id');
  // @ts-expect-error its records have no such field
  listQuery('purchasing.order_line', { filter: { ordr: 'id' } });
  // @ts-expect-error nor are they sorted by one
  listQuery('purchasing.order_line', { filter: { order: 'id' }, sort: '-positon' });
  // @ts-expect-error a name of a report names no operation
  model.operation('purchasing.arrivals');
  // @ts-expect-error nor does it have such a column
  return model.columns('purchasing.arrivals').dueDay;
}

/** Amounts are their digits; what somebody may not see may be missing. */
function reads(
  arrival: RowOf<'purchasing.arrivals'>,
  line: RecordOf<'purchasing.order_line'>,
  item: RecordOf<'catalog.item'>,
  placed: OutputOf<'purchasing.place_order'>,
) {
  const told: [string | null, boolean | null, string | null, string | null, string | undefined] = [
    arrival.dueOn,
    arrival.confirmed,
    line.itemTitle,
    item.name,
    placed.netMinor,
  ];
  // @ts-expect-error the report has no such column
  told.push(arrival.dueDay);
  // @ts-expect-error the record has no such field
  told.push(line.dueDay);
  // @ts-expect-error a price needs a right of its own
  const price: string | null = line.unitPrice;
  // @ts-expect-error the operation answers nothing of this name
  return [told, price, placed.nummer];
}

test('what is wrong here does not compile', () => {
  expect([calls, reads]).toHaveLength(2);
});
