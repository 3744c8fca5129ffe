import { dec } from '#kernel/values/decimal.ts';
import { Share } from '#kernel/values/schema.ts';

/** What is over by more than this is no tolerance of a delivery but another order. */
const MOST = '20';

export const OverPercent = Share.refine((value) => dec(value).lte(MOST), `Must not be more than ${MOST}.`)
  .meta({ kind: 'percent' })
  .describe(`How much more than ordered may be received, at most ${MOST} percent.`);
