import { expect, test } from 'vitest';
import {
  cellText,
  choose,
  enter,
  type GridColumn,
  isBlank,
  type Line,
  move,
  newLine,
  parseBlock,
  paste,
  totalOf,
} from './grid-model.ts';

const setting = { digits: 2, today: '2026-11-23' };
const item: GridColumn = { name: 'item', label: 'Item', type: 'reference', entity: 'catalog.item' };
const quantity: GridColumn = { name: 'quantity', label: 'Quantity', type: 'quantity' };
const doubled: GridColumn = {
  name: 'doubled',
  label: 'Doubled',
  type: 'quantity',
  compute: (values) => (values.quantity === undefined ? undefined : String(Number(values.quantity) * 2)),
};
const amount: GridColumn = { name: 'amount', label: 'Amount', type: 'money', total: true };
const day: GridColumn = { name: 'day', label: 'Day', type: 'day' };
const columns = [item, quantity, doubled, amount, day];
const shape = { rows: 3, columns };

test('text entered becomes a value of the column', () => {
  let line = newLine();
  line = enter(quantity, line, '1,250.5', setting);
  line = enter(amount, line, '19.9', setting);
  line = enter(day, line, '+1', setting);
  expect(line.values).toEqual({ quantity: '1250.5', amount: '1990', day: '2026-11-24' });
  expect(cellText(quantity, line, setting)).toBe('1,250.5');
  expect(cellText(amount, line, setting)).toBe('19.90');
  expect(cellText(doubled, line, setting)).toBe('2,501');
  expect(enter(quantity, line, ' ', setting).values).toEqual({ amount: '1990', day: '2026-11-24' });
});

test('what can not be read stays, marked, until it is corrected', () => {
  const wrong = enter(amount, newLine(), 'lots', setting);
  expect(wrong.values.amount).toBe('lots');
  expect(wrong.problems).toEqual({ amount: 'unreadable' });
  expect(enter(amount, wrong, '3', setting).problems).toEqual({});
  expect(enter(amount, newLine(), '0.005', setting).problems).toEqual({ amount: 'unreadable' });
});

test('a reference keeps the typed text until the record is chosen', () => {
  const typed = enter(item, newLine(), 'P-100', setting);
  expect(typed.values.item).toBeUndefined();
  expect(cellText(item, typed, setting)).toBe('P-100');
  expect(isBlank(columns, typed)).toBe(false);
  const chosen = choose(item, typed, 'id-1', 'P-100 · Pump');
  expect([chosen.values.item, cellText(item, chosen, setting)]).toEqual(['id-1', 'P-100 · Pump']);
  expect(isBlank(columns, enter(item, chosen, '', setting))).toBe(true);
});

test('a block of a spreadsheet is cut into cells', () => {
  expect(parseBlock('a\tb\r\nc\td\r\n')).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ]);
  expect(parseBlock('"two\nlines"\t"say ""x"""\n5"\tz')).toEqual([
    ['two\nlines', 'say "x"'],
    ['5"', 'z'],
  ]);
  expect(parseBlock('one')).toEqual([['one']]);
  expect(parseBlock('a\t\tb')).toEqual([['a', '', 'b']]);
});

test('a pasted block runs over computed columns and adds lines', () => {
  const lines: Line[] = [newLine({ quantity: '1' })];
  const block = parseBlock('2\t10.00\n3\t20.00\n4\t30.00');
  const pasted = paste({ columns, lines, at: { row: 0, column: 1 }, block, setting, most: 100 });
  expect(pasted.map((line) => line.values)).toEqual([
    { quantity: '2', amount: '1000' },
    { quantity: '3', amount: '2000' },
    { quantity: '4', amount: '3000' },
  ]);
  expect(totalOf(amount, pasted)).toBe('6000');
  expect(paste({ columns, lines, at: { row: 0, column: 1 }, block, setting, most: 2 })).toHaveLength(2);
});

test.each([
  [{ row: 0, column: 0 }, 'up', { row: 0, column: 0 }],
  [{ row: 0, column: 1 }, 'right', { row: 0, column: 2 }],
  [{ row: 2, column: 1 }, 'down', { row: 2, column: 1 }],
  [{ row: 0, column: 1 }, 'next', { row: 0, column: 3 }],
  [{ row: 0, column: 3 }, 'previous', { row: 0, column: 1 }],
  [{ row: 0, column: 4 }, 'next', { row: 1, column: 0 }],
  [{ row: 1, column: 0 }, 'previous', { row: 0, column: 4 }],
  [{ row: 2, column: 4 }, 'next', undefined],
  [{ row: 0, column: 0 }, 'previous', undefined],
  [{ row: 1, column: 2 }, 'home', { row: 1, column: 0 }],
  [{ row: 1, column: 2 }, 'last', { row: 2, column: 4 }],
] as const)('from %o a step %s leads to %o', (at, step, to) => expect(move(at, step, shape)).toEqual(to));

test('totals are exact', () => {
  const lines = Array.from({ length: 10 }, () => newLine({ quantity: '0.1' }));
  expect(totalOf(quantity, lines)).toBe('1');
  expect(totalOf(quantity, [newLine({ quantity: 'x' }), newLine()])).toBe('0');
});
