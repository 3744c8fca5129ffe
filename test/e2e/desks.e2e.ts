import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, onTestFailed } from 'vitest';
import {
  axe,
  DESKTOP,
  openWorld,
  overflow,
  PHONE,
  settled,
  shot,
  tooSmall,
  unreadable,
  type World,
} from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

type Row = Record<string, unknown>;

/** Carries an operation out as the owner, beside the screens. */
async function call(page: Page, name: string, data: Row): Promise<Row> {
  const headers = { 'x-requested-with': 'countinghouse' };
  const answer = await page.request.post(`${world.url}/api/op/${name}`, { data, headers });
  if (!answer.ok()) throw new Error(`${name}: ${await answer.text()}`);
  return ((await answer.json()) as { output: Row }).output;
}

async function list(page: Page, entity: string, q: Row): Promise<Row[]> {
  const answer = await page.request.get(`${world.url}/api/entity/${entity}?q=${encodeURIComponent(JSON.stringify(q))}`);
  return ((await answer.json()) as { rows: Row[] }).rows;
}

const first = async (page: Page, entity: string, q: Row): Promise<Row> => (await list(page, entity, q))[0]!;

/** Worked at on a phone, in gloves and with goods in the other hand. */
const AT_HAND = /^\/s\/(receiving|picking|counting)/;

/** Looks at a page in every look: readable by everybody, not wider than the window. */
async function looksWell(path: string, heading: string, name: string): Promise<void> {
  for (const viewport of [DESKTOP, PHONE]) {
    const { page, troubles } = await world.open({ viewport });
    await page.goto(path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    expect(await unreadable(page, `${name}-${viewport.width}`)).toEqual([]);
    if (viewport === PHONE && AT_HAND.test(path)) expect(await tooSmall(page)).toEqual([]);
    expect(troubles).toEqual([]);
    await page.context().close();
  }
}

/** What can not be read has the focus and says so; nothing was sent. */
async function stopsAt(page: Page, input: Locator): Promise<void> {
  await page.getByText('Not a number.', { exact: false }).waitFor();
  await expect.poll(() => input.evaluate((one) => one === document.activeElement), { timeout: 30_000 }).toBe(true);
  expect(
    await page
      .getByRole('status')
      .getByRole('link', { name: /PO-\d+/ })
      .count(),
  ).toBe(0);
}

describe('the buyer’s desk', () => {
  it('orders what is needed, shows who offers it, and keeps a confirmation', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'buying-failed'));
    const [item, site] = [
      await first(page, 'catalog.item', { filter: { code: 'S-BEAR' } }),
      await first(page, 'organisation.site', {}),
    ];
    const { id } = await first(page, 'sourcing.replenishment_rule', { filter: { item: item.id, site: site.id } });
    const changes = { policy: 'min_max', minimum: '900', target: '1000' };
    await call(page, 'sourcing.update_replenishment_rule', { id, changes });
    await page.goto('/');
    await page.getByRole('button', { name: 'Stock and purchasing' }).click();
    await page.getByRole('navigation', { name: 'Departments' }).getByRole('link', { name: 'Buyer’s desk' }).click();
    await page.getByRole('heading', { level: 1, name: 'Buyer’s desk' }).waitFor();
    await page.getByRole('region', { name: 'Offers for S-BEAR' }).getByText('1.', { exact: false }).first().waitFor();
    const need = page.getByRole('listitem').filter({ hasText: 'S-BEAR · Bearing set' }).first();
    await need.getByText(/ordered today it arrives .* needed on /).waitFor();
    await need.getByText(/on hand \+ .* on its way − .* promised = .*, below 900: buy up to 1,000/).waitFor();
    await need.getByRole('button', { name: 'Why' }).click();
    await need.getByText(/Used a day: .* The goods take/).waitFor();
    const needs = page.getByRole('region', { name: 'Needs' });
    const shown = await needs.getByRole('listitem').count();
    expect(await needs.locator('.nav-count').textContent()).toBe(String(shown));
    await looksWell('/s/buying', 'Buyer’s desk', 'buying');

    const quantity = page.getByRole('textbox', { name: 'Quantity of S-BEAR', exact: true });
    await quantity.fill('4o');
    await page.getByRole('checkbox', { name: 'Choose S-BEAR', exact: true }).check();
    await page.getByRole('checkbox', { name: 'Send at once' }).check();
    await page.getByRole('button', { name: 'Order one need' }).click();
    await stopsAt(page, quantity);
    await quantity.fill('40');
    await page.getByRole('button', { name: 'Order one need' }).click();
    const made = page.getByRole('status').getByRole('link', { name: /PO-\d+/ });
    const number = (await made.textContent())!;
    const [order] = await list(page, 'purchasing.purchase_order', { filter: { number } });
    expect(order).toMatchObject({ state: 'sent' });
    expect(await first(page, 'purchasing.order_line', { filter: { order: order!.id } })).toMatchObject({
      itemTitle: 'S-BEAR',
      quantity: '40',
    });

    await page.getByRole('button', { name: `Confirm ${number}` }).click();
    await page.getByRole('textbox', { name: 'Supplier’s number' }).fill('AB-77');
    await page.getByRole('textbox', { name: 'Price of S-BEAR' }).fill('10.2');
    await shot(page, 'buying-confirm');
    expect(await axe(page)).toEqual([]);
    // It is the confirmation's, and orders nothing behind it.
    await page.keyboard.press('Control+Enter');
    await page.getByText(`${number} is confirmed`).waitFor();

    // With nothing ticked one key takes all that is ready, as drafts; they are sent together.
    await page.getByRole('checkbox', { name: 'Send at once' }).uncheck();
    await page.getByRole('button', { name: /that (is|are) ready$/ }).waitFor();
    await page.keyboard.press('Control+Enter');
    const drafts = page.getByRole('status').filter({ hasNotText: number });
    const orders = drafts.getByRole('link', { name: /PO-\d+/ });
    await orders.first().waitFor();
    const numbers = await orders.allTextContents();
    const states = async () =>
      (await list(page, 'purchasing.purchase_order', { filter: { number: numbers } })).map(({ state }) => state);
    expect(new Set(await states())).toEqual(new Set(['draft']));
    // They stay on the desk, also after it was left, until they are sent; Home counts them.
    await page.goto('/');
    const card = page.getByRole('navigation', { name: 'Working places' }).getByRole('link', { name: 'Buyer’s desk' });
    await card.getByText(/order.* not sent/).waitFor();
    await card.click();
    const unsent = page.getByRole('region', { name: 'Not sent yet' });
    for (const one of numbers) await unsent.getByRole('link', { name: one, exact: true }).waitFor();
    await unsent.getByRole('button', { name: `Send ${numbers[0]}`, exact: true }).click();
    await unsent.getByRole('link', { name: numbers[0]!, exact: true }).waitFor({ state: 'detached' });
    if (numbers.length > 2) await unsent.getByRole('button', { name: /^Send all / }).click();
    else if (numbers.length > 1) await unsent.getByRole('button', { name: `Send ${numbers[1]}`, exact: true }).click();
    await unsent.waitFor({ state: 'detached' });
    expect(new Set(await states())).toEqual(new Set(['sent']));
    expect(await first(page, 'purchasing.purchase_order', { filter: { number } })).toMatchObject({
      state: 'confirmed',
      supplierReference: 'AB-77',
    });
    expect(await first(page, 'purchasing.order_line', { filter: { order: order!.id } })).toMatchObject({
      confirmedPrice: '10.2',
    });
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('offers side by side', () => {
  it('divides a line between two suppliers where their offers stand, and makes their orders', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'offers-failed'));
    const request = await first(page, 'purchasing.quotation_request', { filter: { state: 'sent' } });
    const path = `/e/purchasing.quotation_request/${request.id}`;
    await page.goto(path);
    await page.getByRole('region', { name: 'Offers side by side' }).last().waitFor();
    await looksWell(path, `Request for quotation ${request.number}`, 'offers');

    await page.getByRole('button', { name: 'Give each line to the cheapest' }).click();
    const [one] = await list(page, 'purchasing.quotation_line', {
      filter: { request: request.id },
      sort: 'position',
    });
    const cells = page
      .getByRole('row')
      .filter({ hasText: String(one!.description) })
      .getByRole('textbox');
    expect(await cells.count()).toBe(2);
    const given = await Promise.all([0, 1].map((at) => cells.nth(at).inputValue()));
    const [dear, cheap] = given[0] === '' ? [0, 1] : [1, 0];
    await cells.nth(dear).fill('50');
    await page.getByText('50 too much').waitFor();
    await cells.nth(cheap).fill('150');
    await page.getByText('50 too much').waitFor({ state: 'detached' });
    await cells.nth(dear).fill('5O');
    await page.keyboard.press('Enter');
    await stopsAt(page, cells.nth(dear));
    await cells.nth(dear).fill('50');
    await page.keyboard.press('Enter');
    const made = page.getByRole('status').getByRole('link', { name: /PO-\d+/ });
    await made.first().waitFor();
    expect(await made.count()).toBe(2);
    const awards = await list(page, 'purchasing.quotation_award', { filter: { request: request.id } });
    expect(awards.map((award) => award.quantity).sort()).toEqual(['150', '200', '50']);
    expect(await first(page, 'purchasing.quotation_request', { filter: { number: request.number } })).toMatchObject({
      state: 'closed',
    });
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

/** Stands in for a camera: its picture is the bars of an EAN-13 code, as they are printed. */
function cameraSeeing(code: string): void {
  const odd = '0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011'.split(' ');
  const flip = (bits: string) => [...bits].map((bit) => (bit === '1' ? '0' : '1')).join('');
  const even = odd.map((bits) => [...flip(bits)].reverse().join(''));
  const sides = 'LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL'.split(' ')[Number(code[0])]!;
  const left = [...code.slice(1, 7)].map((digit, at) => (sides[at] === 'L' ? odd : even)[Number(digit)]).join('');
  const right = [...code.slice(7)].map((digit) => flip(odd[Number(digit)]!)).join('');
  const bars = `101${left}01010${right}101`;
  const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 });
  const pen = canvas.getContext('2d')!;
  const draw = () => {
    pen.fillStyle = '#fff';
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = '#000';
    for (const [at, bit] of [...bars].entries()) if (bit === '1') pen.fillRect(80 + at * 5, 120, 5, 240);
  };
  setInterval(draw, 100);
  const mediaDevices = { getUserMedia: async () => canvas.captureStream(10) };
  Object.defineProperty(navigator, 'mediaDevices', { value: mediaDevices });
}

describe('receiving by scan', () => {
  const EAN = '4006381333931';

  it('takes order, item, part number and barcode from the keyboard or the camera, and books one receipt', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'receiving-failed'));
    const of = (code: string) => first(page, 'catalog.item', { filter: { code } });
    const [seal, impeller, bearing] = [await of('S-SEAL'), await of('S-IMP40'), await of('S-BEAR')];
    const {
      supplier: supplierId,
      supplierTitle,
      supplierItem,
    } = await first(page, 'purchasing.supplier_price', {
      filter: { item: impeller.id },
    });
    const carton = { item: bearing.id, unit: 'DZ', factor: '6', barcode: EAN };
    await call(page, 'catalog.create_item_unit', carton);
    const { order, number } = await call(page, 'purchasing.place_order', {
      supplier: supplierId,
      send: true,
      lines: [seal, impeller, bearing].map(({ id }) => ({ item: id, quantity: '12', unitPrice: '5' })),
    });
    await page.addInitScript(cameraSeeing, EAN);
    await page.goto('/s/receiving');
    const scan = page.getByRole('textbox', { name: /^Scan/ });
    await scan.waitFor();
    const type = async (text: string) => {
      await expect.poll(() => scan.evaluate((input) => input === document.activeElement)).toBe(true);
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await type('no such thing');
    await page.getByText('no such thing is no order').waitFor();
    const expected = page
      .getByRole('region', { name: 'Expected' })
      .getByRole('listitem')
      .filter({ hasText: String(number) });
    await expected.getByText(/^due |^no day given/).waitFor();
    for (const text of [String(supplierTitle), '12 Seal kit', '12 Bearing set'])
      await expected.getByText(text, { exact: false }).first().waitFor();
    await shot(page, 'receiving-expected');
    await type(String(number));
    const lines = page.getByRole('region', { name: `To come of ${number}` });
    await lines.getByText('S-SEAL · Seal kit').waitFor();
    expect(await tooSmall(page)).toEqual([]);

    await type('s-seal');
    const accepted = page.getByRole('textbox', { name: 'Accepted', exact: true });
    expect(await accepted.inputValue()).toBe('12');
    await page.keyboard.type('10');
    await page.keyboard.press('Tab');
    await page.keyboard.type('2');
    await page.keyboard.press('Enter');
    await page.getByText('Say why.').waitFor();
    await page.getByRole('textbox', { name: 'Why rejected' }).fill('Cracked');
    await page.keyboard.press('Enter');
    await type(`5*${supplierItem}`);
    await type(`7*${supplierItem}`);
    await type('3*S-IMP40');
    const question = page.getByRole('alert').filter({ hasText: '3 more than ordered' });
    await question.getByText('Entered: 3. Still to come: 0.').waitFor();
    expect(await page.getByRole('button', { name: 'Post receipt' }).isDisabled()).toBe(true);
    expect(await question.getByRole('button', { name: /^Accept all/ }).count()).toBe(0);
    await type('S-BEAR');
    await page.getByText('Say first what is to become').waitFor();
    await shot(page, 'receiving-too-much');
    expect(await axe(page)).toEqual([]);
    await page.getByRole('button', { name: 'Correct the quantity' }).click();
    expect(await accepted.inputValue()).toBe('3');
    await page.keyboard.press('Escape');

    await page.getByText('Each scan is one').click();
    await page.getByRole('button', { name: 'Use the camera' }).click();
    await page.getByText('S-BEAR: 6').waitFor();
    await page.getByRole('button', { name: 'Close the camera' }).click();
    await shot(page, 'receiving-scanned');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);

    await page.getByRole('textbox', { name: 'Delivery note' }).fill('LS 4711');
    await page.getByRole('button', { name: 'Post receipt' }).dblclick();
    await page.getByRole('heading', { level: 1, name: /Goods receipt/ }).waitFor();
    const receipts = await list(page, 'purchasing.receipt', { filter: { order: order } });
    expect(receipts).toMatchObject([{ deliveryNote: 'LS 4711' }]);
    const booked = await list(page, 'purchasing.receipt_line', { filter: { receipt: receipts[0]!.id } });
    const sorted = booked.map((row) => [row.itemTitle, row.received, row.rejected, row.rejectReason]).sort();
    expect(sorted).toEqual([
      ['S-BEAR', '6', '0', null],
      ['S-IMP40', '12', '0', null],
      ['S-SEAL', '10', '2', 'Cracked'],
    ]);
    expect(troubles).toEqual([]);
    await page.context().close();
    await looksWell('/s/receiving', 'Receive by scan', 'receiving');
  });

  it('begins with what is expected, takes lines by a tap, and asks before more is taken than was ordered', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'receiving-tap-failed'));
    const of = async (code: string) => String((await first(page, 'catalog.item', { filter: { code } })).id);
    const [seal, bearing] = [await of('S-SEAL'), await of('S-BEAR')];
    const { supplier } = await first(page, 'purchasing.supplier_price', { filter: { item: seal } });
    const lines = [seal, bearing].map((item) => ({ item, quantity: '10', unitPrice: '5', expectedOn: '2020-01-02' }));
    const { order, number } = await call(page, 'purchasing.place_order', {
      ...{ supplier, overPercent: '10', send: true, lines },
    });
    await page.goto('/s/receiving');
    const late = page.getByRole('region', { name: 'Late' });
    await late.getByRole('button', { name: `Receive ${number}` }).click();
    const now = page.getByRole('region', { name: 'To receive now' });
    await now.getByText('S-SEAL · Seal kit').waitFor();
    // Enter, with nothing scanned, takes what is still to come, and goes on to the next line.
    await page.getByRole('textbox', { name: /^Scan/ }).press('Enter');
    await now.getByText('S-BEAR · Bearing set').waitFor();
    await page.getByText('1 of 2 lines entered').waitFor();
    await now.getByRole('button', { name: 'Other quantity' }).click();
    const accepted = page.getByRole('textbox', { name: 'Accepted', exact: true });
    expect(await accepted.inputValue()).toBe('10');
    const question = page.getByRole('alert').filter({ hasText: 'more than ordered' });
    await accepted.fill('12');
    await page.keyboard.press('Enter');
    await question.getByText('no more than 11 may be accepted').waitFor();
    expect(await question.getByRole('button', { name: /^Accept all/ }).count()).toBe(0);
    await question.getByRole('button', { name: 'Correct the quantity' }).click();
    await accepted.fill('11');
    await page.keyboard.press('Enter');
    await question.getByText('The order allows so many more.').waitFor();
    await question.getByRole('button', { name: 'Accept all 11' }).waitFor();
    expect(await tooSmall(page)).toEqual([]);
    await question.getByRole('button', { name: 'Accept 10, reject 1' }).click();
    await page.getByText('S-BEAR: 10 · 1 rejected: More than ordered').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { level: 1, name: /Goods receipt/ }).waitFor();
    const booked = await list(page, 'purchasing.receipt_line', { filter: { order } });
    expect(booked.map((row) => [row.itemTitle, row.received, row.rejected, row.surplus]).sort()).toEqual([
      ['S-BEAR', '10', '1', '1'],
      ['S-SEAL', '10', '0', '0'],
    ]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('asks the serial numbers of pieces that have them', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'receiving-serials-failed'));
    const fields = { code: 'SER-1', name: 'Control panel', tracking: 'serial' };
    const { id: item } = await call(page, 'catalog.create_item', fields);
    const seal = await first(page, 'catalog.item', { filter: { code: 'S-SEAL' } });
    const { supplier } = await first(page, 'purchasing.supplier_price', { filter: { item: seal.id } });
    const lines = [{ item, quantity: '3', unitPrice: '5' }];
    const { order } = await call(page, 'purchasing.place_order', { supplier, send: true, lines });
    await page.goto(`/s/receiving?with=${encodeURIComponent(JSON.stringify({ order }))}`);
    await page.getByText('Each scan is one').click();
    const scan = page.getByRole('textbox', { name: /^Scan/ });
    await scan.fill('SER-1');
    await page.keyboard.press('Enter');
    const serials = page.getByRole('textbox', { name: /^Serial numbers/ });
    await serials.waitFor();
    await page.keyboard.type('P-1\nP-2\nP-1');
    await page.getByText('P-1 was entered before.').waitFor();
    await shot(page, 'receiving-serials');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await serials.fill('P-1\nP-2\n');
    await page.getByText('Serial numbers (2 of 3)').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByText('SER-1: 2').waitFor();
    await page.getByRole('button', { name: 'Post receipt' }).click();
    await page.getByRole('heading', { level: 1, name: /Goods receipt/ }).waitFor();
    const lots = await list(page, 'inventory.lot', { filter: { item } });
    expect(lots.map((lot) => lot.number).sort()).toEqual(['P-1', 'P-2']);
    expect(troubles).toEqual([]);
    await page.context().close();
  });

  it('says that an order is done, and books what comes of it as rejected', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'receiving-done-failed'));
    const item = await first(page, 'catalog.item', { filter: { code: 'S-SEAL' } });
    const { supplier: supplierId } = await first(page, 'purchasing.supplier_price', { filter: { item: item.id } });
    const lines = [{ item: item.id, quantity: '12', unitPrice: '5' }];
    const { order, number } = await call(page, 'purchasing.place_order', { supplier: supplierId, send: true, lines });
    await call(page, 'purchasing.receive_goods', { order });
    await page.goto('/s/receiving');
    const scan = page.getByRole('textbox', { name: /^Scan/ });
    await scan.fill(String(number));
    await page.keyboard.press('Enter');
    await page.getByText('is done: nothing more of it is accepted').waitFor();
    await page.getByRole('region', { name: `To reject of ${number}` }).waitFor();
    await page.getByText('All of it came already').waitFor();
    await scan.fill('12*S-SEAL');
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: 'Rejected', exact: true }).waitFor();
    expect(await page.getByRole('textbox', { name: /Accepted/ }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Why rejected' }).fill('Delivered twice');
    await shot(page, 'receiving-done');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.keyboard.press('Enter');
    await page.getByText('S-SEAL: 12 rejected: Delivered twice').waitFor();
    await page.getByRole('button', { name: 'Post receipt' }).click();
    await page.getByRole('heading', { level: 1, name: /Goods receipt/ }).waitFor();
    const booked = await list(page, 'purchasing.receipt_line', {
      filter: { order: order, rejectReason: 'Delivered twice' },
    });
    expect(booked).toMatchObject([{ received: '0', rejected: '12', surplus: '12' }]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('picking', () => {
  it('begins with what a delivery holds, takes lines by tap, scan and number, outlives a reload, and ships', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'picking-failed'));
    const of = async (code: string) => String((await first(page, 'catalog.item', { filter: { code } })).id);
    const customer = (await first(page, 'parties.party', { filter: { isCustomer: true, creditHold: false } })).id;
    const site = (await first(page, 'organisation.site', {})).id;
    const codes = ['S-SEAL', 'S-BEAR', 'S-IMP40'];
    const items = await Promise.all(codes.map(of));
    const lines = items.map((item) => ({ item, quantity: '6' }));
    const stocked = lines.map((line) => ({ ...line, unitCost: '5' }));
    await call(page, 'inventory.receive_stock', { site, reason: 'found', lines: stocked });
    const placed = { customer, promisedOn: '2020-01-02', confirm: true, overrideCredit: true, lines };
    const { order, number } = await call(page, 'sales.place_order', placed);
    await page.goto('/s/picking');
    await page
      .getByRole('region', { name: 'Late' })
      .getByRole('button', { name: `Pick ${number}` })
      .click();
    await page.getByRole('heading', { level: 1, name: /^DN-/ }).waitFor();
    const rows = page.getByRole('list', { name: 'Lines of the delivery' });
    expect(await rows.getByRole('button').count()).toBe(3);
    expect(await page.getByRole('button', { name: 'Ship' }).isDisabled()).toBe(true);
    await page.getByRole('textbox', { name: /^Scan an item/ }).fill('V-START');
    await page.keyboard.press('Enter');
    await page.getByText('V-START is not part of this delivery.').waitFor();
    await page.getByRole('textbox', { name: /^Scan an item/ }).fill('s-seal');
    await page.keyboard.press('Enter');
    await rows.getByRole('button', { name: /S-SEAL.*taken/ }).waitFor();
    await page.getByText('1 of 3 lines done').waitFor();
    // What is picked is kept every third of a second.
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.includes('.picking.')));
    await page.reload();
    await page.getByText('1 of 3 lines done').waitFor();

    await rows.getByRole('button', { name: /S-BEAR/ }).click();
    await page.getByRole('button', { name: 'There is less' }).click();
    await page.getByRole('textbox', { name: /^How many do you take/ }).fill('7');
    await page.keyboard.press('Enter');
    await page.getByText('A number from 0 to 6.').waitFor();
    await page.getByRole('textbox', { name: /^How many do you take/ }).fill('2');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Take 6' }).click();
    await page.getByText('3 of 3 lines done').waitFor();
    await shot(page, 'picking-done');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Ship' }).dblclick();
    await page
      .getByRole('status')
      .getByText(/^DN-\d+ has left for/)
      .waitFor();
    await page.getByRole('button', { name: `Pick ${number}` }).waitFor();
    const delivery = await first(page, 'sales.delivery', { filter: { order: order } });
    expect(delivery).toMatchObject({ state: 'shipped' });
    const left = await list(page, 'sales.delivery_line', { filter: { delivery: delivery.id } });
    expect(left.map((row) => [row.itemTitle, row.quantity]).sort()).toEqual([
      ['S-BEAR', '2'],
      ['S-IMP40', '6'],
      ['S-SEAL', '6'],
    ]);
    expect(troubles).toEqual([]);
    await page.context().close();
    await looksWell('/s/picking', 'Pick orders', 'picking');
  });

  it('takes back what a delivery holds: its lines stand in the dialog, ticked by typing', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'take-back-failed'));
    const seals = String((await first(page, 'catalog.item', { filter: { code: 'S-SEAL' } })).id);
    const bearings = String((await first(page, 'catalog.item', { filter: { code: 'S-BEAR' } })).id);
    const customer = (await first(page, 'parties.party', { filter: { isCustomer: true, creditHold: false } })).id;
    const lines = [seals, bearings].map((item) => ({ item, quantity: '6' }));
    const placed = { customer, confirm: true, overrideCredit: true, lines };
    const { order } = await call(page, 'sales.place_order', placed);
    await call(page, 'sales.ship_orders', { orders: [order], overrideCredit: true });
    const delivery = await first(page, 'sales.delivery', { filter: { order: order } });
    await page.goto(`/e/sales.delivery/${delivery.id}`);
    await page.getByRole('button', { name: 'Receive return' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Broken');
    const grid = dialog.getByRole('grid', { name: 'Lines' });
    const seal = grid.getByRole('row').filter({ hasText: 'S-SEAL' });
    expect(await grid.getByRole('checkbox', { name: /^Take line/, checked: true }).count()).toBe(0);
    await dialog.getByRole('button', { name: 'Receive return' }).click();
    await dialog.getByText('Tick the lines that are meant.').waitFor();
    await seal.getByRole('gridcell', { name: '6', exact: true }).last().click();
    await page.keyboard.type('1');
    await shot(page, 'take-back');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    const made = await first(page, 'sales.sales_return', { filter: { delivery: delivery.id } });
    const back = await list(page, 'sales.return_line', { filter: { return: made.id } });
    expect(back.map((row) => [row.itemTitle, row.quantity])).toEqual([['S-SEAL', '1']]);
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('counting', () => {
  it('goes through a blind count by Enter and scan, adds what was found, and hands in', async () => {
    const { page, troubles } = await world.open({ viewport: PHONE });
    onTestFailed(() => shot(page, 'counting-failed'));
    const site = (await first(page, 'organisation.site', {})).id;
    for (const open of await list(page, 'inventory.stock_count', { filter: { state: 'counting' } }))
      await call(page, 'inventory.cancel_count', { count: open.id });
    const codes = ['S-SEAL', 'S-BEAR'];
    const items = await Promise.all(
      codes.map(async (code) => (await first(page, 'catalog.item', { filter: { code } })).id),
    );
    const { count, number } = await call(page, 'inventory.start_count', { site, items });
    await page.goto('/');
    await page.getByRole('navigation', { name: 'Working places' }).getByRole('link', { name: 'Count stock' }).click();
    await page.getByRole('link', { name: `Count ${number}` }).click();
    await page.getByRole('heading', { level: 1, name: String(number) }).waitFor();
    expect(await page.getByText(/^The books say \d/).count()).toBe(0);
    const many = page.getByRole('textbox', { name: /^How many are there/ });
    const now = page.getByRole('region', { name: 'To count now' });
    await many.fill('x');
    await page.keyboard.press('Enter');
    await page.getByText('x is no item').waitFor();
    await many.fill('S-SEAL');
    await page.keyboard.press('Enter');
    await now.getByText('S-SEAL').waitFor();
    await many.fill('12');
    await page.keyboard.press('Enter');
    await now.getByText('S-BEAR').waitFor();
    await page.waitForFunction(() => Object.keys(localStorage).some((key) => key.includes('.counting.')));
    await page.reload();
    await page.getByText('1 of 2 lines counted').waitFor();
    await many.fill('S-IMP40');
    await page.keyboard.press('Enter');
    await page.getByText('S-IMP40 is not part of this count.').waitFor();
    await page.getByRole('textbox', { name: /^How many are there/ }).fill('3');
    await shot(page, 'counting-found');
    expect(await axe(page)).toEqual([]);
    await page.keyboard.press('Enter');
    await page.getByText('2 of 3 lines counted').waitFor();
    await page.getByRole('button', { name: 'None there' }).click();
    await shot(page, 'counting-done');
    expect(await axe(page)).toEqual([]);
    expect(await overflow(page)).toBe(0);
    await page.getByRole('button', { name: 'Hand in 2 lines' }).dblclick();
    await page.getByText('All of it is counted').waitFor();
    const counted = await list(page, 'inventory.count_line', { filter: { count } });
    expect(counted.map((row) => [row.itemCode, row.countedQuantity, row.found === true]).sort()).toEqual([
      ['S-BEAR', '0', false],
      ['S-IMP40', '3', true],
      ['S-SEAL', '12', false],
    ]);
    expect(troubles).toEqual([]);
    await page.context().close();
    const path = `/s/counting?with=${encodeURIComponent(JSON.stringify({ count }))}`;
    await looksWell(path, String(number), 'counting');
  });
});

/** A PDF of one page with a line of text, as small as it can be. */
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj 2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj ' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj trailer<</Root 1 0 R>>\n%%EOF\n',
);

describe('a bill beside its paper', () => {
  it('says before what would be held, posts what fits, and keeps the paper with the bill', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'bill-failed'));
    const item = await first(page, 'catalog.item', { filter: { code: 'S-SEAL' } });
    const { supplier: supplierId, supplierTitle } = await first(page, 'purchasing.supplier_price', {
      filter: { item: item.id },
    });
    const lines = [{ item: item.id, quantity: '7', unitPrice: '5' }];
    const { order } = await call(page, 'purchasing.place_order', { supplier: supplierId, send: true, lines });
    const { number: receipt } = await call(page, 'purchasing.receive_goods', { order });
    await page.goto('/do/payables.post_bill');
    const file = page.locator('input[type=file]').first();
    await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no paper') });
    await page.getByText('notes.txt is no PDF, PNG, JPEG or WebP.').waitFor();
    await file.setInputFiles({ name: 'R 4711.pdf', mimeType: 'application/pdf', buffer: PDF });
    await page.locator('iframe.bill-paper').waitFor();
    await page.getByRole('textbox', { name: 'Supplier', exact: true }).fill(String(supplierTitle));
    // Not the first: until the answer comes, others are offered.
    await page.getByRole('option', { name: String(supplierTitle) }).click();
    await page.getByRole('textbox', { name: 'Supplier’s invoice number' }).fill('R 4711');
    await page.getByRole('checkbox', { name: `Bill S-SEAL of ${receipt}` }).check();
    await page.getByText('Fits', { exact: true }).waitFor();
    const price = page.getByRole('textbox', { name: 'Billed price of S-SEAL' });
    await price.fill('9');
    await page.getByText('Would be held: billed at 9.00, agreed 5.00, 80 % more').waitFor();
    await shot(page, 'bill-held');
    expect(await axe(page)).toEqual([]);
    await price.fill('5');
    await page.getByText('Fits', { exact: true }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('heading', { level: 1, name: /^Bill / }).waitFor();
    const link = page.getByRole('region', { name: 'Files' }).getByRole('link', { name: 'R 4711.pdf' });
    const answer = await page.request.get((await link.getAttribute('href'))!);
    expect(await answer.body()).toEqual(PDF);
    expect(answer.headers()).toMatchObject({
      'content-type': 'application/pdf',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    expect(troubles.filter((text) => !text.includes('422') && !text.includes('409') && !text.includes('400'))).toEqual(
      [],
    );
    await page.context().close();
    await looksWell('/do/payables.post_bill', 'New bill', 'bill');
  });
});

describe('a held bill', () => {
  it('is put right beside what was captured, matched anew, and posted', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'held-failed'));
    const held = await first(page, 'payables.held_bill', { filter: { state: 'held' } });
    await page.goto(`/e/payables.held_bill/${held.id}`);
    await page.getByRole('button', { name: 'Correct', exact: true }).click();
    await page.getByText('Would be held: billed at 7.13, agreed 6.20, 15 % more').waitFor();
    await looksWell(
      `/do/payables.correct_bill?with=${JSON.stringify({ held: held.id })}`,
      `Correct bill ${held.supplierNumber}`,
      'correct-bill',
    );
    await page.getByRole('textbox', { name: 'Billed price of SP-SEALANT' }).fill('6.2');
    await page.getByText('Fits', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Match anew' }).click();
    await page.getByText(`Bill ${held.supplierNumber} is posted`).waitFor();
    await page.getByRole('heading', { level: 1, name: /BILL-/ }).waitFor();
    expect(await first(page, 'payables.held_bill', { filter: { id: held.id } })).toMatchObject({ state: 'posted' });
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('a payment of a customer', () => {
  it('pays in one currency what is owed in another, and says which tax was kept back', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'foreign-payment-failed'));
    const fields = { code: 'ABROAD', name: 'Abroad Inc', isCustomer: true, currency: 'USD', country: 'US' };
    const { id: party } = await call(page, 'parties.create_party', fields);
    const owed = async (currency: string) => {
      const lines = [{ description: 'Work', unitPrice: '100', taxCodes: [] }];
      const { invoice } = await call(page, 'receivables.post_invoice', { customer: party, currency, lines });
      return String((await first(page, 'receivables.invoice', { filter: { id: invoice } })).number);
    };
    const [dollars, euros] = [await owed('USD'), await owed('EUR')];
    await page.goto(`/do/receivables.record_payment?with=${encodeURIComponent(JSON.stringify({ customer: party }))}`);
    await page.getByRole('textbox', { name: 'Amount', exact: true }).fill('250');
    await page.getByRole('combobox', { name: 'Currency' }).fill('EUR');
    await page.getByRole('option', { name: /^EUR/ }).click();
    const rate = page.getByText(/at [\d.]+, [\d.]+ EUR pays it whole/);
    await rate.waitFor();
    await page.getByText(/^Just this amount|^Oldest due/).waitFor();
    await page.getByRole('checkbox', { name: `Settle ${dollars}` }).check();
    const settles = page.getByRole('textbox', { name: `Settles of ${dollars}, in USD` });
    expect(await settles.inputValue()).toBe('100.00');
    await settled(page);
    await shot(page, 'foreign-payment');
    expect(await axe(page)).toEqual([]);
    await page.setViewportSize(PHONE);
    await settled(page);
    await shot(page, 'foreign-payment-phone');
    expect(await overflow(page)).toBe(0);
    await page.setViewportSize(DESKTOP);
    await page.getByRole('button', { name: /stays on account|left$/ }).click();
    await page.getByRole('heading', { level: 1, name: /^Payment/ }).waitFor();
    const part = page.getByRole('region', { name: 'What it settled' });
    for (const number of [dollars, euros]) await part.getByRole('link', { name: number }).waitFor();
    await part.getByText('100.00 USD').waitFor();

    const taxed = await owed('USD');
    await page.goto(`/do/receivables.record_payment?with=${encodeURIComponent(JSON.stringify({ customer: party }))}`);
    await page.getByRole('textbox', { name: 'Amount', exact: true }).fill('90');
    await page.getByRole('button', { name: 'More fields' }).click();
    await page.getByRole('textbox', { name: /^Withheld/ }).fill('10');
    await page.getByText('10.00 tax withheld').waitFor();
    await page.getByRole('button', { name: 'Post, 0.00 left' }).click();
    await page.getByRole('heading', { level: 1, name: /^Payment/ }).waitFor();
    expect(await first(page, 'receivables.invoice', { filter: { number: taxed } })).toMatchObject({ state: 'paid' });

    const abroad = await owed('USD');
    await page.goto(`/do/receivables.record_payment?with=${encodeURIComponent(JSON.stringify({ customer: party }))}`);
    await page.getByRole('textbox', { name: 'Amount', exact: true }).fill('500');
    await page.getByRole('combobox', { name: 'Currency' }).fill('EUR');
    await page.getByRole('option', { name: /^EUR/ }).click();
    await page.getByRole('button', { name: 'More fields' }).click();
    await page.getByRole('textbox', { name: /^Withheld/ }).fill('10');
    await page.getByRole('checkbox', { name: `Settle ${abroad}` }).check();
    const settlesRest = page.getByRole('textbox', { name: `Settles of ${abroad}, in USD` });
    expect(await settlesRest.inputValue()).toBe('90.00');
    await page.getByText('10.00 tax withheld').waitFor();
    await page.getByRole('button', { name: /stays on account/ }).click();
    await page.getByRole('heading', { level: 1, name: /^Payment/ }).waitFor();
    expect(await first(page, 'receivables.invoice', { filter: { number: abroad } })).toMatchObject({ state: 'paid' });
    expect(troubles).toEqual([]);
    await page.context().close();
  });
});

describe('a payment run', () => {
  it('shows its steps and why, lets bills be taken out, and wants a second person', async () => {
    const { page } = await world.open();
    onTestFailed(() => shot(page, 'run-failed'));
    const asked = { dueUntil: '2099-12-31' };
    const { run, number } = await call(page, 'payables.propose_run', asked);
    const rows = await list(page, 'payables.run_line', { filter: { run: run }, size: 200 });
    expect(rows.length).toBeGreaterThan(1);
    await looksWell(`/e/payables.payment_run/${run}`, `Payment run ${number}`, 'run');
    await page.goto(`/e/payables.payment_run/${run}`);
    await page.getByText('You proposed these payments. Somebody else has to approve them.').waitFor();
    await page
      .getByRole('checkbox', { name: /^Choose bill/ })
      .first()
      .check();
    await page.getByRole('button', { name: 'Take out one bill' }).click();
    await page.getByText('It is taken out of the run.').waitFor();
    const left = await list(page, 'payables.run_line', { filter: { run: run }, size: 200 });
    expect(left.length).toBeLessThan(rows.length);
    await page.getByRole('button', { name: 'More actions' }).click();
    const approve = page.getByRole('menuitem', { name: 'Approve', exact: true });
    expect(await approve.isDisabled()).toBe(true);
    expect(await approve.getAttribute('title')).toBe('It is your own: somebody else must do this.');
    await page.context().close();
  });
});

describe('looking into costs and suppliers', () => {
  it('shows what a corrected receipt would change before it is done', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'preview-failed'));
    const item = await first(page, 'catalog.item', { filter: { code: 'S-BEAR' } });
    const query = {
      filter: { item: item.id, sourceEntity: 'inventory.stock_document', kind: 'receipt' },
      sort: 'effectiveOn',
    };
    const move = await first(page, 'inventory.move', query);
    await page.goto(`/e/inventory.move/${move.id}`);
    await page.getByRole('button', { name: 'Correct receipt cost' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Unit cost' }).fill('12.34');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Labour forgotten');
    await dialog.getByRole('button', { name: 'What would it change?' }).click();
    const told = dialog.getByRole('region', { name: 'What it would change' });
    await told.getByRole('heading', { name: 'Values changed' }).waitFor();
    await told.getByText('Cost of goods sold').first().waitFor();
    await told.getByRole('heading', { name: 'Margins changed' }).waitFor();
    await shot(page, 'preview');
    expect(await axe(page)).toEqual([]);
    expect(await list(page, 'inventory.stock_document', { filter: { kind: 'cost_correction' } })).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('goes from an item, and from an order, down to the documents a cost is made of', async () => {
    const { page, troubles } = await world.open();
    onTestFailed(() => shot(page, 'costs-failed'));
    const item = await first(page, 'catalog.item', { filter: { code: 'S-SEAL' } });
    const path = (given: Row) => `/s/costs?with=${encodeURIComponent(JSON.stringify(given))}`;
    await page.goto(path({ item: item.id }));
    await page.getByRole('region', { name: 'What left last' }).getByRole('button', { name: /^Why/ }).first().click();
    const tree = page.getByRole('list', { name: 'What the cost is made of' });
    await tree.getByRole('link', { name: 'Issue · delivery' }).first().waitFor();
    await tree
      .getByRole('button', { name: /^Show what/ })
      .first()
      .click();
    expect(await axe(page)).toEqual([]);
    const delivery = await first(page, 'sales.delivery', { filter: { state: 'shipped' } });
    await page.goto(path({ order: delivery.order }));
    await page
      .getByRole('region', { name: 'What was delivered' })
      .getByRole('button', { name: /^Why/ })
      .first()
      .click();
    await tree.getByRole('link').first().waitFor();
    expect(troubles).toEqual([]);
    await page.context().close();
    await looksWell(path({ item: item.id }), 'Why it costs that', 'costs');
    await looksWell('/s/suppliers', 'Supplier scorecard', 'suppliers');
  });
});
