/** What is counted in the texts of the program. */
const NOUNS =
  'accounts amounts approvals bills characters companies conditions copies counts currencies days decimals deliveries digits documents dozens entries errors events fields files hours invoices items keys letters lines lots minutes months moves names needs numbers offers orders pages parts payments people periods pieces places positions prices proposals receipts records requests requisitions rights roles rows rules runs seconds steps suppliers tables tasks times units users values weeks years'
    .split(' ')
    .join('|');
const VERBS = 'are|were|have';

const AFTER_A_FIGURE = new RegExp(`\\{\\{?\\w+\\}\\}? (?:(?:(?!has |needs )[a-z-]+ ){0,2}(?:${NOUNS})|${VERBS})\\b`);

/**
 * What of a text is said as if there were always several: a figure to be filled in, and after it a word that would be another for
 * one. Words between which the text chooses (`{count:line|lines}`) are none.
 */
export const oneAsSeveral = (text: string): string | undefined => {
  const [found] = AFTER_A_FIGURE.exec(text) ?? [];
  // “Line {position} needs a quantity”: a verb of what stands before.
  return found !== undefined && /\} (?:needs|counts|orders|names|bills|values|requests|offers)\b/.test(found)
    ? undefined
    : found;
};

/** One of something, called as if it were several: “1 lines”; “Line 1 names” is a verb of what stands before. */
export const SEVERAL_OF_ONE = new RegExp(`(?<![\\w.,:/-]|[A-Z][a-z]+ )1 (?:${NOUNS})\\b`);
