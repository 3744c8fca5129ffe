import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe, DESKTOP, openAs, openWorld, overflow, PHONE, settled, shot, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

it('approves on a phone what the buyer asked for; the order is placed in the buyer’s name', async () => {
  for (const colorScheme of ['light', 'dark'] as const)
    for (const viewport of [DESKTOP, PHONE]) {
      const { page, troubles } = await world.open({ viewport, colorScheme });
      await page.goto('/s/approvals');
      await page.getByRole('article', { name: /AP-00001/ }).waitFor();
      await settled(page);
      await shot(page, `approvals-${viewport.width}-${colorScheme}`);
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
      expect(troubles).toEqual([]);
      await page.context().close();
    }
  const { page, troubles } = await world.open({ viewport: PHONE });
  // What is decided elsewhere waits for the same person, and is counted with it.
  await page.goto('/');
  await page.getByRole('link', { name: /^Approvals\s*\d+ decisions$/ }).click();
  const request = page.getByRole('article', { name: /AP-00001/ });
  await request.getByText('Mia Gruber').waitFor();
  expect(await request.getByText('Price entered by hand').count()).toBe(0);
  const others = page.getByRole('region', { name: 'Decided at their own page' });
  await others.getByRole('link', { name: /^Held bill R-/ }).waitFor();
  await request.getByRole('button', { name: 'Reject' }).click();
  await request.getByText('Say why not.').waitFor();
  await request.getByLabel('Comment').fill('Good price');
  await request.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('AP-00001 is approved and done').waitFor();
  await request.waitFor({ state: 'detached' });
  await page.goto('/e/approvals.request');
  await page.getByRole('link', { name: 'AP-00001' }).first().click();
  await page
    .getByRole('region', { name: 'What it asks for' })
    .getByRole('link', { name: /^Purchase order PO-/ })
    .waitFor();
  await page.goto('/r/purchasing.accrued');
  await page.getByRole('link', { name: /^R-2611-/ }).waitFor();
  await page.goto('/e/purchasing.purchase_order');
  await page.getByRole('link', { name: /^PO-/ }).first().click();
  await page.getByRole('heading', { level: 1, name: /PO-/ }).waitFor();
  await page.getByText('Mia Gruber').first().waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('goes to the request once something waits for approval, says for whom, and keeps nothing of the form', async () => {
  const page = await openAs(world, 'buyer');
  const first = async (entity: string, filter: object) => {
    const asked = encodeURIComponent(JSON.stringify({ filter, size: 1 }));
    const answer = await page.request.get(`${world.url}/api/entity/${entity}?q=${asked}`);
    return ((await answer.json()) as { rows: Record<string, string>[] }).rows[0]!;
  };
  const { supplier, item } = await first('purchasing.supplier_price', {});
  const form = `/do/purchasing.place_order?supplier=${supplier}`;
  await page.goto(`${form}&lines.0.item=${item}&lines.0.quantity=100&lines.0.unitPrice=1000`);
  await page.getByRole('grid').waitFor();
  await page.getByLabel('Supplier reference').fill('Ours');
  await page.getByLabel('Sent to the supplier already').check();
  await settled(page);
  await shot(page, 'purchase-help');
  await page.keyboard.press('Control+Enter');
  const mine = page.getByRole('region', { name: 'You just asked for this' });
  await mine.getByText('Waits for Owner').waitFor();
  await settled(page);
  await shot(page, 'asked-for');
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.goto(`${form}&lines.0.item=${item}&lines.0.quantity=100&lines.0.unitPrice=1000`);
  await page.getByRole('grid').waitFor();
  expect(await page.getByLabel('Supplier reference').inputValue()).toBe('');
  await page.context().close();
});

it('writes a policy with the keyboard: what was opened can be closed, what is missing is said', async () => {
  const { page } = await world.open();
  const focused = () =>
    page.evaluate(
      () => (document.activeElement as HTMLInputElement)?.labels?.[0]?.textContent ?? document.activeElement?.tagName,
    );
  await page.goto('/do/approvals.set_policy');
  await page.getByLabel('Name of the rule').fill('Any');
  const what = page.getByRole('combobox', { name: 'What is done' });
  await what.fill('Purchase orders');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Add a condition' }).click();
  expect(await focused()).toBe('Fact');
  await what.click();
  await page.getByRole('option', { name: 'Purchase orders', exact: true }).click();
  await page.getByRole('combobox', { name: 'Compares' }).waitFor();
  await page.getByRole('button', { name: 'If nobody answers…' }).click();
  await page.getByLabel('After hours without an answer').fill('4');
  await page.keyboard.press('Control+Enter');
  await page.getByRole('alert').getByText('who is asked when nobody answers').waitFor();
  await page.getByRole('button', { name: 'Let it wait instead' }).click();
  await page.getByText('who is asked when nobody answers').waitFor({ state: 'detached' });
  expect(
    await page.getByRole('button', { name: 'If nobody answers…' }).evaluate((one) => one === document.activeElement),
  ).toBe(true);
  await page.context().close();
});
