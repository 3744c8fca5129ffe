import { describe, expect, it } from 'vitest';
import { type CountLine, countLineOf, enteredLines, lineFor, nextUncounted } from './tally.ts';

const line = (id: string, more: Partial<CountLine> = {}): CountLine => ({
  ...{ id, item: id, code: id, name: id, unit: 'EA', places: '', found: false },
  ...more,
});
const lines = [line('a', { counted: '4' }), line('b'), line('c', { item: 'b', lot: 'L2' }), line('d')];

describe('counting', () => {
  it('goes on to the next line nobody counted, and to the top after the last', () => {
    expect(nextUncounted(lines, {})?.id).toBe('b');
    expect(nextUncounted(lines, { b: '0' }, 'b')?.id).toBe('c');
    expect(nextUncounted(lines, { d: '1' }, 'd')?.id).toBe('b');
    expect(nextUncounted(lines, { b: '1', c: '1', d: '1' })).toBeUndefined();
  });

  it('finds the line of a scanned item or lot, one that is not counted first', () => {
    expect(lineFor(lines, {}, { items: ['b'] })?.id).toBe('b');
    expect(lineFor(lines, { b: '3' }, { items: ['b'] })?.id).toBe('c');
    expect(lineFor(lines, {}, { lot: 'l2' })?.id).toBe('c');
    expect(lineFor(lines, {}, { items: ['x'] })).toBeUndefined();
  });

  it('hands in what was counted, with its lot, and nothing else', () => {
    expect(enteredLines(lines, { c: '7', d: '0' })).toEqual([
      { item: 'b', quantity: '7', lot: 'L2' },
      { item: 'd', quantity: '0' },
    ]);
  });

  it('knows no book quantity of a line that does not tell it', () => {
    const row = {
      ...{ lineId: 'x', itemId: 'i', item: 'I', name: 'Item', unit: 'EA', places: null, lot: null },
      ...{ bookQuantity: null, countedQuantity: null, earlierQuantity: null, found: false, tracking: 'none' },
    };
    expect(countLineOf(row)).toMatchObject({ book: undefined, counted: undefined, places: '' });
  });
});
