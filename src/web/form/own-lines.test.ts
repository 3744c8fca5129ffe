import { describe, expect, it } from 'vitest';
import { enter, type GridColumn, isBlank, totalOf, type Values } from '../grid/grid-model.ts';
import type { OwnLines } from '../values/fields.ts';
import { ownLinesOf, saidOf } from './own-lines.ts';

const own: OwnLines = {
  ...{
    input: 'lines',
    from: 'sales.order_line',
    key: { line: 'id' },
    start: { quantity: 'toPick' },
    open: 'open',
    all: true,
  },
  ...{ on: { entity: 'sales.sales_order', field: 'order' }, by: { field: 'order', record: 'id' } },
};
const rows = [
  { id: 'a', toPick: '7', open: '10' },
  { id: 'b', toPick: '0', open: '4' },
];
const quantity: GridColumn = { name: 'quantity', label: 'Quantity', type: 'quantity', total: true };
const setting = { digits: 2, today: '2026-11-30' };

describe('lines of the record a form is about', () => {
  it('begin ticked with what the operation would take by itself, and only those', () => {
    const lines = ownLinesOf(own, rows, []);
    expect(lines.map((line) => [line.own, line.values])).toEqual([
      [
        { id: 'a', ticked: true },
        { line: 'a', quantity: '7' },
      ],
      [{ id: 'b', ticked: false }, { line: 'b' }],
    ]);
    expect(lines.map((line) => saidOf(own, line))).toEqual([{ line: 'a', quantity: '7' }, undefined]);
    expect(totalOf(quantity, lines)).toBe('7');
  });

  it('are ticked by typing into them, and count for nothing while they are not', () => {
    const [, short] = ownLinesOf(own, rows, []);
    expect(isBlank([quantity], short!)).toBe(true);
    const typed = enter(quantity, short!, '3', setting);
    expect(isBlank([quantity], typed)).toBe(false);
    expect(saidOf(own, typed)).toEqual({ line: 'b', quantity: '3' });
  });

  it('begin without a tick where the operation names none by itself, save one that is alone', () => {
    const some = { ...own, all: false };
    expect(ownLinesOf(some, rows, []).map((line) => line.own?.ticked)).toEqual([false, false]);
    expect(ownLinesOf(some, rows.slice(0, 1), []).map((line) => line.own?.ticked)).toEqual([true]);
  });

  it('say what they usually say, which alone ticks nothing', () => {
    const [first, second] = ownLinesOf(own, rows, [], { restock: true });
    expect(first?.values).toEqual({ line: 'a', quantity: '7', restock: true });
    expect(second).toMatchObject({ own: { ticked: false }, values: { line: 'b', restock: true } });
  });

  it('say that nothing is meant where one left out would be taken whole', () => {
    const shipping = { ...own, unticked: { quantity: '0' } };
    const [first] = ownLinesOf(shipping, rows, []);
    expect(saidOf(shipping, { ...first!, own: { id: 'a', ticked: false } })).toEqual({ line: 'a', quantity: '0' });
  });

  it('keep what was typed before, with lines that were added', () => {
    const amending = { ...own, all: false, adds: true };
    const lines = ownLinesOf(amending, rows, [
      { line: 'b', quantity: '2' },
      { item: 'x', quantity: '1' },
    ]);
    expect(lines.map((line) => [line.own?.ticked, line.values])).toEqual([
      [false, { line: 'a', quantity: '7' }],
      [true, { line: 'b', quantity: '2' }],
      [undefined, { item: 'x', quantity: '1' }],
    ]);
  });
});

describe('lines that are changed in place', () => {
  const amended: OwnLines = {
    ...{ input: 'lines', from: 'purchasing.order_line', key: { line: 'id' }, adds: true, changes: true },
    start: { quantity: 'orderedQuantity', unit: 'orderedUnit', unitPrice: 'orderedPrice', expectedOn: 'expectedOn' },
    ...{ on: { entity: 'purchasing.purchase_order', field: 'order' }, by: { field: 'orderId', record: 'id' } },
  };
  const row = { id: 'a', orderedQuantity: '5', orderedUnit: 'DZ', orderedPrice: '12.5', expectedOn: '2026-12-01' };
  const [line] = ownLinesOf(amended, [row], []);
  const typed = (values: Values) => ({ ...line!, values: { ...line!.values, ...values } });

  it('begin with what they say, and say nothing as long as that is the same', () => {
    expect(line!.values).toEqual({
      ...{ line: 'a', quantity: '5', unit: 'DZ', unitPrice: '12.5', expectedOn: '2026-12-01' },
    });
    expect(saidOf(amended, line!)).toBeUndefined();
  });

  it('say what is other than before: a figure with its unit, null for what was emptied', () => {
    expect(saidOf(amended, typed({ expectedOn: '2026-12-08' }))).toEqual({ line: 'a', expectedOn: '2026-12-08' });
    expect(saidOf(amended, typed({ expectedOn: undefined }))).toEqual({ line: 'a', expectedOn: null });
    expect(saidOf(amended, typed({ unitPrice: '11' }))).toEqual({
      ...{ line: 'a', unitPrice: '11', quantity: '5', unit: 'DZ' },
    });
  });

  it('say an empty list, which is other than no list at all', () => {
    expect(saidOf(amended, typed({ taxCodes: [] }))).toEqual({ line: 'a', taxCodes: [] });
    const chosen = { ...line!, own: { ...line!.own!, began: { ...line!.values, taxCodes: ['x'] } } };
    expect(saidOf(amended, { ...chosen, values: { ...chosen.values, taxCodes: ['x'] } })).toBeUndefined();
    expect(saidOf(amended, chosen)).toEqual({ line: 'a', taxCodes: null });
  });

  it('come back with what was typed into them before', () => {
    const [again] = ownLinesOf(amended, [row], [{ line: 'a', expectedOn: null, quantity: '6', unit: 'DZ' }]);
    expect(again!.values).toEqual({ line: 'a', quantity: '6', unit: 'DZ', unitPrice: '12.5' });
  });
});
