import { implement } from '#kernel/command.ts';
import type { Tx } from '#kernel/tx.ts';
import { type Decimal, dec, toDecimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { type AccountRole, dimensionsOf, post, sameDimensions } from '#modules/finance/ledger/api.ts';
import { adjustCost } from '#modules/supply/inventory/api.ts';
import { settleClaim } from '../contract.ts';
import { followFreight } from '../landed/freight-lines.ts';
import { type Cause, shareOf, writeAccruals } from './accrual.ts';
import { billReceiptLines, lockReceiptLines, ownCost, type ReceiptFacts } from './bill.ts';
import { writeReceiptLines } from './credit.ts';

/**
 * A credit that was awaited will not come. Goods that came in place of what went back are paid for with it: they count as
 * billed, and cost what was billed for the others. Without such goods the claim is given up: a purchase variance.
 */
export default implement(settleClaim, async (tx, { line: id, quantity, replacement, reason }, refuse) => {
  const locked = await lockReceiptLines(tx, [id, ...(replacement ? [replacement] : [])]);
  const line = locked.get(id)!;
  const other = replacement ? locked.get(replacement)! : undefined;
  const settled = quantity ?? line.claimed;
  if (!dec(settled).gt(0) || dec(settled).gt(line.claimed)) refuse('not_awaited', { left: line.claimed });
  if (other && (other.supplier !== line.supplier || other.item !== line.item)) refuse('other_goods');
  if (other && dec(settled).gt(other.open)) refuse('more_than_unbilled', { open: other.open });
  const minor = shareOf(line.claimMinor, settled, line.claimed);
  const receipt = await receiptOf(tx, replacement ?? id);
  const cause = { source: { entity: 'purchasing.receipt', id: receipt }, day: tx.today };
  await Promise.all([
    writeAccruals(tx, [
      {
        ...{ ...cause, receiptLine: id, kind: 'settled' as const },
        ...{ claimQuantity: toDecimal(dec(settled).neg()), claimMinor: -minor },
      },
    ]),
    writeReceiptLines(tx, [without(line, settled, minor, !other)]),
  ]);
  const change = { line: other ?? line, quantity: settled, minor, cause, reason };
  if (other && !sameDimensions(line, other)) await moveClaim(tx, line, change);
  await (other ? payWith(tx, change) : bookRest(tx, change, line.moveId ? 'purchase_variance' : ownCost(line.spread)));
  tx.record({ entity: 'purchasing.receipt_line', id, after: { settled, replacement: replacement ?? null, reason } });
  return { settledMinor: minor };
});

const without = (line: ReceiptFacts, quantity: Decimal, minor: bigint, given: boolean): ReceiptFacts => ({
  ...line,
  billed: toDecimal(dec(line.billed).minus(quantity)),
  claimed: toDecimal(dec(line.claimed).minus(quantity)),
  claimMinor: line.claimMinor - minor,
  givenUp: given ? toDecimal(dec(line.givenUp).plus(quantity)) : line.givenUp,
});

async function receiptOf(tx: Tx, line: Id): Promise<Id> {
  const [row] = await tx.sql<{ receipt: Id }>`
    select receipt_id as receipt from purchasing.receipt_line where company_id = ${tx.company} and id = ${line}`;
  return row!.receipt;
}

interface Change {
  line: ReceiptFacts;
  quantity: Decimal;
  minor: bigint;
  cause: Cause;
  reason: string;
}

/** The claim stands where the goods that went back were received for, the accrual where those that came were. */
async function moveClaim(tx: Tx, from: ReceiptFacts, { line: to, minor, cause, reason }: Change): Promise<void> {
  const side = (line: ReceiptFacts, amountMinor: bigint) => ({
    ...{ role: 'grni' as const, amountMinor, party: line.supplier, item: line.item, site: line.site },
    ...dimensionsOf(line),
  });
  await post(
    tx,
    [
      {
        ...{ journal: 'purchase', source: cause.source, effectiveOn: cause.day, follows: true },
        text: `Credit not awaited: ${reason}`,
        lines: [side(to, minor), side(from, -minor)],
      },
    ],
    'purchasing',
  );
}

/**
 * What was accrued for the goods and what was claimed meet on grni, on the day they are settled; their difference follows the
 * goods from the day they came, by way of bill_clearing.
 */
async function payWith(tx: Tx, { line, quantity, minor, cause, reason }: Change): Promise<void> {
  const { receiptLine, moveId } = line;
  const [cleared] = await billReceiptLines(tx, [{ ...cause, receiptLine, quantity, billedMinor: minor }]);
  const deltaMinor = cleared!.differenceMinor;
  await bookRest(tx, { line, minor: deltaMinor, cause, reason }, moveId ? 'bill_clearing' : ownCost(line.spread));
  if (!moveId) return;
  const adjustment = { moveId, deltaMinor, cause: cause.source, label: reason, effectiveOn: cause.day, ofBill: true };
  await adjustCost(tx, [{ ...adjustment, creditRole: 'bill_clearing', ...dimensionsOf(line) }]);
}

/** Dr the account given, Cr grni. */
async function bookRest(
  tx: Tx,
  { line, minor, cause, reason }: Omit<Change, 'quantity'>,
  role: AccountRole,
): Promise<void> {
  if (minor === 0n) return;
  const about = { party: line.supplier, item: line.item, site: line.site, ...dimensionsOf(line) };
  await post(
    tx,
    [
      {
        ...{ journal: 'purchase', source: cause.source, effectiveOn: cause.day, follows: true },
        text: `Credit not awaited: ${reason}`,
        lines: [
          { role, amountMinor: minor, ...about },
          { role: 'grni', amountMinor: -minor, ...about },
        ],
      },
    ],
    'purchasing',
  );
  if (line.spread) await followFreight(tx, [{ receiptLine: line.receiptLine, deltaMinor: minor, day: cause.day }]);
}
