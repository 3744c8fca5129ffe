import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axe, openWorld, type World } from './harness.ts';

let world: World;
let page: Page;
beforeAll(async () => {
  world = await openWorld();
  ({ page } = await world.open());
  // Each test begins with an empty form, but for the one about what is kept.
  await page.addInitScript(() => {
    if (sessionStorage.getItem('keep') === null)
      for (const key of Object.keys(localStorage)) if (key.includes('.draft.')) localStorage.removeItem(key);
  });
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
  it('offers what fits in the first cell too, when that is the first thing clicked', async () => {
    await cell(1, ITEM).locator('input').click();
    await page.keyboard.type('seal');
    await page.getByRole('option', { name: /^S-SEAL/ }).waitFor();
    await page.keyboard.press('Escape');
  });

  it('replaces what stands in a cell until it is entered, however often it was clicked', async () => {
    await cell(1, QUANTITY).click();
    await page.keyboard.type('61');
    await page.keyboard.press('Tab');
    await cell(1, QUANTITY).click();
    await page.waitForTimeout(600);
    await cell(1, QUANTITY).locator('input').click();
    await page.keyboard.type('16');
    expect(await textOf(1, QUANTITY)).toBe('16');
  });

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
      await page.keyboard.press('ArrowDown');
    }
    for (const [index, text] of typed.entries()) expect(await textOf(index + 1, QUANTITY)).toBe(text);
    expect(await page.locator('[data-total=quantity]').textContent()).toBe('1,368');
  });

  it('replaces what stands in a cell, edits it after F2, restores it with Escape, clears it with Delete', async () => {
    await cell(1, QUANTITY).click();
    await page.keyboard.type('12');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('7');
    expect(await textOf(1, QUANTITY)).toBe('7');
    await page.keyboard.press('Escape');
    expect(await textOf(1, QUANTITY)).toBe('12');
    await page.keyboard.press('F2');
    await page.keyboard.type('3');
    await page.keyboard.press('ArrowDown');
    expect(await textOf(1, QUANTITY)).toBe('123');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Delete');
    await page.keyboard.press('ArrowDown');
    expect(await textOf(1, QUANTITY)).toBe('');
  });

  it('goes from the last cell needed to Item of the next line with Enter, adds a line at the end, and removes one with Control and Delete', async () => {
    await cell(2, ITEM).click();
    const walked: (string | null | undefined)[] = [];
    for (const text of ['AP-60', '5', 'AP-40']) {
      await page.keyboard.type(text, { delay: 0 });
      await page.keyboard.press('Enter');
      walked.push(await active());
    }
    expect(walked).toEqual(['Quantity, line 2', 'Item, line 3', 'Quantity, line 3']);
    await page.keyboard.type('5');
    await page.keyboard.press('Enter');
    expect(await lines()).toBe(4);
    expect(await active()).toBe('Item, line 4');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Control+Delete');
    expect(await lines()).toBe(3);
    expect(await page.locator('[data-total=quantity]').textContent()).toBe('5');
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

describe('what is not understood', () => {
  /** Documents sent while the block ran. */
  async function sent(during: () => Promise<void>): Promise<string[]> {
    const bodies: string[] = [];
    const listen = (request: { url(): string; postData(): string | null }) => {
      if (request.url().includes('/api/op/')) bodies.push(request.postData() ?? '');
    };
    page.on('request', listen);
    await during();
    page.off('request', listen);
    return bodies;
  }
  const send = () => page.keyboard.press('Control+Enter');
  const focusOn = (label: RegExp) =>
    expect.poll(async () => String(await active()), { timeout: 15_000 }).toMatch(label);
  const focused = (input: Locator) =>
    expect.poll(() => input.evaluate((one) => one === document.activeElement), { timeout: 15_000 }).toBe(true);
  const customer = () => page.getByRole('textbox', { name: 'Customer', exact: true });

  it('keeps an order from being sent, and takes the focus: a party, a day, an item, a quantity, also in a hurry', async () => {
    // Whoever types is ahead of a slow server.
    await page.route('**/api/entity/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 400));
      // What is still on its way when the test lets go of them is answered already.
      await route.continue().catch(() => undefined);
    });
    const stopped = await sent(async () => {
      await customer().fill('Nobody & Sons');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Tab');
      await send();
      await page.getByText('No customer fits “Nobody & Sons”').waitFor();
      await focused(customer());
      await customer().fill('SUP-BRANDT');
      await send();
      await page.getByText('No customer fits “SUP-BRANDT”').waitFor();
      await customer().fill('C1001');
      await page.keyboard.press('Tab');
      const day = page.getByRole('textbox', { name: 'Requested on' });
      await day.fill('someday');
      await cell(1, ITEM).click();
      await page.keyboard.type('AP-60', { delay: 0 });
      await page.keyboard.press('Tab');
      await page.keyboard.type('two', { delay: 0 });
      await send();
      await page.getByText('Not a day.').waitFor();
      await focused(day);
      await day.fill('+7');
      await send();
      await focusOn(/^Quantity, line 1: Not a number/);
      await page.keyboard.type('2', { delay: 0 });
      await cell(2, ITEM).click();
      await pasteText('AP-40\t1\r\nNO-SUCH\t3\r\n');
      await send();
      await focusOn(/^Item, line 3: No item of this name/);
      await page.keyboard.press('Delete');
      await cell(3, QUANTITY).click();
      await page.keyboard.type('4', { delay: 0 });
      await send();
      await focusOn(/^Item, line 3: Item is missing/);
    });
    expect(stopped).toEqual([]);
    expect(await axe(page)).toEqual([]);
    const posted = await sent(async () => {
      await page.keyboard.type('ap-80', { delay: 0 });
      await send();
      await page.getByRole('heading', { level: 1, name: /Sales order SO-/ }).waitFor();
    });
    expect(posted.map((body) => JSON.parse(body).lines.map((line: { quantity: string }) => line.quantity))).toEqual([
      ['2', '1', '4'],
    ]);
    await page.unroute('**/api/entity/**');
  });

  it('keeps an invoice from being posted without a cell nobody understood, and a bill from another account', async () => {
    const stopped = await sent(async () => {
      await page.goto('/do/receivables.post_invoice');
      await page.getByRole('textbox', { name: 'Customer' }).fill('C1001');
      await page.keyboard.press('Tab');
      await cell(1, ITEM).click();
      await pasteText('AP-60\t\t1\t1481.47\t\t63\t63\r\n');
      await send();
      await focusOn(/^Account, line 1: More than one|^Account, line 1: No account/);
      await page.goto('/do/payables.post_bill');
      await page.getByRole('textbox', { name: 'Supplier', exact: true }).fill('C1001');
      await page.keyboard.press('Tab');
      await page.getByText('No supplier fits “C1001”').waitFor();
      await page.getByRole('textbox', { name: 'Supplier', exact: true }).fill('SUP-BRANDT');
      await page.keyboard.press('Tab');
      await page.getByRole('textbox', { name: 'Supplier’s invoice number' }).fill('R-63');
      const account = page.locator('table.grid thead th', { hasText: 'Account' });
      const at = await account.evaluate((header) => [...header.parentElement!.children].indexOf(header));
      const price = page.locator('table.grid thead th', { hasText: 'Unit price' });
      await cell(1, await price.evaluate((header) => [...header.parentElement!.children].indexOf(header))).click();
      await page.keyboard.type('100', { delay: 0 });
      await cell(1, at).click();
      await page.keyboard.type('63', { delay: 0 });
      await send();
      await focusOn(/^Account, line 1: (More than one|No account)/);
    });
    expect(stopped).toEqual([]);
  });

  it('is kept on this device: a half-entered order is here again after a reload, until it is begun afresh', async () => {
    await page.evaluate(() => sessionStorage.setItem('keep', 'yes'));
    await customer().fill('C1001');
    await page.keyboard.press('Tab');
    await expect.poll(() => customer().inputValue(), { timeout: 15_000 }).toContain('Huber');
    await cell(1, ITEM).click();
    await page.keyboard.type('NO-SUCH', { delay: 0 });
    await page.keyboard.press('Tab');
    await page.keyboard.type('7', { delay: 0 });
    await page.keyboard.press('Tab');
    await page.reload();
    await page.getByText('What you had entered before is here again.').waitFor();
    expect(await textOf(1, ITEM)).toBe('NO-SUCH');
    expect(await textOf(1, QUANTITY)).toBe('7');
    await expect.poll(() => customer().inputValue(), { timeout: 15_000 }).toContain('Huber');
    await page.getByRole('button', { name: 'Begin afresh' }).click();
    expect(await textOf(1, QUANTITY)).toBe('');
    await page.evaluate(() => sessionStorage.removeItem('keep'));
  });
});

describe('a cell of several', () => {
  /** Carries an operation out as the owner, beside the screens. */
  async function call(name: string, data: object): Promise<Record<string, string>> {
    const headers = { 'x-requested-with': 'countinghouse' };
    const answer = await page.request.post(`${world.url}/api/op/${name}`, { data, headers });
    if (!answer.ok()) throw new Error(`${name}: ${await answer.text()}`);
    return ((await answer.json()) as { output: Record<string, string> }).output;
  }
  async function rows(entity: string, filter: object): Promise<Record<string, string>[]> {
    const asked = encodeURIComponent(JSON.stringify({ filter }));
    const answer = await page.request.get(`${world.url}/api/entity/${entity}?q=${asked}`);
    return ((await answer.json()) as { rows: Record<string, string>[] }).rows;
  }
  const open = (operation: string, given: object) =>
    page.goto(`/do/${operation}?with=${encodeURIComponent(JSON.stringify(given))}`);
  async function type(column: string, text: string): Promise<void> {
    const header = page.locator('table.grid thead th', { hasText: column }).first();
    await cell(1, await header.evaluate((one) => [...one.parentElement!.children].indexOf(one))).click();
    await page.keyboard.type(text, { delay: 0 });
  }
  const send = () => page.keyboard.press('Control+Enter');

  it('takes the serial numbers of goods that came, and others where one was misread', async () => {
    const [seal] = await rows('catalog.item', { code: 'S-SEAL' });
    const [source] = await rows('purchasing.supplier_price', { item: seal!.id });
    const pump = { code: 'E2E-SERIAL', name: 'Pump with a number', tracking: 'serial', unit: seal!.unit };
    const { id: item } = await call('catalog.create_item', pump);
    const lines = [{ item, quantity: '2', unitPrice: '5' }];
    const { order } = await call('purchasing.place_order', { supplier: source!.supplier, send: true, lines });
    await open('purchasing.receive_goods', { order });
    await type('Lots', 'S1 × one, S3');
    await send();
    await expect.poll(active).toMatch(/^Lots, line 1: Try A12 × 5 until 31 Dec 2027, S1/);
    expect(await rows('purchasing.receipt', { order })).toEqual([]);
    await page.keyboard.type('S1, S3', { delay: 0 });
    await send();
    await page.getByRole('heading', { level: 1, name: /GR-/ }).waitFor();
    const [receipt] = await rows('purchasing.receipt', { order });
    await open('purchasing.correct_receipt', { receipt: receipt!.id });
    await page.getByRole('textbox', { name: 'Reason' }).fill('Misread');
    await type('Lots', 'S1, S2');
    const asked = page.waitForRequest('**/api/op/purchasing.correct_receipt');
    await send();
    const lots = ['S1', 'S2'].map((number) => ({ number, quantity: '1' }));
    expect((await asked).postDataJSON().lines).toMatchObject([{ quantity: '2', lots }]);
    await page.getByRole('heading', { level: 1, name: /GR-/ }).waitFor();
    const left = await rows('inventory.stock_lot', { item });
    expect(
      left
        .filter(({ onHand }) => Number(onHand) > 0)
        .map(({ number }) => number)
        .sort(),
    ).toEqual(['S1', 'S2']);
  });

  it('takes the taxes of a line by code, picked or typed, or none', async () => {
    const invoice = async (enterTax: () => Promise<void>) => {
      await page.goto('/do/receivables.post_invoice');
      await page.getByRole('textbox', { name: 'Customer' }).fill('C1001');
      await page.keyboard.press('Tab');
      await type('Item', 'AP-60');
      await type('Unit price', '100');
      await enterTax();
      const asked = page.waitForRequest('**/api/op/receivables.post_invoice');
      await send();
      const { lines } = (await asked).postDataJSON();
      await page.getByRole('heading', { level: 1, name: /Invoice / }).waitFor();
      return lines[0].taxCodes;
    };
    const [reduced] = await rows('tax.code', { code: 'RED' });
    const [zero] = await rows('tax.code', { code: 'ZERO' });
    expect(await invoice(() => type('Tax codes', 'zero'))).toEqual([zero!.id]);
    const picked = await invoice(async () => {
      await type('Tax codes', 'reduced');
      await page.getByRole('option', { name: 'RED · Reduced rate' }).click();
      expect(await page.locator('td.active input').inputValue()).toBe('RED');
    });
    expect(picked).toEqual([reduced!.id]);
    expect(await invoice(() => type('Tax codes', 'none'))).toEqual([]);
    expect(await invoice(async () => undefined)).toBeUndefined();
  });
});

it.each(['America/Los_Angeles', 'Pacific/Kiritimati'])(
  'B12: a day typed, picked and sent in %s is the day that is stored and shown',
  async (timezoneId) => {
    const { page: far, troubles } = await world.open({ timezoneId });
    await far.goto('/do/sales.place_order');
    await far.getByRole('grid').waitFor();
    await far.getByRole('textbox', { name: 'Customer', exact: true }).fill('C1001');
    const day = far.getByRole('textbox', { name: 'Requested on' });
    await day.fill('13 mar 2027');
    await far.keyboard.press('Tab');
    expect(await day.inputValue()).toBe('13 Mar 2027');
    await day.press('Alt+ArrowDown');
    await far.getByRole('button', { name: '14 March 2027' }).click();
    await expect.poll(() => day.inputValue()).toBe('14 Mar 2027');
    await far.locator('table.grid tbody tr').first().locator('td').nth(ITEM).click();
    await far.keyboard.type('AP-60', { delay: 0 });
    await far.keyboard.press('Tab');
    await far.keyboard.type('1', { delay: 0 });
    const asked = far.waitForRequest('**/api/op/sales.place_order');
    await far.keyboard.press('Control+Enter');
    expect((await asked).postDataJSON()).toMatchObject({ requestedOn: '2027-03-14' });
    await far.getByRole('heading', { level: 1, name: /Sales order SO-/ }).waitFor();
    await far.getByText('14 Mar 2027').first().waitFor();
    expect(troubles).toEqual([]);
    await far.context().close();
  },
);
