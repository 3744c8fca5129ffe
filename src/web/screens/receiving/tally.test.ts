import { describe, expect, it } from 'vitest';
import {
  type ExpectedLine,
  leftOf,
  lineFor,
  mayAccept,
  nextLine,
  overOf,
  readScan,
  readSerials,
  type Scan,
  serialTwice,
  splitOff,
  sumScans,
} from './tally.ts';

const scan = (line: string, quantity: string, rejected = '0', reason = ''): Scan => ({
  key: 1,
  line,
  quantity,
  rejected,
  reason,
});
const line = (id: string, item: string, open: string, most = open): ExpectedLine => ({
  id,
  item,
  code: item,
  description: item,
  unit: 'EA',
  open,
  most,
});

describe('scans of an arrival', () => {
  it('add up by line, exactly, with every reason once', () => {
    const sums = sumScans([
      scan('a', '0.1'),
      scan('a', '0.2', '1', 'Rust'),
      scan('a', '0', '2', 'Rust'),
      scan('b', '4'),
    ]);
    expect(sums.get('a')).toEqual({ quantity: '0.3', rejected: '3', reason: 'Rust', lots: [] });
    expect(sums.get('b')).toEqual({ quantity: '4', rejected: '0', reason: '', lots: [] });
    expect(leftOf(line('a', 'x', '1'), sums.get('a'))).toBe('0.7');
    expect(leftOf(line('b', 'x', '3'), sums.get('b'))).toBe('-1');
  });

  it('go to the line of the item that still waits, and to the last when none does', () => {
    const lines = [line('a', 'x', '2'), line('b', 'y', '1'), line('c', 'x', '5')];
    expect(lineFor(lines, ['x'], new Map())?.id).toBe('a');
    expect(lineFor(lines, ['x'], sumScans([scan('a', '2')]))?.id).toBe('c');
    expect(lineFor(lines, ['x'], sumScans([scan('a', '2'), scan('c', '5')]))?.id).toBe('c');
    expect(lineFor(lines, ['z'], new Map())).toBeUndefined();
  });

  it('add up by lot, and know a serial number that comes twice', () => {
    const [one, two] = [
      { number: 'L-1', quantity: '2' },
      { number: 'L-2', quantity: '1' },
    ];
    const sums = sumScans([
      { ...scan('a', '3'), lots: [one, two] },
      { ...scan('a', '2'), lots: [one] },
    ]);
    expect(sums.get('a')!.lots).toEqual([{ number: 'L-1', quantity: '4' }, two]);
    expect(readSerials('A-1\n A-2,A-3 \n')).toEqual(['A-1', 'A-2', 'A-3']);
    expect(serialTwice(['A-1', 'A-2'], ['A-2'])).toBe('A-2');
    expect(serialTwice(['A-1', 'A-1'], [])).toBe('A-1');
    expect(serialTwice(['A-1'], ['A-2'])).toBeUndefined();
  });

  it('are more than ordered from the first piece over, and may be accepted as far as the order allows', () => {
    const ten = line('a', 'x', '10', '11');
    expect(overOf(ten, undefined, '10')).toBeUndefined();
    expect(overOf(ten, undefined, '10.5')).toBe('0.5');
    expect(mayAccept(ten, undefined, '11')).toBe(true);
    expect(mayAccept(ten, undefined, '11.5')).toBe(false);
    const twelve = sumScans([scan('a', '12')]).get('a');
    expect(overOf(ten, twelve, '3')).toBe('3');
    expect(overOf(ten, twelve, '0')).toBeUndefined();
    const lots = [{ number: 'L-1', quantity: '12' }];
    const entered = { quantity: '12', rejected: '1', reason: 'Rust', lots };
    expect(splitOff(entered, '2', 'Too many')).toEqual({
      ...{ quantity: '10', rejected: '3', reason: 'Rust; Too many' },
      lots: [{ number: 'L-1', quantity: '10' }],
    });
  });

  it('go on to the next line of which nothing was entered', () => {
    const lines = [line('a', 'x', '1'), line('b', 'y', '1'), line('c', 'z', '1')];
    expect(nextLine(lines, new Map())?.id).toBe('a');
    expect(nextLine(lines, new Map(), 'b')?.id).toBe('c');
    expect(nextLine(lines, sumScans([scan('c', '1')]), 'b')?.id).toBe('a');
    expect(nextLine(lines, sumScans(['a', 'b', 'c'].map((id) => scan(id, '1'))))).toBeUndefined();
  });

  it('may bear a quantity in front', () => {
    expect(readScan(' 12*4006381333931 ')).toEqual({ quantity: '12', code: '4006381333931' });
    expect(readScan('1.5 × S-SEAL')).toEqual({ quantity: '1.5', code: 'S-SEAL' });
    expect(readScan('PO-00012')).toEqual({ code: 'PO-00012' });
  });
});
