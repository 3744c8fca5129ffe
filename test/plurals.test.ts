import { expect, test } from 'vitest';
import { COMMON_REFUSALS, SHARED_REFUSALS } from '#kernel/refusal.ts';
import { fill } from '#kernel/values/fill.ts';
import { DOOR } from '#surfaces/http/reply.ts';
import { en } from '#web/texts/en.ts';
import { screens } from '#web/texts/screens.ts';
import { registry } from './harness.ts';
import { machineMade } from './machine-made.ts';
import { oneAsSeveral } from './plurals.ts';

interface Texts {
  readonly [name: string]: string | Texts;
}

const all = (texts: Texts, path = ''): [string, string][] =>
  Object.entries(texts).flatMap(([name, text]) =>
    typeof text === 'string' ? [[path + name, text] as [string, string]] : all(text, `${path}${name}.`),
  );

const web = [...all(en), ...all(screens)];

test('a text of the screens that counts something has a form for one of it', () => {
  const counting = web.filter(([name, text]) => oneAsSeveral(text) && !name.endsWith('_other'));
  expect(counting).toEqual([]);
  const names = new Set(web.map(([name]) => name));
  const without = [...names].filter((name) => name.endsWith('_other') && !names.has(name.replace(/_other$/, '_one')));
  expect(without).toEqual([]);
  expect([...names].filter((name) => name.endsWith('_other')).length).toBeGreaterThan(30);
});

test('so has what the server refuses and warns with', () => {
  const refusals = [...registry.operations.values()].flatMap(({ contract }) => Object.entries(contract.refusals));
  const texts = [
    ...refusals,
    ...Object.entries(SHARED_REFUSALS),
    ...[...Object.entries(COMMON_REFUSALS), ...Object.entries(DOOR)].map(([name, { text }]) => [name, text] as const),
  ];
  expect(texts.filter(([, text]) => oneAsSeveral(text))).toEqual([]);
});

test('the form is chosen by the figure', () => {
  const text = 'Try again in {minutes} {minutes:minute|minutes}.';
  expect([1, '1.0', 0, 15].map((minutes) => fill(text, { minutes }))).toEqual([
    'Try again in 1 minute.',
    'Try again in 1.0 minute.',
    'Try again in 0 minutes.',
    'Try again in 15 minutes.',
  ]);
});

test('texts with a figure are told from others', () => {
  expect(oneAsSeveral('{{count}} more lines')).toBe('{{count}} more lines');
  expect(oneAsSeveral('only {open} are open')).toBe('{open} are');
  expect(oneAsSeveral('Line {position} needs a quantity')).toBeUndefined();
  expect(oneAsSeveral('{open} {open:is|are} open')).toBeUndefined();
  expect(machineMade('There are 1 lines left.')).toBe('several of one');
  expect(machineMade('Step 2.1 days, 11 lines')).toBeUndefined();
});
