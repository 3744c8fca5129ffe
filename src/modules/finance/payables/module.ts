import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import { confirmBankHandler, rejectBankHandler, setBankHandler } from './bank/commands.ts';
import { clearAdvances } from './bill/clear-advances.ts';
import { postBillHandler, postBillsHandler, postCreditHandler } from './bill/commands.ts';
import enterCredit from './bill/enter-credit.ts';
import { assignHandler, correctHandler, matchBillsHandler, rejectHandler, releaseHandler } from './bill/held.ts';
import {
  matchHandler,
  revaluedBeforeClosing,
  revalueHandler,
  unmatchHandler,
  writeOffHandler,
} from './item/commands.ts';
import { recordPaymentHandler, recordPaymentsHandler, refundHandler, returnHandler } from './payment/commands.ts';
import { remittanceAdvice, runAdvices } from './print/remittance.ts';
import * as records from './records.ts';
import { heldOfAccrued, heldReceipts } from './reports/held-receipts.ts';
import { heldLines, holds } from './reports/holds.report.ts';
import {
  ageing,
  openItems,
  settlementProposal,
  statement,
  statementCheck,
  withheld,
} from './reports/payables.reports.ts';
import * as run from './run/pay.ts';
import paymentFile from './run/payment-file.ts';
import proposeRun from './run/propose.ts';
import { uses } from './uses.ts';

const READ = ['payables.bill.read'];

export default defineModule({
  name: 'payables',
  label: 'Payables',
  wing: 'finance',
  entities: [
    records.bill,
    records.billLine,
    records.heldBill,
    records.payment,
    records.settlement,
    records.openItem,
    records.match,
    records.revaluation,
    records.paymentRun,
    records.runLine,
    records.supplierBank,
    records.tolerance,
    records.supplierRule,
    records.withholding,
  ],
  printed: [remittanceAdvice, runAdvices],
  operations: [
    postBillHandler,
    postBillsHandler,
    releaseHandler,
    correctHandler,
    matchBillsHandler,
    rejectHandler,
    assignHandler,
    enterCredit,
    postCreditHandler,
    recordPaymentHandler,
    recordPaymentsHandler,
    refundHandler,
    returnHandler,
    matchHandler,
    unmatchHandler,
    writeOffHandler,
    revalueHandler,
    proposeRun,
    run.dropHandler,
    run.approveHandler,
    run.rejectHandler,
    run.cancelHandler,
    run.payHandler,
    paymentFile,
    setBankHandler,
    confirmBankHandler,
    rejectBankHandler,
  ],
  additions: [heldOfAccrued],
  reports: [holds, heldLines, heldReceipts, ageing, openItems, settlementProposal, statement, statementCheck, withheld],
  uses,
  subscriptions: [revaluedBeforeClosing, clearAdvances],
  permissions: {
    'payables.bill.read': 'See bills and what we owe',
    'payables.bill.post': 'Enter bills and credits',
    'payables.bill.release': 'Release or reject held bills',
    'payables.payment.write': 'Book payments to suppliers and match them',
    'payables.revaluation.write': 'Revalue payables in other currencies',
    'payables.write_off.write': 'Give up rests of bills',
    'payables.run.propose': 'Propose payments',
    'payables.run.approve': 'Approve payments',
    'payables.run.pay': 'Pay approved runs and make payment files',
    'payables.bank.read': 'See bank accounts of suppliers',
    'payables.bank.write': 'Enter bank accounts of suppliers',
    'payables.bank.confirm': 'Confirm bank accounts of suppliers',
    'payables.tolerance.write': 'Set tolerances, withheld taxes and rules of suppliers',
  },
  roles: {
    controller: [
      ...READ,
      'payables.bill.release',
      'payables.write_off.write',
      'payables.revaluation.write',
      'payables.run.approve',
      'payables.run.pay',
      'payables.bank.read',
      'payables.bank.confirm',
      'payables.tolerance.write',
    ],
    bookkeeper: [
      ...READ,
      'payables.bill.post',
      'payables.payment.write',
      'payables.run.propose',
      'payables.run.pay',
      'payables.bank.read',
      'payables.bank.write',
    ],
    buyer: READ,
  },
  sealed: [
    'payables.bill',
    'payables.bill_line',
    'payables.advance_use',
    'payables.payment',
    'payables.adjustment',
    'payables.match',
    'payables.revaluation',
  ],
  onCompany: async (tx) => {
    await defineSeries(tx, [
      { series: 'payables.bill', prefix: 'BILL-' },
      { series: 'payables.payment', prefix: 'PMT-' },
      { series: 'payables.run', prefix: 'RUN-' },
    ]);
    await tx.sql`insert into payables.tolerance (company_id, id) values (${tx.company}, ${tx.newId()})`;
  },
});
