import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { inject } from 'vitest';
import { execute } from '#kernel/execute.ts';
import type { SeedRole } from '#kernel/module.ts';
import { createUser } from '#modules/office/access/contract.ts';
import { operator } from '#surfaces/people.ts';
import { type Started, start } from '#surfaces/start.ts';

const SYSTEM_CHROMIUM = '/usr/bin/chromium';
const OWN_PASSWORD = 'correct-horse-battery-17';
const ARGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'].concat(
  ['background-networking', 'component-update', 'sync'].map((what) => `--disable-${what}`),
);

export const DESKTOP = { width: 1360, height: 850 };
export const PHONE = { width: 390, height: 844 };

export interface World {
  readonly started: Started;
  readonly url: string;
  /** A page of somebody who is signed in as the owner. What it logs as an error or throws is in `troubles`. */
  open(look?: Look): Promise<Opened>;
  /** A page of somebody unknown. */
  openUnknown(look?: Look): Promise<Opened>;
  close(): Promise<void>;
}

export interface Look {
  readonly viewport?: { width: number; height: number };
  readonly colorScheme?: 'light' | 'dark';
  readonly timezoneId?: string;
}

export interface Opened {
  readonly page: Page;
  readonly troubles: string[];
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function browserPath(): Promise<string> {
  if (process.env.CHROME_PATH) return process.env.CHROME_PATH;
  if (existsSync(SYSTEM_CHROMIUM)) return SYSTEM_CHROMIUM;
  const { default: brought } = await import('@sparticuz/chromium');
  return brought.executablePath();
}

/**
 * The whole program as `countinghouse start` runs it, on a data folder of its own (a copy of that with the demo company),
 * and a real browser whose user came in with the one-time password and chose another. An empty one has nobody and no company yet.
 */
export async function openWorld({ empty = false } = {}): Promise<World> {
  const undo: (() => unknown)[] = [];
  const close = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const dataDir = mkdtempSync(join(tmpdir(), 'countinghouse-e2e-'));
    undo.push(() => rmSync(dataDir, { recursive: true, force: true, maxRetries: 5 }));
    // With the owners of the files, as no copy of Node's does.
    if (!empty) execFileSync('cp', ['-a', `${inject('demoFolder')}/.`, dataDir]);
    const port = await freePort();
    const started = await start(
      { demo: false, worker: true, http: true, host: '127.0.0.1', port },
      {
        ...process.env,
        DATABASE_URL: '',
        COUNTINGHOUSE_DATA: dataDir,
        LOG_LEVEL: 'error',
        HTTP_REQUESTS_PER_MINUTE: '100000',
      },
    );
    undo.push(() => started.close());
    const browser = await chromium.launch({ executablePath: await browserPath(), args: ARGS });
    undo.push(() => browser.close());
    const url = started.address!;
    const state = started.owner && (await signInFirst(browser, url, started.owner));
    const openWith = async (look: Look, storageState?: State): Promise<Opened> => {
      const context = await browser.newContext({ baseURL: url, viewport: DESKTOP, ...look, storageState });
      undo.push(() => context.close());
      return watched(await context.newPage());
    };
    return {
      started,
      url,
      open: (look = {}) => openWith(look, state),
      openUnknown: (look = {}) => openWith(look),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A page of somebody with a role of the program alone. */
export async function openAs({ started: { app }, openUnknown }: World, role: SeedRole): Promise<Page> {
  const input = { email: `${role}@words.example`, name: 'Somebody', roles: [role] };
  const { output } = await execute(app, createUser.name, { actor: operator(app), company: 1, input });
  const currentPassword = (output as { password: string }).password;
  const { page } = await openUnknown();
  const headers = { 'x-requested-with': 'countinghouse' };
  const post = (path: string, data: object) => page.request.post(`/api/auth/${path}`, { data, headers });
  await post('sign-in/email', { email: input.email, password: currentPassword });
  await post('change-password', { currentPassword, newPassword: 'words-are-for-people' });
  return page;
}

type State = Awaited<ReturnType<BrowserContext['storageState']>>;

function watched(page: Page): Opened {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') troubles.push(message.text());
  });
  return { page, troubles };
}

/** Signs in by the screens, as a person does: the one-time password, then one of their own. */
async function signInFirst(browser: Browser, url: string, owner: { email: string; password: string }): Promise<State> {
  const context = await browser.newContext({ baseURL: url, viewport: DESKTOP });
  const page = await context.newPage();
  await page.goto('/');
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.keyboard.press('Enter');
  await page.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD);
  if (await page.getByLabel('Present password').isVisible()) throw new Error('What was just typed is asked again.');
  await page.getByLabel('New password again').fill(OWN_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').first().waitFor();
  const state = await context.storageState();
  await context.close();
  return state;
}

/** Waits until nothing is asked of the server any more and what moves has come to rest. The live stream never ends. */
export async function settled(page: Page): Promise<void> {
  await page.waitForFunction(
    () => document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root, [aria-busy=true]') === null,
  );
  await page.waitForFunction(() => document.getAnimations().every(({ playState }) => playState !== 'running'));
}

/** What axe finds serious or critical on the page, as lines to read; none is what a test expects. Of `only` some rules, or of all. */
export async function axe(page: Page, only?: string[]): Promise<string[]> {
  // Our pages have no frames, so all is told by the page itself.
  const builder = new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
  const { violations } = await (only ? builder.withRules(only) : builder).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
}

/** How many pixels the page is wider than its window; a page one must push sideways is broken on a phone. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** What is wrong with the look of a page, in light and in dark, which differ in their colours alone. */
export async function unreadable(page: Page, name: string): Promise<string[]> {
  await settled(page);
  await shot(page, `${name}-light`);
  const [light, wide] = [await axe(page), await overflow(page)];
  await page.emulateMedia({ colorScheme: 'dark' });
  await settled(page);
  await shot(page, `${name}-dark`);
  const dark = await axe(page, ['color-contrast']);
  await page.emulateMedia({ colorScheme: 'light' });
  return [...light, ...dark.map((line) => `in the dark: ${line}`), ...(wide > 0 ? [`${wide} pixels too wide`] : [])];
}

const FINGER = 44;

/** What of a page on a phone is smaller than a finger: buttons, inputs, links that look like buttons. */
export const tooSmall = (page: Page): Promise<string[]> =>
  page.evaluate(
    (least) =>
      [...document.querySelectorAll<HTMLElement>('button, input, select, textarea, a[class*=Button-root]')]
        .filter(
          (one) =>
            one.checkVisibility({ opacityProperty: true }) &&
            !/^(checkbox|radio|hidden|file)$/.test(one.getAttribute('type') ?? ''),
        )
        .map((one) => ({ one, height: one.getBoundingClientRect().height }))
        .filter(({ height }) => height > 0 && height < least)
        .map(({ one, height }) => `${one.tagName} ${one.className} ${one.textContent?.trim()} ${height}`),
    FINGER,
  );

/** Keeps a picture of the page when `E2E_SHOTS` names a folder. */
export async function shot(page: Page, name: string): Promise<void> {
  const folder = process.env.E2E_SHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
