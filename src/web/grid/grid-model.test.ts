import { expect, test } from 'vitest';
import {
  afterEnter,
  asTaken,
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
  problemsOf,
  totalOf,
  withMissing,
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

const needed: GridColumn[] = [
  { ...item, required: true },
  { ...quantity, required: true },
  doubled,
  { name: 'flag', label: 'Landed', type: 'flag' },
  { name: 'kind', label: 'Kind', type: 'choice', choices: ['standard', 'landed_cost', 'landing'] },
  { name: 'currency', label: 'Currency', type: 'currency' },
];
const [, , , flag, kind, currency] = needed as [GridColumn, GridColumn, GridColumn, GridColumn, GridColumn, GridColumn];

test('a flag, a choice and a currency are read only when they can mean one thing', () => {
  const read = (column: GridColumn, text: string) => {
    const line = enter(column, newLine(), text, setting);
    return line.problems?.[column.name] ?? line.values[column.name];
  };
  expect(['yes', 'no', 'lots'].map((text) => read(flag, text))).toEqual([true, false, 'unreadable']);
  expect(['st', 'land', 'Landed cost', 'landed_cost', 'x'].map((text) => read(kind, text))).toEqual([
    'standard',
    'unreadable',
    'landed_cost',
    'landed_cost',
    'unreadable',
  ]);
  expect(['eur', 'euro'].map((text) => read(currency, text))).toEqual(['EUR', 'unreadable']);
});

test('whatever is typed and not understood keeps the lines from being sent, blank lines do not', () => {
  const chosen = choose(item, newLine(), 'id-1', 'P-100 · Pump');
  const whole = enter(quantity, chosen, '2', setting);
  expect(problemsOf(needed, [whole, newLine(), enter(flag, newLine(), '', setting)])).toEqual([]);
  const unnamed = enter(item, enter(quantity, newLine(), '1', setting), '63', setting);
  expect(problemsOf(needed, [whole, unnamed])).toEqual([{ row: 1, column: 0, problem: 'notFound' }]);
  const unreadable = enter(quantity, chosen, '2 boxes', setting);
  expect(problemsOf(needed, [unreadable])).toEqual([{ row: 0, column: 1, problem: 'unreadable' }]);
  const onlyText = enter(item, newLine(), 'P', setting);
  expect(problemsOf(needed, [onlyText]).map(({ column }) => column)).toEqual([0, 1]);
  expect(problemsOf(needed, [enter(flag, newLine(), 'no', setting)]).map(({ problem }) => problem)).toEqual([
    'missing',
    'missing',
  ]);
});

test('pasted cells that can not be read stay in their lines and stop them', () => {
  const block = parseBlock('NO-SUCH\tmany\nNO-SUCH\t3');
  const lines = paste({ columns: needed, lines: [newLine()], at: { row: 0, column: 0 }, block, setting, most: 9 });
  expect(problemsOf(needed, lines)).toEqual([
    { row: 0, column: 0, problem: 'notFound' },
    { row: 0, column: 1, problem: 'unreadable' },
    { row: 1, column: 0, problem: 'notFound' },
  ]);
});

test('empty cells a line needs are marked when it is sent, and no longer once they are filled or the line is blank', () => {
  const begun = choose(item, newLine(), 'id-1', 'P-100');
  const [marked] = withMissing(needed, [begun]) as [Line];
  expect(marked.problems).toEqual({ quantity: 'missing' });
  expect(withMissing(needed, [enter(quantity, marked, '1', setting)])[0]!.problems).toEqual({});
  expect(withMissing(needed, [enter(item, marked, '', setting)])[0]!.problems).toEqual({});
});

test('Enter leads to the next cell still needed, then to the first cell of the next line', () => {
  const price: GridColumn = { name: 'price', label: 'Own price', type: 'price' };
  const order = [needed[0]!, needed[1]!, doubled, price, day];
  const begun = choose(item, newLine(), 'id-1', 'P-100');
  const whole = enter(quantity, begun, '2', setting);
  expect(afterEnter({ row: 0, column: 0 }, [begun], order)).toEqual({ row: 0, column: 1 });
  expect(afterEnter({ row: 0, column: 1 }, [whole], order)).toEqual({ row: 1, column: 0 });
  expect(afterEnter({ row: 0, column: 0 }, [whole], order)).toEqual({ row: 1, column: 0 });
  const debit: GridColumn = { name: 'debit', label: 'Debit', type: 'money' };
  const credit: GridColumn = { name: 'credit', label: 'Credit', type: 'money' };
  const entry = [{ ...item, required: true }, debit, credit, { name: 'text', label: 'Text', type: 'text' } as const];
  expect(afterEnter({ row: 0, column: 0 }, [begun], entry)).toEqual({ row: 0, column: 1 });
  expect(afterEnter({ row: 0, column: 1 }, [begun], entry)).toEqual({ row: 0, column: 2 });
  expect(afterEnter({ row: 0, column: 2 }, [enter(credit, begun, '5', setting)], entry)).toEqual({ row: 1, column: 0 });
});

test('an empty cell shows what is taken for it, as soon as its line says anything', () => {
  const restock: GridColumn = { name: 'restock', label: 'Restock', type: 'flag', usual: true };
  const shown = (line: Line) => cellText(restock, asTaken([quantity, restock], line), setting);
  expect(shown(newLine())).toBe('');
  expect(shown(newLine({ quantity: '2' }))).toBe('✓');
  expect(shown(newLine({ quantity: '2', restock: false }))).toBe('');
});
