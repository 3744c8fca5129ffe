export { exportJournal } from './export/export-journal.ts';
export { openYears } from './period/years.ts';
export { holdPeriods, keepPeriods, postingDay, postingDays } from './posting/days.ts';
export {
  checkDimensions,
  type Dimensions,
  dimensionsOf,
  type NeedingLine,
  type Needs,
  namingLines,
  neededBy,
  refuseLacking,
  sameDimensions,
} from './posting/dimensions.ts';
export {
  ACCOUNT_ROLES,
  type AccountRole,
  type EntryDraft,
  JOURNALS,
  type Journal,
  type LineDraft,
  type PostedEntry,
} from './posting/draft.ts';
export type { Keeper } from './posting/kept.ts';
export { post } from './posting/post.ts';
export { reverse } from './posting/reverse.ts';
export { type Movement, movements, netOf, rangeOf } from './reports/movements.ts';
