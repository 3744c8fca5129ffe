import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { assignPriceList } from '#modules/master/parties/api.ts';
import { setCustomerPriceList } from '../contract.ts';

export default implement(setCustomerPriceList, async (tx, { customer, priceList }, refuse) => {
  if (priceList) {
    const [list] = await tx.sql<{ name: string; active: boolean }>`
      select name, active from catalog.price_list where company_id = ${tx.company} and id = ${priceList}`;
    if (!list) return refuseCommon('not_found', { what: 'price list' });
    if (!list.active) refuse('list_inactive', { list: list.name });
  }
  await assignPriceList(tx, customer, priceList);
  return { customer };
});
