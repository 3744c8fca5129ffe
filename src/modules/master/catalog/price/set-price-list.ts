import { implement } from '#kernel/command.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import { assignPriceList } from '#modules/master/parties/api.ts';
import { setCustomerPriceList } from '../contract.ts';

export default implement(setCustomerPriceList, async (tx, { customer, priceList }) => {
  if (priceList) {
    const [list] =
      await tx.sql`select id from catalog.price_list where company_id = ${tx.company} and id = ${priceList}`;
    if (!list) refuseCommon('not_found', { what: 'price list' });
  }
  await assignPriceList(tx, customer, priceList);
  return { customer };
});
