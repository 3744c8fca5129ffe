import { SEVERAL_OF_ONE } from './plurals.ts';

/** What nobody but the program says. */
const MACHINE: readonly (readonly [string, RegExp])[] = [
  ['an id', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/],
  ['JSON', /[{}]|\[\s*["{[]|":/],
  ['a code', /\b[a-z]+_[a-z_]+\b/],
  ['a name of the program', /\b[a-z]+[a-z0-9]*(?:Minor|Id|On|At)\b/],
  ['a day as programs write it', /\b\d{4}-\d{2}-\d{2}(?:T|\b)/],
  ['a month as programs write it', /(?<![\w-])\d{4}-(?:0[1-9]|1[0-2])(?![\w-])/],
  ['nothing, spelt out', /\b(?:null|undefined|NaN)\b|\[object/],
  ['marks of code', /`/],
  ['several of one', SEVERAL_OF_ONE],
];

/** File names, addresses and what people typed themselves are theirs. */
const THEIRS = /^(?:https?:|www\.)|@|\.(?:pdf|csv|xlsx|png|txt)$/i;

/** What in a text reads as if a machine had written it; nothing when a person could have. */
export const machineMade = (text: string): string | undefined =>
  THEIRS.test(text) ? undefined : MACHINE.find(([, pattern]) => pattern.test(text))?.[0];
