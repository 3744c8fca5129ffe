import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { DESKTOP, openWorld, PHONE, settled, shot, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const CUSTOMER = { code: 'C1001', name: 'Huber Haustechnik' };
const looks = [
  { name: 'desktop', viewport: DESKTOP },
  { name: 'phone', viewport: PHONE },
] as const;

describe.each(looks)('$name', ({ name, viewport }) => {
  it('takes an order entered from the keyboard to cash, and the home page follows', async () => {
    const { page, troubles } = await world.open({ viewport });
    onTestFailed(() => shot(page, `${name}-flow-failed`));
    const before = await homeFigures(page);

    await enterOrder(page);
    await shot(page, `${name}-flow-order-entered`);
    const net = await minor(page.locator('[data-total=net]'));
    expect(net).toBeGreaterThan(0n);
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { level: 1, name: /Sales order SO-\d+/ }).waitFor();
    expect(await fieldOf(page, 'Net')).toBe(net);
    const total = await fieldOf(page, 'Total');

    await act(page, 'Ship now');
    await page.locator('main').getByText('Delivered', { exact: true }).first().waitFor();
    await act(page, 'Invoice');
    await page.getByRole('heading', { level: 1, name: /Invoice/ }).waitFor();
    const invoice = new URL(page.url()).pathname;
    const number = /INV-\S+/.exec((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')![0];
    await shot(page, `${name}-flow-invoice`);

    const invoiced = await homeFigures(page);
    expect(invoiced.revenue - before.revenue).toBe(net);
    expect(invoiced.owed - before.owed).toBe(total);
    expect(invoiced.stock).toBeLessThan(before.stock);

    await drillToInvoice(page, decimal(total), invoice);
    await shot(page, `${name}-flow-drilled`);

    await recordPayment(page, total, number);
    const paid = await homeFigures(page);
    expect(paid.owed).toBe(before.owed);
    expect(paid.revenue).toBe(invoiced.revenue);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

/** No mouse: the palette leads to the screen, Tab from input to input, Ctrl-Enter sends. */
async function enterOrder(page: Page): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await page.keyboard.type('order sales new');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'New sales order' }).waitFor();
  // A phone keeps its keyboard away until a field is tapped.
  if (page.viewportSize()!.width === PHONE.width) await page.getByLabel('Customer').first().click();
  await page.waitForFunction(() => document.activeElement?.closest('.mantine-InputWrapper-root') !== null);
  await page.keyboard.type(CUSTOMER.code);
  await page.keyboard.press('Enter');
  // Enter takes the customer and goes on.
  await page.waitForFunction(
    (name) => [...document.querySelectorAll('input')].some((input) => input.value.includes(name)),
    CUSTOMER.name,
  );
  await tabTo(page, 'Item, line 1');
  for (const [item, quantity] of [
    ['AP-60', '2'],
    ['AP-40', '1'],
  ] as const) {
    for (const text of [item, quantity]) {
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    }
  }
  await page.waitForFunction(() =>
    [...document.querySelectorAll('table.grid tbody tr')]
      .slice(0, 2)
      .every((row) => /\d\.\d\d/.test(row.textContent ?? '')),
  );
}

async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 40; presses += 1) {
    if ((await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))) === label) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`The Tab key does not lead to "${label}".`);
}

/** A button of the record, then the button of the same name in its dialog. */
async function act(page: Page, label: string): Promise<void> {
  await page.getByRole('button', { name: label, exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: label, exact: true }).click();
}

/** Pays the invoice by its number: what is paid beyond it is proposed for the oldest; the payment's page says what it settled. */
async function recordPayment(page: Page, amountMinor: bigint, invoice: string): Promise<void> {
  await page.goto('/do/receivables.record_payment');
  await page.getByRole('textbox', { name: 'Customer' }).fill(CUSTOMER.code);
  await page.getByRole('option', { name: CUSTOMER.name }).click();
  await page.getByRole('textbox', { name: 'Amount', exact: true }).fill(decimal(amountMinor + 1240n));
  await page
    .getByRole('textbox', { name: 'Reference' })
    .fill(`Thank you, ${invoice.toLowerCase().replaceAll('-', ' ')}`);
  await page.getByText('Named in the reference').waitFor();
  await page.getByText('Oldest due').waitFor();
  const ticked = page.getByRole('checkbox', { name: /^Settle /, checked: true });
  expect(await ticked.count()).toBe(2);
  await page.getByRole('textbox', { name: 'Amount', exact: true }).fill(decimal(amountMinor));
  await page.getByText('Oldest due').waitFor({ state: 'detached' });
  expect(await ticked.count()).toBe(1);
  await page.getByRole('button', { name: 'Post, 0.00 left' }).click();
  await page.getByRole('heading', { level: 1, name: /^Payment/ }).waitFor();
  await page.getByRole('region', { name: 'What it settled' }).getByRole('link', { name: invoice }).waitFor();
}

/** From the receivables of the balance sheet through the lines of the account to the document behind one of them. */
async function drillToInvoice(page: Page, amount: string, path: string): Promise<void> {
  await page.goto('/r/ledger.balance_sheet');
  await page.getByText('Total Assets', { exact: true }).waitFor();
  // A row of a report is an entry of its own on a phone.
  const rows = page.locator('main :is(tr, .report-cards > li)');
  await rows.filter({ hasText: 'Trade receivables' }).getByRole('link').first().click();
  await page.getByRole('heading', { level: 1, name: 'General ledger' }).waitFor();
  await page.getByRole('textbox', { name: 'First day' }).fill('t');
  await page.getByRole('button', { name: 'Show' }).click();
  const line = rows.filter({ hasText: CUSTOMER.name }).filter({ has: page.getByText(amount, { exact: true }) });
  await line.last().getByRole('link', { name: 'Invoice', exact: true }).click();
  await page.waitForURL((url) => url.pathname === path);
}

async function homeFigures(page: Page): Promise<{ revenue: bigint; owed: bigint; stock: bigint }> {
  await page.goto('/');
  const figure = (label: string) => page.getByRole('link', { name: new RegExp(`^${label}`) }).locator('.tile-figure');
  await settled(page);
  return {
    revenue: await minor(figure('Revenue this month')),
    owed: await minor(figure('Owed to us')),
    stock: await minor(figure('Stock value')),
  };
}

const decimal = (amountMinor: bigint): string => `${amountMinor / 100n}.${String(amountMinor % 100n).padStart(2, '0')}`;

/** The figure shown in a place, once there is one, in minor units. */
async function minor(place: Locator): Promise<bigint> {
  const figure = place.filter({ hasText: /\d/ });
  await figure.waitFor();
  return BigInt(((await figure.textContent()) ?? '').replace(/[^\d-]/g, ''));
}

const fieldOf = (page: Page, label: string): Promise<bigint> =>
  minor(page.locator('main').getByText(label, { exact: true }).first().locator('xpath=following-sibling::*[1]'));
