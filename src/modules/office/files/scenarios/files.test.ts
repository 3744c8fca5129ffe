import { expect } from 'vitest';
import { loadActor, seedActor } from '#kernel/company.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { newId } from '#kernel/values/id.ts';
import { billed, received } from '#modules/finance/payables/scenarios/bill-world.ts';
import { delegate } from '#modules/office/approvals/contract.ts';
import { hire, type Person } from '#modules/office/approvals/scenarios/people.ts';
import { placeOrder } from '#modules/supply/purchasing/contract.ts';
import { openBuying } from '#modules/supply/purchasing/scenarios/buying.ts';
import { timeline } from '#surfaces/http/timeline.ts';
import { scenario } from '#test/harness.ts';
import { readFile } from '../api.ts';
import { attachFile, detachFile, MOST_BYTES, uploadFile } from '../contract.ts';

const base64 = (text: string) => Buffer.from(text, 'latin1').toString('base64');
const PDF = '%PDF-1.7 the confirmation of the supplier';
const order = 'purchasing.purchase_order';

scenario('a file is what its bytes say, is kept once, and leaves no content in the log', async (world) => {
  const upload = world.as('bookkeeper');
  await expect(upload(uploadFile, { name: 'bill.pdf', content: base64('<html>') })).refuses('wrong_file_type');
  await expect(upload(uploadFile, { name: 'bill.pdf', content: 'no base64!' })).refuses('not_base64');
  const large = Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(MOST_BYTES - 4)]).toString('base64');
  await expect(upload(uploadFile, { name: 'large.pdf', content: large })).refuses('too_large');
  const first = await upload(uploadFile, { name: 'bill.pdf', content: base64(PDF) });
  const second = await world.as('buyer')(uploadFile, { name: 'other name.pdf', content: base64(PDF) });
  expect([first.known, second.known, second.file === first.file]).toEqual([false, false, false]);
  expect(await upload(uploadFile, { name: 'again.pdf', content: base64(PDF) })).toEqual({
    file: first.file,
    known: true,
  });
  const png = await upload(uploadFile, { name: 'photo.pdf', content: base64('\x89PNG\r\n\x1a\n picture') });
  expect(await world.get('files.file', png.file, 'bookkeeper')).toMatchObject({
    ...{ mediaType: 'image/png', name: 'photo.pdf' },
  });
  const logged = await world.owner(
    (sql) => sql`
    select from kernel.event where input::text like ${`%${base64(PDF)}%`}`,
  );
  expect(logged).toEqual([]);
});

scenario('a file is seen by its uploader, then by who may read what it belongs to', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { order: record } = await world.as('buyer')(placeOrder, {
    supplier,
    lines: [{ item: casting, quantity: '1' }],
  });
  const { file } = await world.as('buyer')(uploadFile, { name: 'confirmation.pdf', content: base64(PDF) });
  const see = (role: 'buyer' | 'storekeeper' | 'sales_desk') => world.inside((tx) => readFile(tx, file), role);
  expect((await see('buyer')).content.toString('latin1')).toBe(PDF);
  await expect(see('storekeeper')).refuses('not_found');

  await expect(world.as('storekeeper')(attachFile, { file, entity: order, record })).refuses('not_found');
  const { attachment } = await world.as('buyer')(attachFile, { file, entity: order, record });
  expect(await world.as('storekeeper')(attachFile, { file, entity: order, record })).toEqual({ attachment });
  expect((await see('storekeeper')).name).toBe('confirmation.pdf');
  await expect(see('sales_desk')).refuses('not_found');
  await expect(world.as('buyer')(attachFile, { file, entity: order, record: newId() })).refuses('not_found');
  await expect(world.as('buyer')(attachFile, { file, entity: 'no.such', record })).refuses('not_found');
  await expect(world.as('storekeeper')(attachFile, { file, entity: 'ledger.entry', record })).refuses('not_found');
  await expect(world.as('owner', world.other)(attachFile, { file, entity: order, record })).refuses('not_found');

  const listed = async (role: 'buyer' | 'storekeeper' | 'sales_desk' | 'bookkeeper') =>
    (await world.list('files.file', {}, role)).rows.map(({ name }) => name);
  const secret = await world.as('bookkeeper')(uploadFile, { name: 'secret bill.pdf', content: base64(`${PDF} 2`) });
  const year = (await world.list('ledger.fiscal_year')).rows[0]!;
  const kept = await world.as('bookkeeper')(attachFile, {
    ...{ file: secret.file, entity: 'ledger.fiscal_year', record: String(year.id) },
  });
  expect(await listed('storekeeper')).toEqual(['confirmation.pdf']);
  expect(await listed('bookkeeper')).toContain('secret bill.pdf');
  await expect(world.as('storekeeper')(detachFile, kept)).refuses('not_found');
  await expect(world.get('files.attachment', kept.attachment, 'storekeeper')).refuses('not_found');
  expect((await world.as('storekeeper')(uploadFile, { name: 'x.pdf', content: base64(`${PDF} 2`) })).known).toBe(false);

  await world.as('buyer')(detachFile, { attachment });
  await expect(see('storekeeper')).refuses('not_found');
  expect(await listed('buyer')).toEqual(['confirmation.pdf']);
});

scenario('a file is taken away by who attached it or may change the record, and the record says so', async (world) => {
  const { supplier, casting } = await openBuying(world);
  const { receipt, lines } = await received(world, supplier, [{ item: casting, quantity: '1' }]);
  expect(lines).toHaveLength(1);
  const { bill } = await billed(world, supplier, [{ receiptLine: lines[0]!, quantity: '1', unitPrice: '8' }]);
  const attach = async (role: 'bookkeeper' | 'buyer', name: string, entity: string, record: string) => {
    const { file } = await world.as(role)(uploadFile, { name, content: base64(`${PDF} ${name}`) });
    return (await world.as(role)(attachFile, { file, entity, record })).attachment;
  };
  const paper = await attach('bookkeeper', 'paper.pdf', 'payables.bill', bill);
  const own = await attach('buyer', 'own.pdf', 'payables.bill', bill);
  // The buyer reads bills and changes none.
  await expect(world.as('buyer')(detachFile, { attachment: paper })).refuses('not_yours');
  expect((await world.list('files.attachment', {}, 'controller')).rows).toHaveLength(2);
  await world.as('buyer')(detachFile, { attachment: own });
  await world.as('controller')(detachFile, { attachment: paper });
  const note = await attach('buyer', 'note.pdf', 'purchasing.receipt', receipt);
  await world.as('storekeeper')(detachFile, { attachment: note });
  const { registry } = world.app;
  const asker = { app: world.app, company: world.company, entity: registry.entities.get('payables.bill')! };
  const told = await timeline({ ...asker, actor: seedActor(world.app, 'controller') }, bill, {});
  const said = told.rows.flatMap(({ label, changes }) => changes!.map(({ was, now }) => [label, was, now]));
  expect(said.filter(([label]) => label === 'Attach' || label === 'Detach')).toEqual([
    ['Detach', 'paper.pdf', ''],
    ['Detach', 'own.pdf', ''],
    ['Attach', '', 'own.pdf'],
    ['Attach', '', 'paper.pdf'],
  ]);
});

scenario('a file hangs on a record one sees, by the rule of its rows, and on no other file', async (world) => {
  const clerk = await hire(world, 'Dora', ['bookkeeper']);
  const boss = await hire(world, 'Carl', ['controller']);
  const desk = await hire(world, 'Sam', ['sales_desk']);
  const upload = async (person: Person, name: string) =>
    (await person.do(uploadFile, { name, content: base64(`${PDF} ${name}`) })).file;
  const seen = async ({ id }: Person, file: string) => {
    const actor = (await loadActor(world.app, { id, name: '' }, world.company))!;
    return readTransaction({ app: world.app, actor, company: world.company }, (tx) => readFile(tx, file));
  };

  const [year] = (await world.list('ledger.fiscal_year')).rows;
  const main = await upload(clerk, 'bill.pdf');
  const on = { entity: 'ledger.fiscal_year', record: String(year!.id) };
  const { attachment } = await clerk.do(attachFile, { file: main, ...on });
  const annex = await upload(clerk, 'annex.pdf');
  for (const to of [
    { entity: 'files.file', record: main },
    { entity: 'files.attachment', record: attachment },
  ])
    await expect(clerk.do(attachFile, { file: annex, ...to })).refuses('on_a_file');
  // One kept from when it could be attached so is seen by its uploader alone.
  await world.owner(
    (sql) => sql`insert into files.attachment (company_id, id, file_id, entity, record_id, attached_by, attached_at)
      values (${world.company}, gen_random_uuid(), ${annex}, 'files.file', ${main}, 'Dora', now())`,
  );
  await expect(seen(desk, annex)).refuses('not_found');
  expect((await seen(clerk, annex)).name).toBe('annex.pdf');

  const { delegation } = await boss.do(delegate, { to: clerk.id, lastOn: '2026-12-31' });
  const to = { entity: 'approvals.delegation', record: delegation };
  await expect(desk.do(attachFile, { file: await upload(desk, 'forged.pdf'), ...to })).refuses('not_found');
  const letter = await upload(clerk, 'letter.pdf');
  await clerk.do(attachFile, { file: letter, ...to });
  expect((await seen(boss, letter)).name).toBe('letter.pdf');
  await expect(seen(desk, letter)).refuses('not_found');
});
