import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { SEED_ROLES } from '#kernel/module.ts';
import type { Meta } from '../../src/web/api/meta.ts';
import { openAs, openWorld, settled, type World } from './harness.ts';
import { closedLists, programSaid } from './walk.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world?.close());

/** To another page as a link leads there: nothing is loaded anew, unless the page stays what it is. */
async function follow(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    for (const heading of document.querySelectorAll('main h1'))
      heading.setAttribute('data-before', heading.textContent ?? '');
    history.pushState({}, '', to);
  }, path);
  const came = page.waitForFunction(
    () => {
      const heading = document.querySelector('main h1');
      return heading !== null && heading.getAttribute('data-before') !== heading.textContent;
    },
    undefined,
    { timeout: 10_000 },
  );
  await came.catch(() => page.goto(path));
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await settled(page);
}

/** What a form says, seen or only heard: its text, labels and hints, and what its inputs hold. */
const saidBy = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const form = document.querySelector<HTMLElement>('[role=dialog]') ?? document.querySelector<HTMLElement>('main')!;
    const said = form.innerText.split('\n');
    for (const part of form.querySelectorAll<HTMLInputElement>('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description'])
        said.push(part.getAttribute(name) ?? '');
      if (/^(INPUT|TEXTAREA)$/.test(part.tagName) && !/^(checkbox|radio|hidden|file)$/.test(part.type))
        said.push(part.value);
    }
    return [...new Set(said)].filter(Boolean);
  });

/** What the lists of a form offer: each is opened, read and closed. */
const offeredBy = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const said = new Set<string>();
    const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
    const options = () =>
      [...document.querySelectorAll<HTMLElement>('[role=option]')].filter((one) => one.checkVisibility());
    for (const list of document.querySelectorAll<HTMLInputElement>(
      'main [aria-haspopup=listbox], [role=dialog] [aria-haspopup=listbox]',
    )) {
      if (list.disabled || !list.checkVisibility()) continue;
      list.focus();
      list.click();
      for (let tries = 0; tries < 10 && options().length === 0; tries++) await pause();
      for (const option of options()) for (const line of option.innerText.split('\n')) said.add(line);
      list.blur();
      for (let tries = 0; tries < 10 && options().length > 0; tries++) await pause();
    }
    return [...said];
  });

/** What of it only a program would say. */
function faultsOf(meta: Meta): (where: string, texts: readonly string[]) => string[] {
  const codes = closedLists(meta);
  const names = new Set(meta.operations.flatMap(({ input }) => namesIn(input)).filter((name) => /[A-Z]/.test(name)));
  return (where, texts) =>
    texts.flatMap((text) => {
      const word = text.split(/[^A-Za-z]+/).find((one) => names.has(one));
      const what = programSaid(text) ?? (codes.has(text) ? 'a code of a closed list' : word && 'the name of a field');
      return what ? [`${where}: ${what}: ${text.slice(0, 120)}`] : [];
    });
}

const namesIn = (schema: unknown): string[] =>
  schema === null || typeof schema !== 'object'
    ? []
    : Object.entries(schema).flatMap(([key, part]) => [
        ...(key === 'properties' ? Object.keys(part as object) : []),
        ...namesIn(part),
      ]);

const metaOf = async (page: Page): Promise<Meta> => (await page.request.get('/api/meta')).json();

it('says nothing on any form that only a program would say, whoever may open it', async () => {
  const found: string[] = [];
  const opened = new Set<string>();
  for (const role of SEED_ROLES) {
    const page = await openAs(world, role);
    const meta = await metaOf(page);
    const faults = faultsOf(meta);
    await page.goto('/');
    await page.getByRole('heading', { level: 1 }).first().waitFor();
    for (const operation of meta.operations) {
      // A form says the same to whoever is told the same of its operation.
      const told = JSON.stringify(operation);
      if (opened.has(told)) continue;
      opened.add(told);
      await follow(page, `/do/${operation.name}`);
      found.push(...faults(`${role} ${operation.name}`, await saidBy(page)));
      found.push(...faults(`${role} ${operation.name} offers`, await offeredBy(page)));
    }
    await page.context().close();
  }
  expect(found).toEqual([]);
  expect(opened.size).toBeGreaterThan(200);
});
