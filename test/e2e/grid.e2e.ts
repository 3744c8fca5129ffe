import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openWorld, type World } from './harness.ts';

let world: World;
let page: Page;
beforeAll(async () => {
  world = await openWorld();
  ({ page } = await world.open());
});
afterAll(() => world?.close());

const ITEM = 1;
const QUANTITY = 2;

beforeEach(async () => {
  // What was typed in the test before would ask whether to leave.
  page.removeAllListeners('dialog').on('dialog', (dialog) => void dialog.accept());
  await page.goto('/do/sales.place_order');
  await page.getByRole('grid').waitFor();
});

const cell = (line: number, column: number) =>
  page
    .locator('table.grid tbody tr')
    .nth(line - 1)
    .locator('td')
    .nth(column);
const lines = () => page.locator('table.grid tbody tr').count();

async function textOf(line: number, column: number): Promise<string> {
  const input = cell(line, column).locator('input');
  return (await input.count()) > 0 ? input.inputValue() : ((await cell(line, column).textContent()) ?? '');
}

/** Line and column of the one live cell, as its label tells them. */
const active = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'));

async function pasteText(text: string): Promise<void> {
  await page.evaluate((content) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', content);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

describe('the line grid', () => {
  it('has one input, in the active cell', async () => {
    await cell(2, QUANTITY).click();
    expect(await page.locator('table.grid input').count()).toBe(1);
    expect(await active()).toBe('Quantity, line 2');
  });

  it('walks with arrows, Tab, Home and End, passing computed cells with Tab', async () => {
    await cell(1, ITEM).click();
    const walk = async (keys: string[]) => {
      for (const key of keys) await page.keyboard.press(key);
      return active();
    };
    expect(await walk(['ArrowDown', 'ArrowRight'])).toBe('Quantity, line 2');
    expect(await walk(['Tab'])).toBe('Own price, line 2');
    expect(await walk(['Shift+Tab', 'Shift+Tab'])).toBe('Item, line 2');
    expect(await walk(['Shift+Tab'])).toBe('Promised, line 1');
    expect(await walk(['Home'])).toBe('Item, line 1');
    expect(await walk(['End', 'ArrowDown'])).toBe('Promised, line 2');
    expect(await walk(['Control+End'])).toBe('Promised, line 3');
    expect(await walk(['Control+Home'])).toBe('Item, line 1');
  });

  it('loses no key of those typed without a pause, from cell to cell', async () => {
    for (let line = 4; line <= 8; line += 1) await page.getByRole('button', { name: 'Add a line' }).click();
    await cell(1, QUANTITY).click();
    const typed = ['12', '345', '67', '8', '90', '123', '45', '678'];
    for (const text of typed) {
      await page.keyboard.type(text, { delay: 0 });
      await page.keyboard.press('Enter');
    }
    for (const [index, text] of typed.entries()) expect(await textOf(index + 1, QUANTITY)).toBe(text);
    expect(await page.locator('[data-total=quantity]').textContent()).toBe('1,368');
  });

  it('replaces what stands in a cell, edits it after F2, restores it with Escape, clears it with Delete', async () => {
    await cell(1, QUANTITY).click();
    await page.keyboard.type('12');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('7');
    expect(await textOf(1, QUANTITY)).toBe('7');
    await page.keyboard.press('Escape');
    expect(await textOf(1, QUANTITY)).toBe('12');
    await page.keyboard.press('F2');
    await page.keyboard.type('3');
    await page.keyboard.press('Enter');
    expect(await textOf(1, QUANTITY)).toBe('123');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ArrowDown');
    expect(await textOf(1, QUANTITY)).toBe('');
  });

  it('begins a new line with Enter on the last, and removes one with Control and Delete', async () => {
    await cell(3, QUANTITY).click();
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    expect(await lines()).toBe(4);
    expect(await active()).toBe('Item, line 4');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Control+Delete');
    expect(await lines()).toBe(3);
    expect(await page.locator('[data-total=quantity]').textContent()).toBe('0');
  });

  it('takes a block of a spreadsheet, adds lines for it and finds the items by their codes', async () => {
    await cell(2, ITEM).click();
    const block = Array.from({ length: 60 }, (_, index) => `${index % 2 ? 'AP-40' : 'S-SEAL'}\t${index + 1}`);
    await pasteText(`${block.join('\r\n')}\r\nNO-SUCH\t1\r\n`);
    expect(await lines()).toBe(62);
    expect(await textOf(61, QUANTITY)).toBe('60');
    await cell(61, ITEM).locator('xpath=following-sibling::td[6]').filter({ hasText: /price/i }).waitFor();
    expect(await cell(62, ITEM).getAttribute('class')).toContain('wrong');
    expect(await cell(2, ITEM).getAttribute('class')).not.toContain('wrong');
    expect(await page.locator('[data-total=quantity]').textContent()).toBe('1,831');
  });
});
