import { expect } from 'vitest';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { setAccountRole } from '#modules/finance/ledger/contract.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { newCustomer } from '#modules/finance/receivables/scenarios/books-of.ts';
import { create } from '#modules/finance/tax/scenarios/tax-world.ts';
import { scenario, type World } from '#test/harness.ts';
import { matchBills, postCredit, releaseBill } from '../bill/contract.ts';
import { enterCredit, postBill, recordPayment } from '../contract.ts';
import { returnPayment } from '../payment/contract.ts';
import { newNumber, openBuying, received } from './bill-world.ts';

const accountOf = (world: World, number: string, type: string): Promise<string> =>
  make(world, 'ledger.account', { number, name: `Account ${number}`, type, heading: 'More' });

const archive = (world: World, id: string) => create(world, 'ledger.archive_account', { id, anyway: true });

scenario('B42 an account out of use takes no document that names it anew; what was begun goes on', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const customer = await newCustomer(world);
  const clerk = world.as('bookkeeper');
  const [cost, income, bank] = [
    await accountOf(world, '6990', 'expense'),
    await accountOf(world, '4990', 'income'),
    await accountOf(world, '1890', 'asset'),
  ];
  const bill = (more: object[] = [], account = cost) => ({
    ...{ supplier, supplierNumber: newNumber(), acknowledgeDuplicate: true },
    lines: [{ description: 'Rent', unitPrice: '100', account, taxCodes: [] }, ...more],
  });
  const invoice = { customer, lines: [{ description: 'Work', unitPrice: '100', account: income, taxCodes: [] }] };
  const { lines } = await received(world, supplier, [{ item: casting, quantity: '10', unitPrice: '40' }]);
  const dear = { receiptLine: lines[0]!, quantity: '10', unitPrice: '60', taxCodes: [] };
  const paid = (await clerk(postBill, bill() as never)).bill!;
  const sold = await clerk(receivables.postInvoice, invoice as never);
  const { payment } = await clerk(recordPayment, { supplier, amountMinor: 50_00n, account: bank });
  const { held } = await clerk(postBill, bill([dear]) as never);
  for (const account of [cost, income, bank]) await archive(world, account);

  await expect(clerk(postBill, bill() as never)).refuses('account_inactive');
  await expect(clerk(postCredit, { ...bill(), reason: 'Bonus' } as never)).refuses('account_inactive');
  await expect(clerk(receivables.postInvoice, invoice as never)).refuses('account_inactive');
  await expect(world.as('owner')(receivables.postCreditNote, { ...invoice, reason: 'Bonus' } as never)).refuses(
    'account_inactive',
  );
  await expect(clerk(recordPayment, { supplier, amountMinor: 1_00n, account: bank })).refuses('account_inactive');
  await expect(clerk(receivables.recordPayment, { customer, amountMinor: 1_00n, account: bank })).refuses(
    'account_inactive',
  );

  await clerk(matchBills, { held: [held!] });
  await world.as('controller')(releaseBill, { held: held!, reason: 'Agreed' });
  await clerk(returnPayment, { payment, reason: 'Account closed' });
  await world.as('owner')(enterCredit, { bill: paid, supplierNumber: newNumber() });
  await world.as('owner')(receivables.creditInvoice, { invoice: sold.invoice, reason: 'Not used' } as never);
});

scenario('an account that documents post to by its role stays in use', async (world) => {
  const accounts = (await world.list('ledger.account_role', { size: 100 })).rows;
  const of = (role: string) => String(accounts.find((row) => row.role === role)!.account);
  for (const role of ['receivable', 'bank', 'expense']) await expect(archive(world, of(role))).refuses('not_valid');
  await world.as('owner')(setAccountRole, { role: 'expense', account: await accountOf(world, '6990', 'expense') });
  await archive(world, of('expense'));
});
