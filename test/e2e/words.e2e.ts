import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listEntity } from '#kernel/entity-read.ts';
import { SEED_ROLES } from '#kernel/module.ts';
import type { Paper } from '#kernel/printed.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { operator } from '#surfaces/people.ts';
import { type Meta, makeModel, type Row } from '../../src/web/api/meta.ts';
import { desksOf } from '../../src/web/app/desks.ts';
import { axe, openAs, openWorld, overflow, PHONE, settled, shot, type World } from './harness.ts';
import { type Get, machineMade, walk } from './walk.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** One page of each kind; what stands on them is drawn from what the walk reads. */
const PAGES = [
  '/',
  '/s/approvals',
  '/e/approvals.request',
  '/e/approvals.policy',
  '/e/ledger.entry',
  '/r/ledger.balance_sheet',
];

it('says nothing on lists, records, timelines and reports that only a program would say', async () => {
  const { page } = await world.open();
  await page.goto('/');
  expect(await walk(asking(page), { deep: true })).toEqual([]);
  for (const path of PAGES) expect(await machineLines(page, path)).toEqual([]);
  await page.context().close();
});

const asking =
  (page: Page): Get =>
  async (path) => {
    const answer = await page.request.get(path);
    return { status: answer.status(), body: await answer.json() };
  };

/** Lines of a page that read as if a machine had written them. */
async function machineLines(page: Page, path: string): Promise<string[]> {
  await page.goto(path);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await settled(page);
  const lines = (await page.locator('main').innerText()).split('\n');
  return lines.filter((line) => machineMade(line)).map((line) => `${path}: ${line}`);
}

it('nor to anybody of a narrower role: their lists, desks and a record', async () => {
  const found: string[] = [];
  for (const role of SEED_ROLES.filter((one) => one !== 'owner')) {
    const page = await openAs(world, role);
    const get = asking(page);
    const say = (lines: string[]) => found.push(...lines.map((line) => `${role}: ${line}`));
    // An auditor's lists are the owner's.
    if (role !== 'auditor') say(await walk(get, { deep: false }));
    const meta = (await get('/api/meta')).body as Meta;
    expect(meta.user.roles).toEqual([role]);
    const desks = desksOf(makeModel(meta)).map(({ name }) => `/s/${name}`);
    for (const path of ['/', ...desks]) say(await machineLines(page, path));
    // The kind of record their work is about: the one most of their operations are on.
    const about = Map.groupBy(
      meta.operations.flatMap(({ on }) => (on ? [on.entity] : [])),
      (name) => name,
    );
    const [most = meta.entities[0]!.name] = [...about].sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    const { rows } = (await get(`/api/entity/${most}?q={"size":1}`)).body as { rows: Row[] };
    if (rows[0]) say(await machineLines(page, `/e/${most}/${rows[0].id}`));
    await page.context().close();
  }
  expect(found).toEqual([]);
});

/** Every text of what a paper is made of, with where it stands. */
const textsOf = (value: unknown, at = ''): [string, string][] => {
  if (typeof value === 'string') return [[at, value]];
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => textsOf(part, `${at}.${name}`));
};

/** Figures stand with their groups: five digits in a row are minor units, or were never made for people. */
const UNGROUPED = /^-?\d{5,}$/;

it('nor on paper', async () => {
  const { app } = world.started;
  const asker = { app, actor: operator(app), company: 1 };
  const found: string[] = [];
  const printed = new Set<string>();
  for (const { name, entity, load } of app.registry.printed.values()) {
    const { rows } = await listEntity({ ...asker, entity: app.registry.entities.get(entity)! }, { size: 40 });
    for (const { id } of rows) {
      const loaded = await readTransaction(asker, (tx) => load(tx, String(id), {}));
      if (loaded) printed.add(name);
      for (const paper of [loaded?.data ?? []].flat() as Paper[])
        for (const [at, text] of textsOf(paper)) {
          const what =
            machineMade(text) ?? (/figures|totals/.test(at) && UNGROUPED.test(text) ? 'a figure' : undefined);
          if (what) found.push(`${name}${at}: ${what}: ${text}`);
        }
    }
  }
  expect(found).toEqual([]);
  // The demo sent nothing back to a supplier.
  expect([...app.registry.printed.keys()].filter((name) => !printed.has(name))).toEqual(['purchasing.return_note']);
});

/** Cards, pages made by hand, and charts: what they draw is nobody's list. */
const HAND_MADE = [
  '/e/receivables.match',
  '/e/ledger.account_role',
  '/s/approvals',
  '/s/buying',
  '/s/counting',
  '/s/picking',
  '/s/receiving',
  '/r/ledger.profit_by_month?view=chart',
];

it('says nothing such on a phone on the page of a record of any kind and on pages made by hand', async () => {
  const { page } = await world.open({ viewport: PHONE });
  await page.goto('/');
  const ask = async (path: string) => (await (await page.request.get(path)).json()) as Record<string, unknown>;
  const { entities } = (await ask('/api/meta')) as { entities: { name: string; id: string }[] };
  const found: string[] = [];
  const look = async (path: string) => {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    await settled(page);
    const lines = (await page.locator('main').innerText()).split('\n');
    found.push(...lines.filter((line) => machineMade(line)).map((line) => `${path}: ${line}`));
    const wide = await overflow(page);
    if (wide > 0) found.push(`${path}: ${wide} pixels too wide`);
  };
  for (const { name, id } of entities) {
    const { rows = [] } = (await ask(`/api/entity/${name}?q={"size":1}`)) as { rows?: { id: string }[] };
    if (rows[0] && id !== 'code') await look(`/e/${name}/${rows[0].id}`);
  }
  for (const path of HAND_MADE) await look(path);
  expect(found).toEqual([]);
  await page.context().close();
});

it('shows every report whole on a phone', async () => {
  const { page } = await world.open({ viewport: PHONE });
  for (const report of [
    'ledger.profit_and_loss',
    'ledger.trial_balance',
    'receivables.ageing',
    'inventory.stock_on_hand',
  ]) {
    await page.goto(`/r/${report}`);
    // Headings of a statement have no figures.
    const first = page
      .locator('.report-cards > li')
      .filter({ has: page.locator('dd') })
      .first();
    await first.waitFor();
    await settled(page);
    await shot(page, `phone-${report}`);
    const figures = await first.locator('dd').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right));
    expect(figures.length, report).toBeGreaterThan(0);
    expect(Math.max(...figures), report).toBeLessThanOrEqual(PHONE.width);
    expect(await axe(page)).toEqual([]);
  }
  await page.context().close();
});

it('makes a rule of approval from names in words and reads it back', async () => {
  const { page, troubles } = await world.open();
  await page.goto('/do/approvals.set_policy');
  await page.getByLabel('Name of the rule').fill('Large orders');
  await page.getByRole('combobox', { name: /^What is done/ }).fill('purchase orders');
  await page.getByRole('option', { name: 'Purchase orders', exact: true }).click();
  await page.getByRole('button', { name: 'Add a condition' }).click();
  await page.getByRole('combobox', { name: 'Fact' }).click();
  await page.getByRole('option', { name: 'Total', exact: true }).click();
  await page.getByLabel('Value').fill('1ooo');
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByRole('option', { name: 'Controller' }).click();
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await page.getByText('Not a number.', { exact: false }).waitFor();
  await page.waitForFunction(() => (document.activeElement as HTMLInputElement | null)?.value === '1ooo');
  await page.getByLabel('Value').fill('1000');
  await page.getByText('“Purchase orders” needs approval when Total is over 1,000 EUR: by Controller.').waitFor();
  await settled(page);
  await shot(page, 'policy');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Save the rule' }).click();
  await page.getByText('Purchase orders, when Total is over 1,000 EUR: Controller.').waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('makes a role from what it allows', async () => {
  const { page, troubles } = await world.open({ viewport: PHONE });
  await page.goto('/do/access.create_role');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Order desk');
  await page.getByLabel('Find a right').fill('sales orders');
  await page.getByRole('checkbox').nth(1).check();
  await page.getByText('1 right is chosen').waitFor();
  await settled(page);
  await shot(page, 'role');
  expect(await axe(page)).toEqual([]);
  expect(await overflow(page)).toBe(0);
  await page.getByRole('button', { name: 'Save role' }).click();
  await page.getByText('Order desk').filter({ visible: true }).first().waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('makes a company and lands in it as its owner', async () => {
  const { page, troubles } = await world.open();
  await page.goto('/do/access.create_company');
  await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('form') !== null);
  await page.keyboard.type('Second Works');
  await page.getByRole('combobox', { name: 'Country' }).click();
  await page.getByRole('option', { name: 'AT Austria' }).click();
  await settled(page);
  await shot(page, 'company');
  expect(await axe(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make the company' }).click();
  await page.getByRole('button', { name: 'Company: Second Works' }).waitFor();
  const steps = page.getByRole('region', { name: 'First steps of Second Works' });
  await steps.getByText('0 of 7 done').waitFor();
  await settled(page);
  await shot(page, 'first-steps');
  expect(await axe(page)).toEqual([]);
  await steps.getByRole('link', { name: 'Items' }).click();
  await page.getByRole('textbox', { name: 'Code', exact: true }).waitFor();
  // What is done says so by itself.
  await page.goto('/do/parties.create_party?with={"isCustomer":true}');
  await page.getByRole('textbox', { name: 'Code', exact: true }).fill('FIRST');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('First Customer');
  await page.getByRole('button', { name: 'Save party' }).click();
  await page.getByRole('heading', { name: 'First Customer' }).waitFor();
  await page.goto('/');
  await steps.getByText('1 of 7 done').waitFor();
  await steps.getByRole('listitem').filter({ hasText: 'Customers' }).getByRole('img', { name: 'Done' }).waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('begins an amendment with what the order says, hides its version, and asks before it drops what was typed', async () => {
  const { page, troubles } = await world.open();
  const asked: string[] = [];
  const answers = [false, true];
  page.on('dialog', (dialog) => {
    asked.push(dialog.message());
    void (answers.shift() ? dialog.accept() : dialog.dismiss());
  });
  const query = encodeURIComponent(JSON.stringify({ filter: { state: 'confirmed' }, size: 1 }));
  const { rows } = await (await page.request.get(`/api/entity/sales.sales_order?q=${query}`)).json();
  await page.goto(`/e/sales.sales_order/${rows[0].id}`);
  const dialog = page.getByRole('dialog');
  const begin = async () => {
    await page.getByRole('button', { name: 'More actions' }).click();
    await page.getByRole('menuitem', { name: 'Amend' }).click();
    await dialog.getByRole('grid', { name: 'Lines' }).waitFor();
  };
  await begin();
  expect(await dialog.getByText('Version').count()).toBe(0);
  await expect.poll(() => dialog.locator('tbody tr').first().innerText()).toMatch(/\d+\.\d\d/);
  await settled(page);
  await shot(page, 'amend');
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect(asked).toEqual([]);
  await begin();
  await dialog.getByRole('textbox', { name: 'Note' }).fill('Ring twice');
  await page.keyboard.press('Escape');
  await expect.poll(() => asked).toEqual(['Discard what you entered?']);
  expect(await dialog.getByRole('textbox', { name: 'Note' }).inputValue()).toBe('Ring twice');
  await dialog.getByRole('button', { name: 'Amend' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(/^Sales order SO-\d+ amended\.$/).waitFor();
  await page.locator('main').getByText('Ring twice').first().waitFor();
  expect(asked).toHaveLength(1);
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('says what an invoice comes to before it is posted, and offers to take its money after', async () => {
  const { page, troubles } = await world.open();
  await page.goto('/do/receivables.post_invoice');
  await page.getByRole('heading', { level: 1, name: 'New invoice' }).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('.mantine-InputWrapper-root') !== null);
  await page.keyboard.type('C1001');
  await page.getByRole('option', { name: /Huber/ }).click();
  await page.getByRole('grid', { name: 'Lines' }).locator('tbody td').nth(2).click();
  for (const text of ['Advice', '', '120']) {
    await page.keyboard.type(text);
    await page.keyboard.press('Tab');
  }
  const totals = page.getByRole('status', { name: 'What it comes to' });
  await totals.getByText('144.00 EUR').waitFor();
  await totals.getByText('24.00', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Post invoice' }).click();
  await page.getByText(/Waits for payment: 144\.00 EUR open/).waitFor();
  const number = /INV-\S+/.exec((await page.getByRole('heading', { level: 1 }).textContent()) ?? '')![0];
  // The palette opens what Enter means, also when it is found only after the key.
  await page.goto('/');
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.keyboard.press('Control+k');
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await page.keyboard.type(number);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: `Invoice ${number}` }).waitFor();
  await page.getByRole('button', { name: 'Record payment' }).click();
  await page.getByRole('button', { name: 'Post, 0.00 left' }).waitFor();
  expect(troubles).toEqual([]);
  await page.context().close();
});
