import { answer } from '#kernel/report.ts';
import { ageingRows, openRows, proposalRows, statementRows, withheldRows } from '#modules/finance/open-items/api.ts';
import { customers } from '#modules/master/parties/api.ts';
import { ageing, openItemsReport, settlementProposal, statement, withheldReport } from '../contract.ts';
import { RECEIVABLE } from '../side.ts';

export const ageingReport = answer(ageing, async (tx, { asOf, customer }) => ({
  rows: await ageingRows(tx, RECEIVABLE, asOf ?? tx.today, customer),
}));

export const openItems = answer(openItemsReport, async (tx, { asOf, customer }) => ({
  rows: await openRows(tx, RECEIVABLE, asOf ?? tx.today, customer),
}));

export const statementReport = answer(statement, (tx, { customer, from, to }) =>
  statementRows(tx, RECEIVABLE, { party: customer, from, to }),
);

export const proposalReport = answer(
  settlementProposal,
  async (tx, { customer: party, currency, receivedOn, withheldPercent = '0', ...payment }) => {
    const customer = (await customers(tx, [party])).get(party);
    const day = receivedOn ?? tx.today;
    const known = { party, day, currency: currency ?? customer?.currency ?? tx.currency, withheldPercent };
    return { rows: await proposalRows(tx, RECEIVABLE, { ...payment, ...known }) };
  },
);

export const withheld = answer(withheldReport, async (tx, { customer: party, ...days }) => ({
  rows: (await withheldRows(tx, RECEIVABLE, { ...days, party })).map(({ withholdingId: _, ...row }) => row),
}));
