import { expect, it } from 'vitest';
import { submitText } from './submit-text.ts';

it.each([
  ['receivables.post_invoice', 'New invoice', 'Post invoice'],
  ['catalog.create_item', 'New item', 'Save item'],
  ['sales.receive_return', 'Receive return', 'Receive return'],
])('the button of %s says what it does', (name, label, text) => {
  expect(submitText({ name, label })).toBe(text);
});
