import type { Refuse } from '#kernel/command.ts';
import { amountOf, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor } from '#kernel/values/money.ts';
import type { refundRefusals } from '../contract.ts';
import { lockItems } from '../item/open-item.ts';
import type { Side } from '../side.ts';

/** Money that goes back for one open credit. */
export interface Refund {
  party: Id;
  currency: string;
  /** Less than nothing: the payment the other way round. */
  amountMinor: bigint;
  credits: Id[];
}

/** An open credit that is to be paid back, wholly or the amount given; locked. */
export async function refundable(
  tx: Tx,
  side: Side,
  input: { item: Id; amountMinor?: bigint | null | undefined; refundedOn?: Day | null | undefined },
  refuse: Refuse<typeof refundRefusals>,
): Promise<Refund> {
  const [item] = await lockItems(tx, side, [input.item]);
  if (!item) return refuseCommon('not_found', { what: 'open item' });
  if (item.amountMinor >= 0n) refuse('not_a_credit');
  const day = input.refundedOn ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  if (day < item.openedOn) refuse('before_item', { day: item.openedOn });
  if (item.openMinor === 0n) refuse('used_up');
  const open = absMinor(item.openMinor);
  const amount = input.amountMinor ?? open;
  if (amount <= 0n || amount > open) refuse('not_open', { open: amountOf(open, item) });
  return { party: item.partyId, currency: item.currency, amountMinor: -amount, credits: [item.id] };
}
