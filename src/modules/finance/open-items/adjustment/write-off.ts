import type { Refuse } from '#kernel/command.ts';
import { amountOf, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor, mulDiv } from '#kernel/values/money.ts';
import { post } from '#modules/finance/ledger/api.ts';
import type { writeOffRefusals } from '../contract.ts';
import { lockItems, openItems } from '../item/open-item.ts';
import { recordItems } from '../match/commands.ts';
import { writeMatches } from '../match/settle.ts';
import { stateMoney } from '../payment/state.ts';
import type { Side } from '../side.ts';
import { adjust, adjustmentEntries, insertAdjustments } from './adjust.ts';

/**
 * Gives up what is open of an item, owed or to somebody's credit. At the rate it was booked with: that realises no exchange
 * difference.
 */
export async function writeOff(
  tx: Tx,
  side: Side,
  input: { item: Id; amountMinor?: bigint | null | undefined; day: Day | null | undefined; reason: string },
  refuse: Refuse<typeof writeOffRefusals>,
): Promise<Id> {
  const [item] = await lockItems(tx, side, [input.item]);
  if (!item) return refuseCommon('not_found', { what: 'open item' });
  const day = input.day ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  if (day < item.openedOn) refuse('before_item', { day: item.openedOn });
  const open = absMinor(item.openMinor);
  const amount = input.amountMinor ?? open;
  if (amount <= 0n || amount > open) refuse('not_open', { open: amountOf(open, item) });
  const base = mulDiv({
    ...{ amount: absMinor(item.openBaseMinor), numerator: amount, denominator: open, rounding: 'half-up' },
  });
  const made = adjust({ tx, item, kind: 'write_off', amount, base, day });
  const { reason } = input;
  const none = { payment: null, withholding: null, taxes: [], toBase: () => 0n };
  const adjustment = { ...none, kind: 'write_off', item: made.item, reason } as const;
  await Promise.all([
    insertAdjustments(tx, side, [adjustment]),
    openItems(tx, side, [made.item]),
    post(tx, adjustmentEntries(tx, side, [adjustment]), 'open_items'),
    writeMatches(tx, side, [made.match], [item, made.touched]),
  ]);
  recordItems(tx, side, [item], { writtenOffMinor: amount, reason });
  await stateMoney(tx, side, 'write_off', item.partyId);
  return made.item.documentId;
}
