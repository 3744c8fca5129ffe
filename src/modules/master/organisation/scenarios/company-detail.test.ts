import { expect } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { execute } from '#kernel/execute.ts';
import { Refusal } from '#kernel/refusal.ts';
import { scenario } from '#test/harness.ts';

scenario('what stands on every paper is checked where it is entered, each fault told at its field', async (world) => {
  const [detail] = (await world.list('organisation.company_detail')).rows;
  const change = (changes: object) =>
    execute(world.app, 'organisation.update_company_detail', {
      ...{ actor: seedActor(world.app, 'owner'), company: world.company, input: { id: detail!.id, changes } },
    });
  const faults = async (changes: object): Promise<unknown> => {
    const refusal = await change(changes).then(
      () => undefined,
      (error: unknown) => error as Refusal,
    );
    expect(refusal).toBeInstanceOf(Refusal);
    return (refusal!.details as { issues: { path: string }[] }).issues.map(({ path }) => path);
  };
  await change({ country: 'AT' });
  // Right check digits, but not as long as those of Austria.
  for (const iban of ['HELLO', 'AT611904300234573202', 'AT2619043002345'])
    expect(await faults({ iban, bic: 'x' })).toEqual(['changes.iban', 'changes.bic']);
  expect(await faults({ taxId: 'nonsense' })).toEqual(['changes.taxId']);
  await change({ iban: 'at61 1904 3002 3457 3201', bic: 'rlnwatww', taxId: 'ATU 13585627' });
  expect(await world.get('organisation.company_detail', String(detail!.id))).toMatchObject({
    iban: 'AT611904300234573201',
    bic: 'RLNWATWW',
  });
  // Another country has another form; where none is known, letters and digits are enough.
  expect(await faults({ country: 'DE' })).toEqual(['changes.taxId']);
  await change({ country: 'JP', taxId: 'T1234567890123' });
  expect(await faults({ taxId: 'no' })).toEqual(['changes.taxId']);
  await change({ iban: null, bic: null, taxId: null });
});
