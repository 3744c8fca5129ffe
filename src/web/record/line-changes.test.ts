import { expect, test } from 'vitest';
import { linesChanged } from './line-changes.ts';

test('an amended line is shown value by value, an added one whole', () => {
  const was = { line: 1, quantity: '10', unitPrice: '40' };
  expect(
    linesChanged(
      [was, null],
      [
        { ...was, quantity: '12' },
        { line: 2, quantity: '5' },
      ],
    ),
  ).toEqual([
    { line: 1, name: 'quantity', was: '10', now: '12' },
    { line: 2, name: 'quantity', was: undefined, now: '5' },
  ]);
  expect(linesChanged(undefined, 3)).toBeNull();
  expect(linesChanged([], [was])).toBeNull();
});
