import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Id } from '#kernel/values/id.ts';
import { setGroup } from '../contract.ts';

interface Code {
  id: Id;
  code: string;
  kind: string;
  direction: string;
  active: boolean;
}

export default implement(setGroup, async (tx, input, refuse) => {
  const rows = await tx.sql<Code>`
    select id, code, kind, direction, active from tax.code where company_id = ${tx.company} and id = any(${[input.group, ...input.taxCodes]}::uuid[])
    order by id for no key update`;
  const codes = new Map(rows.map((row) => [row.id, row]));
  const group = codes.get(input.group);
  if (!group) return refuseCommon('not_found', { what: 'tax code' });
  if (group.kind !== 'group') refuse('not_a_group', { code: group.code });
  const seen = new Set<Id>();
  for (const id of input.taxCodes) {
    const code = codes.get(id);
    if (!code) return refuseCommon('not_found', { what: 'tax' });
    if (seen.has(id)) refuse('twice', { code: code.code });
    if (code.kind === 'group') refuse('nested', { code: code.code });
    if (code.direction !== group.direction) refuse('other_direction', { code: code.code });
    if (!code.active && group.active) refuse('archived', { code: code.code });
    seen.add(id);
  }
  const before = await tx.sql<{ codeId: Id }>`
    select code_id from tax.group_member where company_id = ${tx.company} and group_id = ${input.group} order by position`;
  await tx.sql`delete from tax.group_member where company_id = ${tx.company} and group_id = ${input.group}`;
  const members = input.taxCodes.map((code, index) => ({ id: tx.newId(), code, position: index + 1 }));
  await tx.sql`
    insert into tax.group_member (company_id, id, group_id, code_id, position)
    select ${tx.company}, id, ${input.group}, code, position from ${table(members, { id: 'uuid', code: 'uuid', position: 'int' })}`;
  tx.record({
    entity: 'tax.code',
    id: input.group,
    before: { taxes: before.map((row) => row.codeId) },
    after: { taxes: input.taxCodes },
  });
  return { group: input.group };
});
