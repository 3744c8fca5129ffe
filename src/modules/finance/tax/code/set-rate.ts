import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Id } from '#kernel/values/id.ts';
import { setRate } from '../contract.ts';

export default implement(setRate, async (tx, input, refuse) => {
  const [code] = await tx.sql<{ code: string; kind: string }>`
    select code, kind from tax.code where company_id = ${tx.company} and id = ${input.taxCode} for no key update`;
  if (!code) return refuseCommon('not_found', { what: 'tax code' });
  if (code.kind === 'group') refuse('group', { code: code.code });
  const day = input.fromDay ?? null;
  const [before] = await tx.sql<{ rate: string }>`
    select rate from tax.rate where company_id = ${tx.company} and code_id = ${input.taxCode} and from_day is not distinct from ${day}::date`;
  const [row] = await tx.sql<{ id: Id }>`
    insert into tax.rate (company_id, id, code_id, from_day, rate) values (${tx.company}, ${tx.newId()}, ${input.taxCode}, ${day}, ${input.rate})
    on conflict (company_id, code_id, from_day) do update set rate = excluded.rate returning id`;
  tx.record({
    entity: 'tax.code',
    id: input.taxCode,
    before: { fromDay: day, rate: before?.rate ?? null },
    after: { fromDay: day, rate: input.rate },
  });
  return { rate: row!.id };
});
