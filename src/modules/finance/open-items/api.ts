export { writeOff } from './adjustment/write-off.ts';
export { lockItems, lockOpenItems, type NewItem, type OpenItem, openItems } from './item/open-item.ts';
export { matchCredit, unmatch } from './match/commands.ts';
export { both, type Match, settle, settleDocuments, writeMatches } from './match/settle.ts';
export { undoMatches } from './match/undo.ts';
export { type BookedPayment, bookPayments } from './payment/book.ts';
export { type Application, type Payment, type Settling, toBase } from './payment/payment.ts';
export { accountRows, ageingRows, itemsAsOf, openRows } from './reports/as-of.ts';
export type { AdjustmentKind, Side } from './side.ts';
