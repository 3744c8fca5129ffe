import { amend, amendToLeft, backAtLaterPrice, cancel } from './random-amending.ts';
import { correct } from './random-corrections.ts';
import { correctBack, giveBack } from './random-returns.ts';
import { type Book, credit, free, invoice, nextDay, pay, place, type Step, ship } from './random-steps.ts';

/** What happens, and below which of a hundred. */
const KINDS: readonly [number, (book: Book, step: Step) => Promise<void>][] = [
  [5, place],
  [8, backAtLaterPrice],
  [26, ship],
  [43, invoice],
  [57, giveBack],
  [61, correct],
  [65, correctBack],
  [76, credit],
  [82, amend],
  [85, amendToLeft],
  [87, cancel],
  [95, pay],
  [97, free],
  [100, nextDay],
];
export const carryOut = (book: Book, step: Step) => KINDS.find(([below]) => step.what < below)![1](book, step);
