import { describe, expect, it } from 'vitest';
import { isDone, lineOf, nextOpen, type PickLine, shippedLines, take, takeLot } from './pick.ts';

const line = (id: string, quantity: string, more: Partial<PickLine> = {}): PickLine => ({
  ...{ id, item: id, code: id, name: id, unit: 'EA', quantity, places: '', lots: '', tracking: 'none' },
  ...more,
});
const [a, b, c] = [line('a', '3'), line('b', '2'), line('c', '4', { item: 'a' })];
const nothing = { quantity: '0', lots: [] };

describe('picking', () => {
  it('takes what is left of a line or a part of it, never more', () => {
    const part = take(nothing, a, '2');
    expect(part).toEqual({ quantity: '2', lots: [] });
    expect(take({ quantity: '2', lots: [] }, a)).toEqual({ quantity: '3', lots: [] });
    expect(take({ quantity: '2', lots: [] }, a, '2')).toBe('tooMuch');
  });

  it('goes on to the next open line and begins again at the top', () => {
    const picks = { a: { quantity: '3', lots: [] }, c: { quantity: '1', lots: [], short: true } };
    expect(isDone(picks, c)).toBe(true);
    expect(nextOpen([a, b, c], picks, 'a')?.id).toBe('b');
    expect(nextOpen([a, b, c], picks, 'c')?.id).toBe('b');
    expect(nextOpen([a, c], picks)).toBeUndefined();
  });

  it('gives a scanned item to the line of it that is open', () => {
    expect(lineOf([a, b, c], {}, ['a'])?.id).toBe('a');
    expect(lineOf([a, b, c], { a: { quantity: '3', lots: [] } }, ['a'])?.id).toBe('c');
    expect(lineOf([a, b, c], {}, ['x'])).toBeUndefined();
  });

  it('takes a piece once by its serial number, and of a lot what it has', () => {
    const serial = line('s', '2', { tracking: 'serial' });
    const one = takeLot(nothing, serial, { number: 'N1', onHand: '1' });
    expect(one).toEqual({ quantity: '1', lots: [{ number: 'N1', quantity: '1' }] });
    expect(takeLot(one as never, serial, { number: 'N1', onHand: '1' })).toBe('again');
    const lot = line('l', '5', { tracking: 'lot' });
    const some = takeLot(nothing, lot, { number: 'L1', onHand: '2' });
    const all = takeLot(some as never, lot, { number: 'L2', onHand: '9' });
    expect(all).toEqual({
      quantity: '5',
      lots: [
        { number: 'L1', quantity: '2' },
        { number: 'L2', quantity: '3' },
      ],
    });
    expect(takeLot(all as never, lot, { number: 'L2', onHand: '9' })).toBe('full');
  });

  it('tells the delivery of every line, also of one that was not there', () => {
    const picks = { a: { quantity: '3', lots: [] }, b: { quantity: '0', lots: [], short: true } };
    expect(shippedLines([a, b], picks)).toEqual([
      { line: 'a', quantity: '3' },
      { line: 'b', quantity: '0' },
    ]);
  });
});
