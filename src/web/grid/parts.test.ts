import { describe, expect, it } from 'vitest';
import {
  cellText,
  choose,
  editText,
  enter,
  type GridColumn,
  isBlank,
  newLine,
  openText,
  problemsOf,
} from './grid-model.ts';
import { samplesOf } from './parts.ts';

const setting = { digits: 2, today: '2026-11-23' };
const lots: GridColumn = {
  ...{ name: 'lots', label: 'Lots', type: 'parts' },
  parts: [
    { name: 'number', label: 'Number', type: 'text', required: true },
    { name: 'quantity', label: 'Quantity', type: 'quantity', required: true },
    { name: 'expiresOn', label: 'Until', type: 'day' },
    { name: 'supplierLot', label: 'Supplier lot', type: 'text' },
  ],
};
const breaks: GridColumn = {
  ...{ name: 'breaks', label: 'Breaks', type: 'parts' },
  parts: [
    { name: 'fromQuantity', label: 'From quantity', type: 'quantity', required: true },
    { name: 'unitPrice', label: 'Unit price', type: 'price', required: true },
  ],
};
const taxes: GridColumn = {
  ...{ name: 'taxCodes', label: 'Tax codes', type: 'reference', entity: 'tax.code' },
  several: { none: true },
};
const typed = (column: GridColumn, text: string) => enter(column, newLine(), text, setting);
const valueIn = (column: GridColumn, text: string) => typed(column, text).values[column.name];

describe('lots in one cell', () => {
  it('are read as they are typed', () => {
    const two = [
      { number: 'A12', quantity: '5' },
      { number: 'A13', quantity: '2.5' },
    ];
    for (const text of ['A12 × 5, A13 × 2.5', 'A12*5;A13*2.5', 'A12 x 5, A13 x2.5,', 'A12 × 5\nA13×2.5'])
      expect(valueIn(lots, text), text).toEqual(two);
    expect(valueIn(lots, 'A12 × 5 until 31 Dec 2027, A13 × 1 Until 1/2 supplier lot X 7')).toEqual([
      { number: 'A12', quantity: '5', expiresOn: '2027-12-31' },
      { number: 'A13', quantity: '1', expiresOn: '2027-02-01', supplierLot: 'X 7' },
    ]);
    expect(valueIn(lots, 'S1, MAX 4,S3')).toEqual(['S1', 'MAX 4', 'S3'].map((number) => ({ number, quantity: '1' })));
    expect(valueIn(breaks, '100 × 4.5, 500 × 4')).toEqual([
      { fromQuantity: '100', unitPrice: '4.5' },
      { fromQuantity: '500', unitPrice: '4' },
    ]);
  });

  it('are written so that they are read as the same again', () => {
    for (const values of [
      [{ number: 'A12', quantity: '1250.5', expiresOn: '2027-12-31', supplierLot: 'X, 7' }],
      [
        { number: 'S1', quantity: '1' },
        { number: '4 × 4, old', quantity: '1' },
        { number: 'good until sold', quantity: '2', expiresOn: '2027-02-01' },
      ],
    ]) {
      const line = newLine({ lots: values });
      expect(valueIn(lots, editText(lots, line, setting))).toEqual(values);
    }
    const line = typed(lots, 's1,A12*5 until 31/12/27');
    expect(cellText(lots, line, setting)).toBe('s1, A12 × 5 until 31 Dec 2027');
  });

  it('are shown as they are written where one does not know', () => {
    const shown = (column: GridColumn, whole: boolean) =>
      cellText(column, newLine({ [column.name]: samplesOf(column.parts!, whole) }), setting);
    expect([shown(lots, false), shown(lots, true)]).toEqual(['A12 × 5, S1', 'A12 × 5 until 31 Dec 2027, S1']);
    expect(shown(breaks, true)).toBe('5 × 4.50');
  });

  it('keep the lines from being sent as long as any of them is not understood', () => {
    for (const text of [
      'A12 × five',
      'A12 × 0',
      'A12 × -1',
      'A12 × 5 × 5',
      '× 5',
      'A12 × 5 until',
      'A1 until soon',
      ',',
    ])
      expect(problemsOf([lots], [typed(lots, text)]), text).toEqual([{ row: 0, column: 0, problem: 'unreadable' }]);
    expect(problemsOf([breaks], [typed(breaks, '100')])).toHaveLength(1);
    const line = typed(lots, 'A12 × five');
    expect(cellText(lots, line, setting)).toBe('A12 × five');
    expect(problemsOf([lots], [enter(lots, line, 'A12 × 5', setting)])).toEqual([]);
    expect(isBlank([lots], enter(lots, line, '', setting))).toBe(true);
  });
});

describe('several records in one cell', () => {
  it('are what was typed until all of them are found', () => {
    const line = typed(taxes, 'V20, LUX');
    expect([openText(taxes, line), line.values.taxCodes]).toEqual(['V20, LUX', undefined]);
    expect(problemsOf([taxes], [line])).toHaveLength(1);
    const chosen = choose(taxes, line, ['a', 'b'], 'V20, LUX');
    expect([cellText(taxes, chosen, setting), chosen.values.taxCodes]).toEqual(['V20, LUX', ['a', 'b']]);
    expect(problemsOf([taxes], [chosen])).toEqual([]);
  });

  it('may be none, which is other than nothing said', () => {
    const line = typed(taxes, 'None');
    expect([line.values.taxCodes, openText(taxes, line), isBlank([taxes], line)]).toEqual([[], undefined, false]);
    expect(cellText(taxes, newLine({ taxCodes: [] }), setting)).toBe('none');
    expect(enter(taxes, line, '', setting).values).toEqual({});
    expect(valueIn({ ...taxes, several: { none: false } }, 'none')).toBeUndefined();
  });
});
