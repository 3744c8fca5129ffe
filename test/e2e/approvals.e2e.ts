import { afterAll, beforeAll, expect, it } from 'vitest';
import { axe, DESKTOP, openWorld, overflow, PHONE, settled, shot, type World } from './harness.ts';

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
  await page.goto('/s/approvals');
  const request = page.getByRole('article', { name: /AP-00001/ });
  await request.getByText('Mia Gruber').waitFor();
  const others = page.getByRole('region', { name: 'Other decisions that wait' });
  await others.getByRole('link', { name: /^Held bill R-/ }).waitFor();
  await request.getByRole('button', { name: 'Reject' }).click();
  await request.getByText('Say why not.').waitFor();
  await request.getByLabel('Comment').fill('Good price');
  await request.getByRole('button', { name: 'Approve' }).click();
  await page.getByText('AP-00001 is approved and done').waitFor();
  await page.getByText('Nothing waits for you.').waitFor();
  await page.goto('/e/purchasing.purchase_order');
  await page.getByRole('link', { name: /^PO-/ }).first().click();
  await page.getByRole('heading', { level: 1, name: /PO-/ }).waitFor();
  await page.getByText('Mia Gruber').first().waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});
