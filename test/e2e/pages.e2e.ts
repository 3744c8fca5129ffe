import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DESKTOP, openWorld, PHONE, unreadable, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** One page of each kind the program has. */
const PAGES = {
  home: '/',
  wing: '/w/commerce',
  list: '/e/sales.sales_order',
  record: '/e/sales.sales_order/first',
  edit: '/e/parties.party/first',
  invoice: '/e/receivables.invoice/first',
  form: '/do/receivables.record_payment',
  lines: '/do/ledger.post_entry',
  order: '/do/sales.place_order',
  buy: '/do/purchasing.place_order',
  purchase: '/e/purchasing.purchase_order/first',
  receipt: '/e/purchasing.receipt/first',
  bill: '/do/payables.post_bill',
  run: '/e/payables.payment_run/first',
  needs: '/r/purchasing.arrivals',
  report: '/r/ledger.balance_sheet',
  chart: '/r/answers.profit_by_month?view=chart',
  account: '/account',
} as const;

describe.each([
  ['desktop', DESKTOP],
  ['phone', PHONE],
] as const)('%s', (name, viewport) => {
  it('signs in on a page everybody can read', async () => {
    const { page } = await world.openUnknown({ viewport });
    await page.goto('/');
    await page.getByRole('button', { name: 'Sign in' }).click();
    // Said at its place, by us and not by the browser.
    await page.getByText('E-mail is needed.').waitFor();
    await page.getByText('Password is needed.').waitFor();
    await page.getByLabel('E-mail').fill('no address');
    await page.keyboard.press('Enter');
    await page.getByText('This is no e-mail address.').waitFor();
    expect(await unreadable(page, `${name}-sign-in`)).toEqual([]);
    await page.context().close();
  });

  it('has pages of every kind which everybody can read and nobody must push sideways', async () => {
    const { page, troubles } = await world.open({ viewport });
    const found: Record<string, string[]> = {};
    for (const [kind, path] of Object.entries(PAGES)) {
      await page.goto(await realPath(path));
      await page.getByRole('heading', { level: 1 }).first().waitFor();
      const wrong = await unreadable(page, `${name}-${kind}`);
      if (wrong.length > 0) found[kind] = wrong;
    }
    expect(found).toEqual({});
    expect(troubles).toEqual([]);
    await page.context().close();

    async function realPath(path: string): Promise<string> {
      if (!path.endsWith('/first')) return path;
      const list = `/api/entity/${path.split('/')[2]}?q=${encodeURIComponent(JSON.stringify({ size: 1 }))}`;
      // A busy machine may say so once.
      let answer = await page.request.get(list);
      for (let tries = 0; !answer.ok() && tries < 5; tries++) {
        await page.waitForTimeout(1_000);
        answer = await page.request.get(list);
      }
      const { rows } = (await answer.json()) as { rows: { id: string }[] };
      return path.replace('first', rows[0]!.id);
    }
  });
});
