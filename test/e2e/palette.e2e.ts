import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openWorld, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

const WORDS = 'profit and loss';
const input = (page: Page) => page.getByRole('dialog').getByRole('textbox');

/** Nothing is waited for between the keys. */
async function quickly(page: Page, keys: readonly string[]): Promise<void> {
  for (const key of keys) await page.keyboard.press(key === ' ' ? 'Space' : key);
}

it.each(['Control+k', 'Meta+k'])(
  'loses no letter typed at once after %s, and none of them goes elsewhere',
  async (key) => {
    const { page, troubles } = await world.open();
    for (const path of ['/', '/do/receivables.record_payment', '/e/parties.party']) {
      // Loaded anew each time, so that the palette itself still comes.
      await page.goto(path);
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      for (const again of ['first', 'again', 'closed and opened']) {
        await quickly(page, [key, ...WORDS]);
        await expect.poll(() => input(page).inputValue(), { message: `${path} ${again}`, timeout: 30_000 }).toBe(WORDS);
        // What was typed before is gone, and what comes next stands behind what is there.
        await quickly(page, ['Backspace', 's', 'Escape']);
        if (again === 'again') await page.getByRole('dialog').waitFor({ state: 'detached' });
      }
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      const elsewhere = await page
        .locator('main input')
        .evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
      expect(elsewhere.filter((value) => /[profit]{3}/.test(value))).toEqual([]);
    }
    expect(troubles).toEqual([]);
    await page.context().close();
  },
);

it('does what the keys say, however fast they come', async () => {
  const { page, troubles } = await world.open();
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await quickly(page, ['Control+k', ...'profit and lozz', 'Backspace', 'Backspace', 's', 's', 'Enter']);
  await page.getByRole('heading', { level: 1, name: 'Profit and loss' }).waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});
