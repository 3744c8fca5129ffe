import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** Time enough for a machine that is busy otherwise. */
const PATIENT = { timeout: 30_000 };
const search = (page: Page) => page.getByRole('dialog').getByRole('textbox');
const options = (page: Page): Promise<string[]> => page.locator('[data-action]').allInnerTexts();

it('hears every key from the one that opens it, and lets none through to the page behind', async () => {
  const { page, troubles } = await world.open();
  await page.goto('/do/receivables.record_payment');
  await page.waitForFunction(() => document.activeElement?.closest('.mantine-InputWrapper-root') !== null);
  const typed = await page.evaluateHandle(() => document.activeElement as HTMLInputElement);
  await page.keyboard.type('Hub');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') sent.push(request.url());
  });
  // As fast as a machine can: no wait between the key that opens it and the words.
  await page.keyboard.press('Control+k');
  for (const key of 'order') await page.keyboard.press(key);
  await expect.poll(() => search(page).inputValue(), PATIENT).toBe('order');
  await page.keyboard.press('Escape');
  await search(page).waitFor({ state: 'detached' });
  expect(await typed.evaluate((input) => input.value), 'the field behind').not.toContain('order');
  expect(new URL(page.url()).pathname).toBe('/do/receivables.record_payment');
  expect(sent.filter((url) => url.includes('/api/op/'))).toEqual([]);
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('finds words in any order, and tells one hit from the next', async () => {
  const { page } = await world.open();
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  for (const words of ['new sales order', 'order new sales', 'sal ord new']) {
    await page.keyboard.press('Control+k');
    await page.keyboard.type(words);
    await expect.poll(async () => (await options(page))[0], { ...PATIENT, message: words }).toMatch(/^New sales order/);
    await page.keyboard.press('Escape');
    await search(page).waitFor({ state: 'detached' });
  }
  await page.keyboard.press('Control+k');
  await page.keyboard.type('INV-2026');
  await expect.poll(async () => (await options(page)).some((text) => /INV-/.test(text)), PATIENT).toBe(true);
  const shown = await options(page);
  expect([...new Set(shown)]).toEqual(shown);
  await page.keyboard.press('Escape');
  await search(page).waitFor({ state: 'detached' });
  // A whole number opens what bears it, whatever mentions it.
  const query = encodeURIComponent(JSON.stringify({ size: 1, sort: 'number' }));
  const { rows } = await (await page.request.get(`/api/entity/sales.sales_order?q=${query}`)).json();
  await page.keyboard.press('Control+k');
  await page.keyboard.type(rows[0].number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Sales order ${rows[0].number}` }).waitFor();
  // Known by heart: Enter comes before anything was found, and opens it.
  await page.keyboard.press('Control+k');
  for (const key of ['s', 'a', 'l', 'Space', 'o', 'r', 'd', 'Space', 'n', 'e', 'w', 'Enter'])
    await page.keyboard.press(key);
  await page.waitForURL('**/do/sales.place_order', PATIENT);
  await page.context().close();
});

it('offers on a bill who supplies, and takes the choice with Enter', async () => {
  const { page } = await world.open();
  await page.goto('/do/payables.post_bill');
  await page.getByRole('heading', { level: 1 }).waitFor();
  const supplier = page.getByRole('textbox', { name: 'Supplier', exact: true });
  const offered = async (path: string) =>
    ((await (await page.request.get(path)).json()) as { rows: { code: string }[] }).rows[0]!.code;
  const who = (filter: object) =>
    offered(`/api/entity/parties.party?q=${encodeURIComponent(JSON.stringify({ filter, size: 1 }))}`);
  await supplier.fill(await who({ isCustomer: true, isSupplier: false }));
  await page.getByText('Nothing found').first().waitFor();
  await supplier.fill('');
  await supplier.pressSequentially(await who({ isSupplier: true }));
  await page.getByRole('option').first().waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => supplier.inputValue(), PATIENT).not.toBe('');
  await expect.poll(() => page.getByRole('option').count(), PATIENT).toBe(0);
  await page.context().close();
});
