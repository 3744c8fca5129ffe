import {
  offered,
  type Part,
  SMALL_WRITE_OFF_MINOR,
  spread,
  withheldBeside,
  withheldFrom,
} from '#engines/settlement/plan.ts';
import { namedIn, proposal, type Why } from '#engines/settlement/propose.ts';
import { amountOf, Refusal } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { dec } from '#kernel/values/decimal.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { type Adjustment, adjust } from '../adjustment/adjust.ts';
import { type DocumentTaxes, taxParts } from '../adjustment/taxes.ts';
import { SETTLE_REFUSALS } from '../contract.ts';
import type { OpenItem } from '../item/open-item.ts';
import { both, type Match, settle } from '../match/settle.ts';
import type { AdjustmentKind, Side } from '../side.ts';
import {
  atRate,
  type Brought,
  baseOf,
  type Conversion,
  convert,
  givenUpByRate,
  type Rates,
  worthWith,
} from './convert.ts';
import type { Application, Payment } from './payment.ts';

/** What one payment does. Items' open parts are brought down as it goes, so the next payment sees them. */
export interface Applied {
  /** The item the payment itself is: what is left of it stays open. */
  credit: OpenItem;
  matches: Match[];
  adjustments: Adjustment[];
  touched: OpenItem[];
  conversions: Conversion[];
  /** What is given up of items, in the company’s currency: written off, discounted beyond what is offered, far from the rate of the day. */
  givenUpMinor: bigint;
}

interface Args {
  tx: Tx;
  side: Side;
  payment: Payment;
  items: readonly OpenItem[];
  documents: DocumentTaxes;
  /** Of the currencies of items that are paid in another one, on the days of their payments. */
  rates: Rates;
  /** By document: what was given up of its items that are settled, and so not among the open ones. */
  givenUp: ReadonlyMap<Id, bigint>;
}

export function applyPayment(args: Args): Applied {
  const { side, payment, items } = args;
  const credit: OpenItem = {
    ...{ id: payment.itemId, partyId: payment.party, currency: payment.currency, openedOn: payment.day },
    ...{ dueOn: payment.day, documentId: payment.id, kind: 'payment', discountOn: null, discountMinor: 0n },
    ...{ amountMinor: -payment.amountMinor, openMinor: -payment.amountMinor, openBaseMinor: -payment.baseMinor },
    ...{ discountedMinor: 0n, writtenOffMinor: 0n, digits: payment.digits, numbers: [] },
  };
  const applied: Applied = { credit, matches: [], adjustments: [], touched: [], conversions: [], givenUpMinor: 0n };
  const mine = items.filter((item) => item.partyId === payment.party);
  checkSettling(side, payment, mine);
  if (payment.amountMinor < 0n) return takeBack(args, mine, applied);
  if (payment.settle === 'listed') {
    for (const application of payment.applications ?? []) applyListed({ ...args, mine, applied, application });
    return applied;
  }
  const elsewhere = payment.settle === 'proposed' ? namedElsewhere(payment, mine) : undefined;
  if (elsewhere)
    refuse('named_in_other_currency', {
      ...{ number: elsewhere.numbers[0], currency: elsewhere.currency, paidIn: payment.currency },
    });
  for (const part of planOf(payment, mine)) take({ ...args, applied, ...part });
  return applied;
}

/** What a payment names is settled by it, or it is refused: nothing that was named is passed over. */
function checkSettling(
  side: Side,
  { settle, amountMinor, currency, ...named }: Payment,
  mine: readonly OpenItem[],
): void {
  const [applications, documents] = [named.applications ?? [], named.documents ?? []];
  const count = applications.length + documents.length;
  if (amountMinor < 0n && count > 0) refuse('nothing_to_settle');
  if (settle !== 'listed' && applications.length > 0) refuse('not_listed');
  if (settle !== 'documents') {
    if (documents.length > 0) refuse('not_documents');
    return;
  }
  if (documents.length === 0) refuse('no_documents');
  const debts = mine.filter((item) => item.openMinor > 0n && item.currency === currency);
  if (documents.some((document) => !debts.some((item) => item.documentId === document)))
    refuse('no_open_document', { party: side.party });
}

/** What the reference of a payment names that is owed in another currency: the payment does not say how much of it it settles. */
export function namedElsewhere(
  { reference, currency: paidIn }: Pick<Payment, 'reference' | 'currency'>,
  mine: readonly OpenItem[],
): OpenItem | undefined {
  const debts = mine.filter((item) => item.openMinor > 0n);
  return namedIn(reference ?? '', debts).find(({ currency }) => currency !== paidIn);
}

/** What a payment that lists nothing settles of a party's items, which come oldest first. */
export function planOf(
  payment: Pick<Payment, 'settle' | 'documents' | 'currency' | 'amountMinor' | 'day' | 'withheldPercent' | 'reference'>,
  mine: readonly OpenItem[],
): (Part<OpenItem> & { why: Why })[] {
  const { settle, documents, currency, amountMinor: money, day, withheldPercent, reference = null } = payment;
  const debts = mine.filter(
    (item) =>
      item.openMinor > 0n &&
      item.currency === currency &&
      (settle !== 'documents' || documents?.includes(item.documentId)),
  );
  if (settle === 'proposed') return proposal({ debts, money, day, withheldPercent, reference });
  return spread({ debts, money, day, withheldPercent }).map((part) => ({ ...part, why: 'oldest' }));
}

/**
 * Money that goes back settles the credits it names, else the oldest credits and payments on account; what the bank sent back
 * settles the payment it was.
 */
function takeBack({ tx, payment }: Args, mine: readonly OpenItem[], applied: Applied): Applied {
  const owed = applied.credit;
  for (const credit of mine) {
    if (owed.openMinor === 0n) break;
    if (credit.openMinor >= 0n || credit.currency !== payment.currency) continue;
    if (payment.returns && credit.documentId !== payment.returns) continue;
    if (payment.credits && !payment.credits.includes(credit.id)) continue;
    applied.matches.push(settle({ tx, owed, credit, amount: both(owed, credit), day: payment.day }));
    applied.touched.push(credit);
  }
  return applied;
}

const refuse = (code: keyof typeof SETTLE_REFUSALS, details: Record<string, unknown> = {}): never => {
  throw new Refusal(code, SETTLE_REFUSALS[code], details);
};

function applyListed(args: Args & { mine: readonly OpenItem[]; applied: Applied; application: Application }): void {
  const { tx, side, payment, mine, applied, application } = args;
  const { item: id, amountMinor: moneyMinor } = application;
  const item = mine.find((candidate) => candidate.id === id) ?? refuse('no_open_item', { party: side.party });
  if (item.amountMinor < 0n) refuse('nothing_owed', { party: side.party });
  const discountMinor = application.discountMinor ?? 0n;
  const writeOffMinor = application.writeOffMinor ?? 0n;
  const restMinor = item.openMinor - discountMinor - writeOffMinor;
  const itemMinor = settledWith({ ...args, item, restMinor });
  const withheldMinor = application.withheldMinor ?? withheldBeside(itemMinor, restMinor, payment.withheldPercent);
  const whole = itemMinor + discountMinor + writeOffMinor + withheldMinor;
  const given = [itemMinor, discountMinor, writeOffMinor, withheldMinor];
  const twice = (payment.applications ?? []).filter((one) => one.item === id).length > 1;
  if (given.some((part) => part < 0n) || whole <= 0n || whole > item.openMinor)
    refuse(twice ? 'document_twice' : 'not_open', { open: amountOf(item.openMinor, item) });
  const most = offered(item, payment.day, whole - writeOffMinor + (application.creditedMinor ?? 0n));
  if (discountMinor > most && !tx.may(side.writeOffRight))
    refuse('discount_not_offered', { offered: amountOf(most, item), day: payment.day, offer: offerOf(item) });
  if (moneyMinor > -applied.credit.openMinor) refuse('applied_too_much');
  const inBase = worthWith(args, item);
  const givenUpMinor = givenUpWith({ ...args, item, itemMinor, writeOffMinor, inBase });
  applied.givenUpMinor += inBase(writeOffMinor + (discountMinor > most ? discountMinor - most : 0n));
  const brought = { itemMinor, givenUpMinor };
  take({ ...args, item, moneyMinor, discountMinor, withheldMinor, writeOffMinor, brought });
}

type Listed = Parameters<typeof applyListed>[0] & { item: OpenItem };

/**
 * How much of an item the money named for it settles, in the item's currency: in the payment's just as much; in another what is said, or
 * what the money is worth on the day, until with the tax withheld beside it nothing is left.
 */
function settledWith(args: Listed & { restMinor: bigint }): bigint {
  const { payment, item, applied, application, restMinor } = args;
  const { amountMinor: moneyMinor, itemMinor } = application;
  const named = () => ({
    paid: amountOf(moneyMinor, payment),
    settled: amountOf(itemMinor ?? 0n, item),
  });
  if (item.currency === payment.currency) {
    if (itemMinor != null && itemMinor !== moneyMinor) refuse('item_amount', named());
    return moneyMinor;
  }
  // What nothing is left of has no worth.
  if (moneyMinor > -applied.credit.openMinor) refuse('applied_too_much');
  if (moneyMinor === 0n) return itemMinor ? refuse('item_unpaid', named()) : 0n;
  const most = restMinor - (application.withheldMinor ?? withheldFrom(restMinor, payment.withheldPercent));
  const settled = itemMinor ?? atRate(args, item, baseOf(applied.credit, moneyMinor), most);
  return settled > 0n || most <= 0n ? settled : refuse('settles_nothing', { ...named(), currency: item.currency });
}

/**
 * What money in another currency gives up of an item by being far from the rate of the day. Together with what is written off of its
 * document it is small, or needs the right.
 */
function givenUpWith(
  args: Listed & { itemMinor: bigint; writeOffMinor: bigint; inBase: (amount: bigint) => bigint },
): bigint {
  const { tx, side, payment, item, applied, application, itemMinor, writeOffMinor, inBase } = args;
  const [worth, paid] = [inBase(itemMinor), baseOf(applied.credit, application.amountMinor)];
  const far = item.currency === payment.currency ? NEAR : givenUpByRate(itemMinor, worth, paid);
  const newMinor = writeOffMinor + far.itemMinor;
  if (
    newMinor > 0n &&
    !tx.may(side.writeOffRight) &&
    inBase(writtenOff(args, item) + newMinor) > SMALL_WRITE_OFF_MINOR
  ) {
    if (far.itemMinor === 0n) refuse('write_off_too_much', { limit: amountOf(SMALL_WRITE_OFF_MINOR, tx) });
    refuse('far_from_rate', { day: payment.day, worth: amountOf(worth, tx), paid: amountOf(paid, tx) });
  }
  applied.givenUpMinor += far.off;
  return far.itemMinor;
}

const NEAR = { itemMinor: 0n, off: 0n };

/** What was given up of the document of an item so far, over all its instalments. */
const writtenOff = ({ mine, givenUp }: Pick<Args, 'givenUp'> & { mine: readonly OpenItem[] }, owed: OpenItem): bigint =>
  mine
    .filter((item) => item.documentId === owed.documentId)
    .reduce((sum, item) => sum + item.writtenOffMinor, givenUp.get(owed.documentId) ?? 0n);

/** What the terms of an item offered, in words. */
function offerOf({ discountOn, discountMinor, discountedMinor, amountMinor, digits, currency }: OpenItem): string {
  if (discountOn === null || discountMinor === 0n) return 'its terms offer none';
  const said = (minor: bigint): string => `${showMoney(minor, digits)} ${currency}`;
  const percent = dec(discountMinor.toString()).times(100).div(amountMinor.toString()).round(2).toFixed();
  const taken = discountedMinor > 0n ? `, and ${said(discountedMinor)} of it was taken` : '';
  return `${said(discountMinor)} (${percent} %) was offered for payment until ${showDay(discountOn)}${taken}`;
}

interface Taken {
  item: OpenItem;
  moneyMinor: bigint;
  discountMinor: bigint;
  withheldMinor: bigint;
  writeOffMinor: bigint;
  /** What the money settles of an item in another currency. */
  brought?: Brought;
}

function take(args: Args & { applied: Applied } & Taken): void {
  const { applied, item, moneyMinor, discountMinor, withheldMinor, writeOffMinor } = args;
  if (discountMinor > 0n) give({ ...args, kind: 'discount', amount: discountMinor });
  if (moneyMinor > 0n) pay(args);
  if (withheldMinor > 0n) give({ ...args, kind: 'withholding', amount: withheldMinor });
  if (writeOffMinor > 0n) give({ ...args, kind: 'write_off', amount: writeOffMinor });
  applied.touched.push(item);
}

function pay(args: Args & { applied: Applied } & Taken): void {
  const { tx, payment, applied, item, moneyMinor, brought } = args;
  if (brought && item.currency !== payment.currency) applied.conversions.push(convert({ ...args, brought }));
  else applied.matches.push(settle({ tx, owed: item, credit: applied.credit, amount: moneyMinor, day: payment.day }));
}

function give(
  args: Args & { applied: Applied; item: OpenItem; kind: Exclude<AdjustmentKind, 'conversion'>; amount: bigint },
): void {
  const { tx, payment, item, applied, kind, amount, documents } = args;
  const inBase = worthWith(args, item);
  const made = adjust({ tx, item, kind, amount, base: inBase(amount), day: payment.day });
  applied.matches.push(made.match);
  applied.touched.push(made.touched);
  applied.adjustments.push({
    ...{ kind, item: made.item, payment: payment.id, reason: payment.reference ?? null, toBase: inBase },
    withholding: kind === 'withholding' ? payment.withholding : null,
    taxes: kind === 'discount' ? taxParts(documents, item.documentId, amount) : [],
  });
}
