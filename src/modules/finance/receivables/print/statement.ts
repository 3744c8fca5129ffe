import { known, type PaperTable, printed } from '#kernel/printed.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { addDays } from '#kernel/values/day.ts';
import { showDay, showMoney } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { accountByCurrency, type CurrencyAccount } from '#modules/finance/open-items/api.ts';
import { correspondents } from '#modules/master/parties/api.ts';

import { RECEIVABLE } from '../side.ts';

/**
 * What a customer owes at the end of a day, item by item; with a first day everything that moved the account since, between its
 * opening and closing balance. Each currency by itself, with how old what is open is.
 */
export const customerStatement = printed('receivables.statement_of_account', {
  label: 'Statement of account',
  entity: 'parties.party',
  on: { where: { isCustomer: true } },
  permission: 'receivables.invoice.read',
  period: true,
  load: async (tx, id, { from, to = tx.today }) => {
    const [customer] = await customerOf(tx, id);
    if (!customer) return undefined;
    const [accounts, letter] = await Promise.all([
      accountByCurrency(tx, RECEIVABLE, { party: id, from, to }),
      correspondents(tx, { party: id, kind: 'billing' }),
    ]);
    const tables = accounts
      .filter((account) => account.open.length + account.movements.length > 0 || account.openingMinor !== 0n)
      .map((account) => (from ? moved(account, from, to) : open(account)));
    const [first = { headings: [], lines: [] }, ...more] = tables.map((table, _, all) =>
      all.length > 1 ? table : { ...table, heading: undefined },
    );
    return {
      file: `${customer.code}-${to}`,
      data: {
        title: 'Statement of account',
        number: '',
        ...letter,
        facts: known([
          [from ? 'Until' : 'Date', showDay(to)],
          ['From', from && showDay(from)],
          ['Customer', customer.code],
          ['Your tax id', customer.taxId],
        ]),
        opening: from
          ? `Your account from ${showDay(from)} to ${showDay(to)}:`
          : tables.length > 0
            ? `Open on your account at the end of ${showDay(to)}:`
            : `Nothing is open on your account at the end of ${showDay(to)}.`,
        ...first,
        more,
        closing: [],
      },
    };
  },
});

const customerOf = (tx: Tx, id: Id) => tx.sql<{ code: string; taxId: string | null }>`
  select code, tax_id from parties.party where company_id = ${tx.company} and id = ${id} and is_customer`;

const KINDS: Record<string, string> = {
  ...{ invoice: 'Invoice', credit_note: 'Credit note', payment: 'Payment', adjustment: 'Adjustment' },
  ...{
    discount: 'Early-payment discount',
    withholding: 'Tax withheld',
    write_off: 'Written off',
    conversion: 'Paid in another currency',
  },
};

const named = (kind: string, number: string | null): string => [KINDS[kind] ?? kind, number].filter(Boolean).join(' ');

const open = (account: CurrencyAccount): PaperTable => ({
  heading: account.currency,
  headings: ['Date', 'Document', 'Due', 'Days overdue', `Open ${account.currency}`],
  lines: account.open.map((item) => ({
    position: showDay(item.openedOn),
    description: item.kind === 'adjustment' ? named(item.kind, null) : named(item.kind, item.number),
    figures: [
      showDay(item.dueOn),
      item.openMinor > 0n && item.daysOverdue > 0 ? String(item.daysOverdue) : '',
      showMoney(item.openMinor, account.digits),
    ],
  })),
  totals: [...ages(account), [`Open ${account.currency}`, showMoney(account.closingMinor, account.digits)]],
});

function moved(account: CurrencyAccount, from: Day, to: Day): PaperTable {
  const money = (amount: bigint) => showMoney(amount, account.digits);
  let balance = account.openingMinor;
  const lines = account.movements.map(({ day, kind, number, amountMinor }) => {
    balance += amountMinor;
    const sides = amountMinor < 0n ? ['', money(-amountMinor)] : [money(amountMinor), ''];
    return { position: showDay(day), description: named(kind, number), figures: [...sides, money(balance)] };
  });
  const balanceLine = (day: Day, description: string, amount: bigint) => ({
    ...{ position: showDay(day), description, figures: ['', '', money(amount)] },
  });
  return {
    heading: account.currency,
    headings: ['Date', 'Document', 'Charged', 'Paid or credited', `Balance ${account.currency}`],
    lines: [
      balanceLine(addDays(from, -1), 'Opening balance', account.openingMinor),
      ...lines,
      balanceLine(to, 'Closing balance', account.closingMinor),
    ],
    totals: [...ages(account), [`Open ${account.currency}`, money(account.closingMinor)]],
  };
}

const AGES = [
  ['Not due', 0],
  ['1 to 30 days overdue', 30],
  ['31 to 60 days overdue', 60],
  ['61 to 90 days overdue', 90],
  ['Over 90 days overdue', Number.POSITIVE_INFINITY],
] as const;

/** What is open by how long it is overdue, where it is not all of one age. */
function ages({ open: items, digits }: CurrencyAccount): (readonly [string, string])[] {
  const ageOf = (days: number) => AGES.findIndex(([, most]) => days <= most);
  const groups = Map.groupBy(items, (item) => ageOf(item.daysOverdue));
  return AGES.flatMap(([label], index) => {
    const mine = groups.get(index);
    return mine ? [[label, showMoney(sumMinor(mine.map((item) => item.openMinor)), digits)] as const] : [];
  });
}
