import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCompany } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { createUser } from '#modules/office/access/contract.ts';
import { operator } from '#surfaces/people.ts';
import { axe, openWorld, overflow, PHONE, settled, shot, type World } from './harness.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld({ empty: true });
});
afterAll(() => world?.close());

const OWNER = { email: 'ada@works.example', password: 'first-of-all-things' };

it('makes the first owner and the first company, for who has the code the program printed', async () => {
  const { page, troubles } = await world.openUnknown();
  await page.goto('/');
  await page.getByLabel('Set-up code').fill('abcd-efgh-jkmn-pqrs');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('set-up code is wrong').waitFor();
  troubles.splice(0);
  await page.goto(`/#setup=${world.started.setupCode}`);
  await page.reload();
  await settled(page);
  await shot(page, 'setup-code');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Name').fill('Ada');
  await page.getByLabel('E-mail').fill(OWNER.email);
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByLabel('Password again').fill(`${OWNER.password}?`);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').getByText('differ').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(OWNER.password);
  await page.getByLabel('Password again').fill(OWNER.password);
  await shot(page, 'setup-person');
  await page.keyboard.press('Enter');
  await page.getByLabel('Name of the company').fill('Ada Works Ltd');
  expect(await page.getByLabel('Short name').inputValue()).toBe('ADAWORKSLTD');
  await page.getByRole('combobox', { name: 'Country' }).fill('Austria');
  await page.getByRole('option', { name: 'Austria' }).click();
  await page.getByRole('combobox', { name: 'Currency' }).fill('EUR');
  await page.getByRole('option', { name: /^EUR/ }).click();
  await settled(page);
  await shot(page, 'setup-company');
  expect(await axe(page)).toEqual([]);
  await page.setViewportSize(PHONE);
  expect(await overflow(page)).toBe(0);
  await page.getByRole('button', { name: 'Make the company' }).click();
  await page.getByRole('region', { name: 'First steps of Ada Works Ltd' }).waitFor();
  await settled(page);
  await shot(page, 'setup-done');
  expect(troubles).toEqual([]);
  await page.context().close();
});

it('asks for a sign-in from then on, whatever code comes', async () => {
  const { page } = await world.openUnknown();
  await page.goto(`/#setup=${world.started.setupCode}`);
  await page.getByRole('button', { name: 'Sign in' }).waitFor();
  const input = { code: world.started.setupCode, name: 'Eve', email: 'eve@works.example', password: OWNER.password };
  const company = { name: 'Eve', code: 'EVE', country: 'AT', currency: 'EUR', timeZone: 'UTC' };
  const headers = { 'x-requested-with': 'countinghouse' };
  for (const [path, data] of [
    ['/api/setup', { ...input, company }],
    ['/api/setup/begin', { code: input.code }],
  ] as const)
    expect((await page.request.post(path, { data, headers })).status(), path).toBe(422);
  await page.context().close();
});

it('lets somebody with an account elsewhere in by a code, under their own menu', async () => {
  const { app } = world.started;
  const actor = operator(app);
  const other = await createCompany(app, { code: 'OTHER', name: 'Other Works', currency: 'EUR' }, actor);
  const input = { email: 'bo@other.example', name: 'Bo', roles: ['bookkeeper'] };
  const { output } = await execute(app, createUser.name, { actor, company: other, input });
  const { page } = await world.openUnknown();
  const signIn = async (email: string, password: string) => {
    await page.goto('/');
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.keyboard.press('Enter');
  };
  await signIn(OWNER.email, OWNER.password);
  await page.getByRole('navigation').first().waitFor();
  await page.goto('/do/access.create_user');
  await page.getByLabel(/^E-?mail/).fill(input.email);
  await page.getByLabel(/^Name/).fill('Bo');
  await page.getByRole('combobox', { name: 'Roles' }).click();
  await page.getByRole('option', { name: 'Auditor' }).click();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Save user' }).click();
  const code = (await page.locator('code').first().textContent())!;
  await settled(page);
  await shot(page, 'invitation-made');
  await page.context().clearCookies();

  const password = (output as { password: string }).password;
  await signIn(input.email, password);
  // Who just typed it is not asked again; after a reload nobody knows it any more.
  await page.getByLabel('New password', { exact: true }).waitFor();
  expect(await page.getByLabel('Present password').count()).toBe(0);
  await page.reload();
  await page.getByLabel('Present password').fill(password);
  await page.getByLabel('New password', { exact: true }).fill('the first of mine');
  await page.getByLabel('New password again').fill('the first of mine');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Your menu' }).click();
  await page.getByRole('menuitem', { name: 'Join a company with a code' }).click();
  const part = page.locator('#join');
  await part.getByLabel('Invitation code').fill(code);
  await part.getByLabel('New password', { exact: true }).fill('the second of mine');
  await part.getByLabel('New password again').fill('the second of mine');
  await settled(page);
  await shot(page, 'invitation-code');
  expect(await axe(page)).toEqual([]);
  await part.getByRole('button', { name: 'Join' }).click();
  await page.getByRole('button', { name: 'Company: Ada Works Ltd' }).waitFor();
  await page.getByText('Auditor').first().waitFor();
  await page.context().close();
});
