import { leftOf, NOTHING, type Owed, partAtPrice, partFor, together } from '#engines/owed/owed.ts';
import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { amountOf } from '#kernel/refusal.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import { absMinor, sumMinor } from '#kernel/values/money.ts';
import { enterCredit } from '../contract.ts';
import { type CreditPart, creditParts } from './credit-parts.ts';
import { type Bill, type BillLine, type Goods, readBill } from './credited-bill.ts';
import { numberOfCredit } from './duplicates.ts';
import { totalOf } from './line-taxes.ts';
import { type Credited, postCredit } from './post-credit.ts';

type Refusing = Refuse<typeof enterCredit.refusals>;
type Wanted = NonNullable<Input<typeof enterCredit>['lines']>[number];

/**
 * A credit is valued at the rate of its bill, and its parts add up to the bill: the last of them takes the rest of each amount.
 * Goods that went back had it awaited: that is cleared, what it differs by is a purchase variance. Goods that are here are
 * accrued again at what was agreed, as if they had not been billed: they wait for another bill, or for their return. A lower
 * price follows the goods; a line for an account is lowered there.
 */
export default implement(enterCredit, async (tx, input, refuse) => {
  const { bill, lines, ...goods } = await readBill(tx, input.bill);
  if (bill.kind !== 'bill') refuse('not_a_bill', { number: bill.number });
  const last = bill.billedOn > tx.today ? bill.billedOn : tx.today;
  const day = input.creditedOn ?? last;
  if (day < bill.billedOn) refuse('before_bill', { number: bill.number, day: bill.billedOn });
  if (day > last) refuse('future_day', { day });
  const number = await numberOfCredit(tx, { ...input, supplier: bill.supplier, name: bill.name, day, bill }, refuse);
  const wanted = input.lines ?? lines.flatMap(allOf);
  if (wanted.length === 0) refuse('fully_credited', { number: bill.supplierNumber });
  const credited = wanted.flatMap((one) => {
    const line = lines.find((candidate) => candidate.id === one.line);
    if (!line) return refuse('no_line');
    const part = partOf(line, one, bill, refuse);
    const parts = dividePart(goods, line, part) ?? refuse('more_than_billed');
    return parts.map(({ part, ...rest }): Omit<Credited, 'position'> => {
      const before = line.taken;
      line.taken = together(line.taken, part);
      return { ...rest, id: tx.newId(), line, part, before };
    });
  });
  if (sumMinor(credited.map(({ part }) => totalOf(part))) < 0n) refuse('negative_bill');
  const drafts = credited.map((one, index) => ({ ...one, position: index + 1 }));
  const made = await postCredit(tx, { bill, lines, number, note: input.note ?? null, day, credited: drafts, goods });
  const { totalMinor, taxMinor, postedOn } = made;
  return { credit: made.id, totalMinor, taxMinor, currency: bill.currency, postedOn };
});

/** All that is left of a line: its goods with their worth, else what is left of its price. */
function allOf({ id, whole, taken }: BillLine): Wanted[] {
  const left = leftOf(whole, taken);
  if (dec(left.quantity).gt(0)) return [{ line: id, quantity: left.quantity }];
  return left.netMinor === 0n ? [] : [{ line: id, netMinor: left.netMinor }];
}

function partOf(line: BillLine, wanted: Wanted, bill: Bill, refuse: Refusing): Owed {
  const { position, whole, taken } = line;
  const left = leftOf(whole, taken);
  const quantity = wanted.quantity && dec(wanted.quantity).gt(0) ? wanted.quantity : null;
  if (quantity && dec(quantity).gt(left.quantity)) refuse('more_than_left', { position, left: most(left.quantity) });
  const { netMinor } = wanted;
  if (netMinor == null) {
    if (!quantity) return refuse('needs_amount', { position });
    return partFor({ whole, taken, quantity });
  }
  const fits = netMinor !== 0n && netMinor > 0n === left.netMinor > 0n && absMinor(netMinor) <= absMinor(left.netMinor);
  if (!fits) refuse('more_than_left', { position, left: amountOf(left.netMinor, bill) });
  return partAtPrice({ whole, taken, netMinor, ...(quantity && { quantity }) });
}

const most = (left: Decimal): Decimal => (dec(left).gt(0) ? toDecimal(dec(left)) : '0');

type Divided = Omit<CreditPart, 'netMinor'> & { part: Owed };

/** A credited part by the goods it is of; undefined when there are not so many. */
function dividePart({ receipts, advances, uses }: Goods, line: BillLine, part: Owed): Divided[] | undefined {
  const quantity = dec(part.quantity).gt(0) ? part.quantity : null;
  if (line.receiptLine) return [{ receipt: receipts.get(line.receiptLine)!, quantity, part }];
  const parts = creditParts({
    ...{ quantity, netMinor: part.netMinor, advances: advances.filter((advance) => advance.billLine === line.id) },
    uses: uses
      .filter((use) => use.billLine === line.id)
      .map((use) => ({ receipt: receipts.get(use.receiptLine)!, quantity: use.quantity })),
  });
  let taken = NOTHING;
  return parts?.map((one) => {
    const share = shareOf(part, taken, one);
    taken = together(taken, share);
    return { ...one, part: share };
  });
}

function shareOf(whole: Owed, taken: Owed, { quantity, netMinor }: CreditPart): Owed {
  if (quantity) return partFor({ whole, taken, quantity });
  return netMinor === 0n ? NOTHING : partAtPrice({ whole, taken, netMinor });
}
