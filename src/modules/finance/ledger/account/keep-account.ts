import { implement } from '#kernel/command.ts';
import { keepAccount } from '../contract.ts';
import { holdAccount, keep } from './keeping.ts';

export default implement(keepAccount, async (tx, { account: id, keptFor }, refuse) => {
  await keep(tx, await holdAccount(tx, id), keptFor, refuse);
  return { account: id };
});
