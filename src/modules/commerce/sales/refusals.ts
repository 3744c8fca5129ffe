import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { DIMENSION_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { TAX_REFUSALS } from '#modules/finance/tax/contract.ts';
import { ITEM_REFUSALS } from '#modules/master/catalog/contract.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';
import { stockRefusals } from '#modules/supply/inventory/contract.ts';

/** What placing an order may refuse. */
export const orderRefusals = {
  no_customer: PARTY_REFUSALS.no_customer,
  item_not_active: ITEM_REFUSALS.item_not_active,
  no_price: 'There is no price for {item}. Enter one or add it to a price list.',
  no_rate: SHARED_REFUSALS.no_rate,
  ...SITE_REFUSALS,
  other_address: '{customer} has no such address.',
  bad_discount: 'A discount lies between 0 and 100 %.',
  negative_price: 'A price is not negative.',
  price_by_hand:
    'Only someone with the right to set prices may enter a price, a discount or another price list than the customer’s.',
  credit_exceeded: '{customer} would owe {exposure} with a credit limit of {limit}.',
  customer_on_hold: '{customer} is on credit hold.',
  not_stocked: stockRefusals.not_stocked,
  ...DIMENSION_REFUSALS,
  ...TAX_REFUSALS,
} as const;
