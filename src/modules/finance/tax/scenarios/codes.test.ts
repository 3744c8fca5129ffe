import { expect } from 'vitest';
import { newId } from '#kernel/values/id.ts';
import { scenario } from '#test/harness.ts';
import { setGroup, setRate } from '../contract.ts';
import { create, newTax } from './tax-world.ts';

scenario('refusals of setting a rate, in their order', async (world) => {
  const [single, group] = [await newTax(world, {}), await newTax(world, { kind: 'group' })];
  const set = (code: string, rate: string) =>
    world.as('controller')(setRate, { taxCode: code, rate, fromDay: '2026-01-01' });
  await expect(set(single, '-1')).rejects.toMatchObject({ code: 'invalid_input' });
  await expect(set(newId(), '1')).rejects.toMatchObject({ code: 'not_found' });
  await expect(set(group, '1')).rejects.toMatchObject({ code: 'group' });
  const first = await set(single, '19');
  const corrected = await set(single, '20');
  expect(corrected).toEqual(first);
  expect((await world.list('tax.rate', { filter: { taxCode: single } })).rows).toHaveLength(1);
});

scenario('refusals of setting a group, in their order', async (world) => {
  const [one, two] = [await newTax(world, { code: 'ONE' }), await newTax(world, { code: 'TWO' })];
  const other = await newTax(world, { code: 'INPUT', direction: 'purchase' });
  const [group, inner] = [await newTax(world, { kind: 'group' }), await newTax(world, { kind: 'group' })];
  const set = (of: string, taxes: string[]) => world.as('controller')(setGroup, { group: of, taxCodes: taxes });
  await expect(set(newId(), [newId()])).rejects.toMatchObject({ code: 'not_found' });
  await expect(set(one, [newId()])).rejects.toMatchObject({ code: 'not_a_group' });
  await expect(set(group, [newId()])).rejects.toMatchObject({ code: 'not_found' });
  await expect(set(group, [one, one])).rejects.toMatchObject({ code: 'twice' });
  await expect(set(group, [one, inner])).rejects.toMatchObject({ code: 'nested' });
  await expect(set(group, [one, other])).rejects.toMatchObject({ code: 'other_direction' });
  await set(group, [one, two]);
  await set(group, [two]);
  const { rows } = await world.list('tax.group_member', { filter: { group: group } });
  expect(rows).toMatchObject([{ taxCode: two, position: 1 }]);
});

scenario('only those who keep the taxes change them', async (world) => {
  const code = await newTax(world, {});
  for (const role of ['bookkeeper', 'sales_desk', 'auditor'] as const) {
    await expect(world.as(role)(setRate, { taxCode: code, rate: '1' })).rejects.toMatchObject({
      code: 'not_permitted',
    });
  }
  await expect(world.report('tax.return', {}, 'sales_desk')).rejects.toMatchObject({ code: 'not_permitted' });
  expect((await world.report('tax.return', {}, 'auditor')).rows).toEqual([]);
  for (const report of ['tax.return', 'tax.tax_ledger'])
    await expect(world.report(report, { from: '2026-03-31', to: '2026-03-01' })).refuses('invalid_input');
});

scenario('a code that a rule or a group charges stays in use until they name another', async (world) => {
  const [old, other] = [await newTax(world, { code: 'OLD' }, '19'), await newTax(world, { code: 'NEW' }, '20')];
  const archive = (id: string, active = false) => create(world, 'tax.archive_code', { id, active });
  const rule = await create(world, 'tax.create_rule', { direction: 'sale', taxCode: old, priority: 9 });
  await expect(archive(old)).rejects.toMatchObject({ code: 'not_valid' });
  await create(world, 'tax.update_rule', { id: rule, changes: { taxCode: other } });
  await archive(old);
  await expect(create(world, 'tax.update_rule', { id: rule, changes: { taxCode: old } })).rejects.toMatchObject({
    code: 'not_in_use',
  });
  const group = await newTax(world, { kind: 'group' });
  const set = (...taxCodes: string[]) => world.as('controller')(setGroup, { group, taxCodes });
  await expect(set(old)).rejects.toMatchObject({ code: 'archived' });
  await archive(old, true);
  await set(old);
  await expect(archive(old)).rejects.toMatchObject({ code: 'not_valid' });
  await set(other);
  await archive(old);
});
