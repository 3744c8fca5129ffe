import { strict as assert } from 'node:assert';
import { dec, round, toDecimal } from '#kernel/values/decimal.ts';
import { absMinor, formatMajor, toMinor } from '#kernel/values/money.ts';
import { type AllocationInput, allocateCost } from './allocate.ts';
import { type BillMatchInput, matchBills } from './match-bills.ts';
import { type Book, checkBook, correct, flowTotals, moveValue, onHand, openBook, post } from './test-book.ts';
import type { KeyState, Method, Move, Problem } from './types.ts';

/**
 * Runs one golden case: a method, then a line for each thing that happens and each figure expected. The language is
 * described at the head of `cases/valuation.txt`. Values in cases are in major units with two decimals.
 */
export interface Case {
  name: string;
  options: string[];
  lines: { text: string; number: number }[];
}

export function parseCases(text: string): Case[] {
  const cases: Case[] = [];
  text.split('\n').forEach((raw, index) => {
    const line = raw.replace(/#.*/, '').trim();
    const start = /^case (\S+) (.*)$/.exec(line);
    if (start) cases.push({ name: start[1]!, options: start[2]!.split(/\s+/), lines: [] });
    else if (line) cases.at(-1)!.lines.push({ text: line, number: index + 1 });
  });
  return cases;
}

interface Run {
  book: Book;
  clock: number;
  bills: BillMatchInput;
  fallbackMinor: string | null;
}

export function runCase({ options, lines }: Case): void {
  const option = (name: string) => options.find((o) => o.startsWith(`${name}=`))?.slice(name.length + 1);
  const key = (keyId: string): KeyState => ({
    keyId,
    method: options[0] as Method,
    allowNegative: options.includes('negative'),
    layers: [],
    standardMinor: option('standard') ? unitMinor(option('standard')!) : null,
  });
  const fallbackMinor = option('fallback') ? unitMinor(option('fallback')!) : null;
  const book = openBook([key('A'), key('B')]);
  const run: Run = { book, clock: 0, bills: { receipts: [], bills: [] }, fallbackMinor };
  for (const { text, number } of lines) {
    try {
      perform(run, text);
      checkBook(run.book);
    } catch (error) {
      (error as Error).message = `line ${number}: ${text}\n${(error as Error).message}`;
      throw error;
    }
  }
}

function perform(run: Run, text: string): void {
  const refused = /^refused (\w+): (.*)$/.exec(text);
  if (refused) {
    assert.deepEqual([...new Set(act(run, refused[2]!).map((p) => p.code))], [refused[1]]);
    return;
  }
  const [action, expected] = text.split(/\s+=>\s+/) as [string, string | undefined];
  const verb = action.split(' ')[0]!;
  if (verb in ASKS) {
    assert.equal(ASKS[verb]!(run, action.split(/\s+/).slice(1)), expected);
    return;
  }
  assert.deepEqual(act(run, action), []);
  if (expected) assert.equal(money(absMinor(moveValue(run.book, nameIn(action)))), expected);
}

/** What happens: `in r1 10 @5`, or `before o1: in r1 10 @5` to back-date. Returns the engine's problems. */
function act(run: Run, text: string): Problem[] {
  const dated = /^before (\S+): (.*)$/.exec(text);
  const words = (dated ? dated[2]! : text).split(/\s+/);
  run.clock += 1000;
  // A back-dated move goes just before the named one; two before the same move keep the order they are told in.
  const seq = dated ? run.book.moves.get(dated[1]!)!.seq - 900 + run.clock / 1000 : run.clock;
  const [verb, moveId] = words as [string, string];
  if (verb === 'cancel') return correct(run.book, { causeId: `c${seq}`, changes: [{ moveId, to: null }] });
  if (verb === 'set' || verb === 'add') {
    const to = changed(run.book.moves.get(moveId)!, words);
    return correct(run.book, { causeId: `c${seq}`, changes: [{ moveId, to }] });
  }
  const move = toMove(run, { words, seq });
  return dated ? correct(run.book, { causeId: moveId, changes: [{ moveId, to: move }] }) : post(run.book, [move]);
}

const nameIn = (text: string): string => /^(?:before \S+: )?\S+ (\S+)/.exec(text)![1]!;

function toMove(run: Run, { words, seq }: { words: string[]; seq: number }): Move {
  const [verb, moveId, qty] = words as [string, string, string];
  const after = (word: string) => (words.includes(word) ? words[words.indexOf(word) + 1] : undefined);
  const at = { effectiveAt: '2026-01-05T12:00:00Z', effectiveOn: '2026-01-05', seq, fallbackMinor: run.fallbackMinor };
  const keyId = after('at') ?? 'A';
  const named = after('as')?.split(',');
  const pieces = named?.map((pieceId) => ({
    pieceId,
    layerId: `${keyId}/${pieceId}`,
    qty: toDecimal(dec(qty).div(named.length)),
  }));
  const base = { ...at, moveId, keyId, qty, ...(pieces && { pieces }) };
  switch (verb) {
    case 'in':
      return { ...base, kind: 'receipt', to: 'grni', valueMinor: priced(qty, words[3]!) };
    case 'found':
      return { ...base, kind: 'gain', to: 'count' };
    case 'out':
      return { ...base, kind: 'issue', to: after('to') ?? 'cogs', ...(after('to') && { parcelId: after('to')! }) };
    case 'lost':
      return { ...base, kind: 'issue', to: 'count', ...(after('from') && { layerId: after('from')! }) };
    case 'move':
      return { ...base, kind: 'transfer', to: 'transit' };
    case 'arrive':
    case 'back':
      return {
        ...{ ...base, kind: 'carried', parcelId: after('of')!, to: run.book.moves.get(after('of')!)?.to ?? '' },
        ...(words.includes('apart') && { apart: true }),
      };
    case 'make': {
      const [part, whole] = after('share')!.split('/') as [string, string];
      return { ...base, kind: 'carried', parcelId: after('of')!, to: after('of')!, share: { part, whole } };
    }
    case 'send': {
      const credit = after('credit');
      const creditMinor = credit ? minor(credit) : null;
      return { ...base, kind: 'supplier_return', receiptId: after('of')!, creditMinor, to: 'grni' };
    }
    case 'revalue': {
      const layerId = after('layer');
      return {
        ...at,
        moveId,
        keyId: 'A',
        kind: 'revalue',
        to: 'revaluation',
        unitMinor: unitMinor(qty.slice(1)),
        ...(layerId && { layerId }),
      };
    }
    case 'charge':
      return { ...at, moveId, kind: 'charge', to: 'absorbed', parcelId: after('to')!, valueMinor: minor(qty) };
  }
  throw new Error(`no such verb: ${verb}`);
}

/** `set r1 qty 12` keeps the unit price; `set r1 @12` and `set r1 =120` the quantity; `add r1 100` is a landed cost. */
function changed(move: Move, words: string[]): Move {
  const [verb, , first, second] = words as [string, string, string, string];
  if (first === 'qty') {
    assert.ok('qty' in move);
    if (move.kind !== 'receipt') return { ...move, qty: second };
    const price = dec(move.valueMinor).div(move.qty);
    const valueMinor = toMinor(price.times(second), 0, 'half-up');
    return { ...move, qty: second, valueMinor };
  }
  assert.equal(move.kind, 'receipt');
  if (move.kind !== 'receipt') return move;
  return { ...move, valueMinor: verb === 'add' ? move.valueMinor + minor(first) : priced(move.qty, first) };
}

/** What is asked: each gives back the text that must stand after `=>`. */
const ASKS: Record<string, (run: Run, words: string[]) => string> = {
  stock: ({ book }, [keyId = 'A']) => {
    const { qty, value } = onHand(book, keyId);
    return `${qty} worth ${money(value)}`;
  },
  layers: ({ book }, [keyId = 'A']) =>
    book.keys
      .get(keyId)!
      .layers.map((layer) => money(layer.valueLeft))
      .join(' '),
  unit: ({ book }, [keyId = 'A']) => {
    const { qty, value } = onHand(book, keyId);
    const last = book.keys.get(keyId)!.lastCost!;
    const [worth, of] = qty === '0' ? [last.valueMinor, last.qty] : [value, qty];
    return round(dec(worth).div(of).div(100), 4, 'half-up').toFixed(4);
  },
  cost: ({ book }, [moveId]) => money(absMinor(moveValue(book, moveId!))),
  flow: ({ book }, [to, role = 'move']) => money(flowTotals(book)[`${to} ${role}`] ?? 0n),
  parcel: ({ book }, [parcelId]) => money(book.parcels.get(parcelId!)!.valueLeft),
  allocate: (_, words) => {
    const [total, basis, ...weights] = words as [string, AllocationInput['basis'], ...string[]];
    const lines = weights.map((weight, i) => ({
      lineId: `${i}`,
      ...{ qty: weight, weight, volume: weight, valueMinor: minor(weight), manualMinor: minor(weight) },
    }));
    const { shares, problems } = allocateCost({ totalMinor: minor(total), basis, lines });
    return problems[0]?.code ?? shares.map((share) => money(share.valueMinor)).join(' ');
  },
  received: (run, [receiptId, qty, price]) => {
    run.bills.receipts.push({ receiptId: receiptId!, qty: qty!, valueMinor: priced(qty!, price!) });
    return billed(run);
  },
  bill: (run, [billId, qty, price]) => {
    run.bills.bills.push({ billId: billId!, qty: qty!, valueMinor: priced(qty!, price!) });
    return billed(run);
  },
  credit: (run, [billId, qty, , creditOf]) => {
    run.bills.bills.push({ billId: billId!, qty: qty!, creditOf: creditOf! });
    return billed(run);
  },
};

function billed({ bills }: Run): string {
  const { receipts, ahead, problems } = matchBills(bills);
  const waiting = ahead.map((part) => ` ahead ${part.qty} ${money(part.valueMinor)}`).join('');
  return problems[0]?.code ?? receipts.map((receipt) => money(receipt.valueMinor)).join(' ') + waiting;
}

const money = (value: bigint): string => formatMajor(value, 2);
const minor = (value: string): bigint => toMinor(value, 2, 'half-up');
const unitMinor = (price: string): string => toDecimal(dec(price).times(100));
/** `@5` is a unit price, `=50` a total. */
const priced = (qty: string, price: string): bigint =>
  price.startsWith('@') ? toMinor(dec(price.slice(1)).times(qty), 2, 'half-up') : minor(price.slice(1));
