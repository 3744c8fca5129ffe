export { withoutMoney } from './account/holds-money.ts';
export { refuseOutOfUse } from './account/in-use.ts';
export { exportJournal } from './export/export-journal.ts';
export { daysPosted, holdPeriods, keepPeriods, postingDay, postingDays } from './posting/days.ts';
export {
  checkDimensions,
  type Dimensions,
  dimensionsOf,
  type NeedingLine,
  namingLines,
  neededBy,
  refuseLacking,
  sameDimensions,
} from './posting/dimensions.ts';
export { ACCOUNT_ROLES, type AccountRole, type EntryDraft, type Journal, type LineDraft } from './posting/draft.ts';
export type { Keeper } from './posting/kept.ts';
export { post } from './posting/post.ts';
export { reverse } from './posting/reverse.ts';
export { type Movement, movements, netOf, rangeOf } from './reports/movements.ts';
