import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, shot, type World } from './harness.ts';

let world: World;
let page: Page;
beforeAll(async () => {
  world = await openWorld();
  ({ page } = await world.open());
  page.on('dialog', (dialog) => void dialog.accept());
});
afterAll(() => world?.close());

type Row = Record<string, unknown>;
async function first(entity: string, filter: object): Promise<Row> {
  const asked = encodeURIComponent(JSON.stringify({ filter, size: 1 }));
  const answer = await page.request.get(`${world.url}/api/entity/${entity}?q=${asked}`);
  const { rows } = (await answer.json()) as { rows: Row[] };
  if (!rows[0]) throw new Error(`There is no ${entity} of ${JSON.stringify(filter)}.`);
  return rows[0];
}

const AGAIN = 'What you had entered before is here again.';
const textbox = (name: string | RegExp) => page.getByRole('textbox', { name, exact: true });
const again = async () => {
  await page.reload();
  await page.getByText(AGAIN).waitFor();
};

it('keeps a payment that was not posted, with what it settles, until it is begun afresh', async () => {
  const { customer } = await first('receivables.open_item', { state: 'open', credit: false });
  await page.goto(`/do/receivables.record_payment?customer=${customer}`);
  const take = page.getByRole('checkbox', { name: /^Settle / }).first();
  await take.waitFor();
  await page.getByRole('button', { name: 'Post', exact: true }).waitFor();
  await textbox('Amount').fill('0.01');
  await take.check();
  await again();
  expect(await textbox('Amount').inputValue()).toBe('0.01');
  expect(await take.isChecked()).toBe(true);
  await page.getByRole('button', { name: 'Begin afresh' }).click();
  expect(await textbox('Amount').inputValue()).toBe('');
});

it('says that too much is settled only as long as it is, and keeps the keyboard where it was', async () => {
  await textbox('Amount').fill('0.02');
  const take = page.getByRole('textbox', { name: /^Amount for / }).first();
  await page.getByText('0.00 left').waitFor();
  await take.fill('0.05');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').filter({ hasText: '0.03' }).waitFor();
  await page.getByRole('button', { name: 'Propose again' }).click();
  await page.getByRole('alert').filter({ hasText: '0.03' }).waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('checkbox');
});

it('keeps what was scanned and not posted, with the order and the delivery note', async () => {
  const line = await first('purchasing.order_line', { state: ['sent', 'confirmed'], open: { from: '1' } });
  await page.goto(`/s/receiving?order=${line.order}`);
  await page
    .getByRole('button', { name: /^Take \d/ })
    .first()
    .click();
  await textbox('Delivery note').fill('DN-17');
  await again();
  expect(await textbox('Delivery note').inputValue()).toBe('DN-17');
  expect(await page.getByRole('button', { name: /^Post/ }).last().isEnabled()).toBe(true);
  await page.getByRole('button', { name: 'Begin afresh' }).click();
  expect(await textbox('Delivery note').inputValue()).toBe('');
});

it('begins a bill with the lines of the receipt it comes from, by a plain address, and keeps what is typed', async () => {
  const { receipt } = await first('purchasing.receipt_line', { open: { from: '1' } });
  await page.goto(`/e/purchasing.receipt/${receipt}`);
  await page.getByRole('button', { name: 'New bill' }).click();
  await page
    .getByRole('checkbox', { name: /^Bill / })
    .first()
    .waitFor();
  await expect.poll(() => page.locator('.bill-line input[type=checkbox]:checked').count()).toBeGreaterThan(0);
  expect(page.url()).toContain('?supplier=');
  expect(decodeURIComponent(page.url())).not.toContain('{');
  await textbox('Supplier’s invoice number').fill('INV-1');
  await shot(page, 'bill-of-receipt');
  await again();
  expect(await textbox('Supplier’s invoice number').inputValue()).toBe('INV-1');
});

it('takes the first role that fits, and says of every empty field that it is needed', async () => {
  await page.goto('/do/access.create_user');
  const roles = page.getByRole('combobox', { name: 'Roles' });
  await roles.fill('contr');
  await page.keyboard.press('Enter');
  await page.locator('.mantine-Pill-root', { hasText: 'Controller' }).waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('E-mail is needed.').waitFor();
  await page.getByText('Name is needed.').waitFor();
  await shot(page, 'needed');
  await textbox('Name').fill('Nora New');
  await page.getByText('Name is needed.').waitFor({ state: 'detached' });
  await again();
  expect(await textbox('Name').inputValue()).toBe('Nora New');
});

it('says at its field what is refused about it', async () => {
  const { id: site } = await first('organisation.site', {});
  const { item } = await first('inventory.stock', { site });
  await page.goto(`/do/inventory.transfer_stock?from=${site}&to=${site}&lines.0.item=${item}&lines.0.quantity=1`);
  await page.getByRole('grid').waitFor();
  await page.keyboard.press('Control+Enter');
  await page.getByText('Choose another site.').waitFor();
  expect(await textbox('To').getAttribute('aria-invalid')).toBe('true');
});

it('offers for an order that was delivered and invoiced nothing that moves its goods or bills them', async () => {
  const { id } = await first('sales.sales_order', { state: 'done', invoiceState: 'invoiced' });
  await page.goto(`/e/sales.sales_order/${id}`);
  await page.getByRole('tab', { name: 'Deliveries' }).waitFor();
  for (const name of ['Ship now', 'Pick', 'Reserve stock', 'Cancel the rest', 'Invoice'])
    expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(0);
});
