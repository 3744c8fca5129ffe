import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import { axe, DESKTOP, openWorld, overflow, PHONE, settled, shot, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

type Row = Record<string, unknown>;

async function asked(page: Page, path: string): Promise<Row[]> {
  const answer = await page.request.get(`${world.url}/api/${path}`);
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`);
  return ((await answer.json()) as { rows: Row[] }).rows;
}

const report = (page: Page, name: string, params: Row = {}) =>
  asked(page, `report/${name}?params=${encodeURIComponent(JSON.stringify(params))}`);
const list = (page: Page, entity: string, q: Row) =>
  asked(page, `entity/${entity}?q=${encodeURIComponent(JSON.stringify(q))}`);

/** Minor units of two digits as the screens write them. */
const money = (minor: unknown) =>
  `${(Number(minor) / 100).toLocaleString('en', { minimumFractionDigits: 2, maximumFractionDigits: 2 })} EUR`;

describe('somebody’s page', () => {
  it('says how a customer stands, and begins an order for them', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'customer-failed'));
    const [owed] = await report(page, 'receivables.ageing');
    const customer = String(owed!.partyId);
    const [credit] = await report(page, 'sales.customer_credit', { customer });
    expect(credit!.owedMinor).toBe(owed!.totalMinor);
    await page.goto(`/e/parties.party/${customer}`);
    const part = page.getByRole('region', { name: 'As a customer' });
    await part.getByText('Owes us').waitFor();
    const said = (await part.locator('dl').textContent())!;
    const overdue = BigInt(String(owed!.totalMinor)) - BigInt(String(owed!.notDueMinor));
    expect(said).toContain(`Owes us${money(owed!.totalMinor)}`);
    expect(said).toContain(`Of it overdue${money(overdue)}`);
    expect(said).toContain(`On order${money(credit!.ordersMinor)}`);
    expect(said).toContain(`Credit limit${money(credit!.limitMinor)}`);
    const left = Number(credit!.limitMinor) - Number(owed!.totalMinor) - Number(credit!.ordersMinor);
    expect(said).toContain(`Left of the limit${money(left)}`);
    const [item] = await report(page, 'receivables.open_items', { customer });
    await part
      .getByRole('region', { name: 'Open items' })
      .getByRole('link', { name: String(item!.number) })
      .waitFor();
    for (const name of ['Last orders', 'Last invoices'])
      await part.getByRole('region', { name }).getByRole('link').first().waitFor();
    expect(await page.getByRole('tab', { name: 'Purchase orders' }).count()).toBe(0);
    for (const viewport of [PHONE, DESKTOP]) {
      await page.setViewportSize(viewport);
      await settled(page);
      await shot(page, `customer-${viewport.width}`);
      expect(await axe(page)).toEqual([]);
      expect(await overflow(page)).toBe(0);
    }
    await page.getByRole('button', { name: 'New sales order' }).click();
    await page.getByRole('heading', { level: 1, name: 'New sales order' }).waitFor();
    await page.waitForFunction(
      (name) => [...document.querySelectorAll('input')].some((input) => input.value.includes(name)),
      String(owed!.customer),
    );
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says how a supplier stands, and begins an order with them', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'supplier-failed'));
    const [owed] = await report(page, 'payables.ageing');
    const supplier = String(owed!.partyId);
    const [score] = await report(page, 'purchasing.scorecard', { supplier });
    const coming = await report(page, 'purchasing.arrivals', { supplier });
    await page.goto(`/e/parties.party/${supplier}`);
    const part = page.getByRole('region', { name: 'As a supplier' });
    await part.getByText('We owe').waitFor();
    const said = (await part.locator('dl').textContent())!;
    expect(said).toContain(`We owe${money(owed!.totalMinor)}`);
    expect(said).toContain(`Open orders${new Set(coming.map(({ orderId }) => orderId)).size}`);
    expect(said).toContain(`Delivered on time${score!.onTimePercent} %`);
    await settled(page);
    await shot(page, 'supplier');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'New purchase order' }).click();
    await page.getByRole('heading', { level: 1, name: 'New purchase order' }).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('what is chosen', () => {
  it('opens on typing and not on Tab, and items are found with their names', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'choice-failed'));
    await page.goto('/do/receivables.record_payment');
    const amount = page.getByRole('textbox', { name: 'Amount', exact: true });
    await amount.fill('10');
    await page.keyboard.press('Tab');
    const currency = page.getByRole('combobox', { name: 'Currency' });
    expect(await currency.evaluate((input) => input === document.activeElement)).toBe(true);
    expect(await page.getByRole('option').count()).toBe(0);
    await page.keyboard.press('Tab');
    await page.keyboard.type('INV');
    expect(await page.getByRole('textbox', { name: 'Reference' }).inputValue()).toBe('INV');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.type('USD');
    await page.getByRole('option', { name: /^USD/ }).waitFor();
    await page.keyboard.press('Enter');
    expect(await currency.inputValue()).toMatch(/^USD/);
    await page.keyboard.press('ArrowDown');
    await page.getByRole('option').first().waitFor();
    await page.keyboard.press('Escape');

    await page.goto('/s/costs');
    await page.getByRole('textbox', { name: 'Item' }).fill('S-SEAL');
    await page.getByRole('option').filter({ hasText: 'S-SEAL' }).filter({ hasText: 'Seal kit' }).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('closing', () => {
  it('proposes the oldest month that is over and folds the others', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'closing-failed'));
    const open = await list(page, 'ledger.period', {
      ...{ filter: { state: ['open', 'soft_closed'], closing: false } },
      ...{ sort: 'endsOn', size: 2 },
    });
    const [oldest, next] = open.map(({ name }) => String(name));
    await page.goto('/do/ledger.close_up_to');
    await page.getByRole('button', { name: `Close ${oldest}` }).waitFor();
    const part = page.getByRole('region', { name: 'Periods that will be closed' });
    await part.getByText(/later periods are over, too, and stay open/).waitFor();
    expect(await part.getByText(`${next},`).count()).toBe(0);
    await part.getByRole('button', { name: 'Show each' }).click();
    await part.getByText(`${next},`).waitFor();
    expect(await axe(page)).toEqual([]);
    await part.getByRole('button', { name: /^Take all of them/ }).click();
    await page.getByRole('button', { name: /^Close \d+ periods, up to/ }).waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});
