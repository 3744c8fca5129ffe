export { writeOff } from './adjustment/write-off.ts';
export { giveBackDeductions } from './given-back/give-back.ts';

export { lockItems, lockOpenItems, type NewItem, type OpenItem, openItems } from './item/open-item.ts';
export { matchCredit, unmatch } from './match/commands.ts';
export { both, type Match, settle, settleDocuments, writeMatches } from './match/settle.ts';
export { type BookedPayment, bookPayments } from './payment/book.ts';
export { type Application, MOST_WITHHELD_PERCENT, type Payment, type Settling, toBase } from './payment/payment.ts';
export { refundable } from './payment/refund.ts';
export { sendBack } from './payment/send-back.ts';
export { stateMoney, statePayments } from './payment/state.ts';
export { ageingRows, openRows } from './reports/as-of.ts';
export { accountByCurrency, type CurrencyAccount } from './reports/by-currency.ts';
export { proposalRows } from './reports/proposal.ts';
export { checkRevalued, revalue } from './reports/revalue.ts';
export { statementRows } from './reports/statement.ts';
export { withheldRows } from './reports/withheld.ts';
export type { Side } from './side.ts';
export { openItemsOf } from './uses.ts';
