import { implement } from '#kernel/command.ts';
import { cancelCount } from '../contract.ts';
import { lockCount } from './count.ts';

export default implement(cancelCount, async (tx, input, refuse) => {
  const { id } = await lockCount(tx, input.count, refuse);
  await tx.sql`update inventory.stock_count set state = 'cancelled' where company_id = ${tx.company} and id = ${id}`;
  tx.record({ entity: 'inventory.stock_count', id, before: { state: 'counting' }, after: { state: 'cancelled' } });
  return { count: id };
});
