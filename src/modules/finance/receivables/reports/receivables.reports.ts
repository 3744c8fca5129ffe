import { answer } from '#kernel/report.ts';
import { accountRows, ageingRows, openRows } from '#modules/finance/open-items/api.ts';
import { ageing, openItemsReport, statement } from '../contract.ts';
import { RECEIVABLE } from '../side.ts';

export const ageingReport = answer(ageing, async (tx, { asOf, party }) => ({
  rows: await ageingRows(tx, RECEIVABLE, asOf ?? tx.today, party),
}));

export const openItems = answer(openItemsReport, async (tx, { asOf, party }) => ({
  rows: await openRows(tx, RECEIVABLE, asOf ?? tx.today, party),
}));

export const statementReport = answer(statement, async (tx, { party, from, to }) => ({
  rows: await accountRows(tx, RECEIVABLE, { party, from, to }),
}));
