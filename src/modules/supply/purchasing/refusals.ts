import { SHARED_REFUSALS } from '#kernel/refusal.ts';
import { DIMENSION_REFUSALS } from '#modules/finance/ledger/contract.ts';
import { ITEM_REFUSALS } from '#modules/master/catalog/contract.ts';
import { SITE_REFUSALS } from '#modules/master/organisation/contract.ts';
import { PARTY_REFUSALS } from '#modules/master/parties/contract.ts';

/** What calling off from a blanket order may refuse. */
export const blanketRefusals = {
  blanket_over: 'Blanket order {number} is {state}, and holds from {from} to {to}: nothing is called off on {day}.',
  blanket_exhausted: 'Blanket order {number}: {over} of {item} more than agreed.',
  blanket_amount: 'Blanket order {number}: {over} more than agreed.',
} as const;

/** What spreading a cost by weight or volume may refuse. */
export const MEASURE_REFUSALS = {
  no_measure:
    'Nothing can be spread by {measure}: it is not known of {items}. Enter it with the item, or spread by another basis.',
} as const;

/** What asking for goods that go straight to a customer may refuse. */
export const SALE_REFUSALS = {
  beyond_sale:
    'Line {position}: sales order {number} needs only {open} that no supplier delivers yet. Ask for no more, or cancel the rest.',
} as const;

/** What placing an order may refuse. */
export const orderRefusals = {
  no_supplier: PARTY_REFUSALS.no_supplier,
  supplier_blocked: '{supplier} is blocked: {reason}',
  item_blocked: '{supplier} is blocked for {item}: {reason}',
  not_approved: '{supplier} is not approved for {item}, which is bought from approved suppliers alone.',
  no_item: ITEM_REFUSALS.no_item,
  no_unit: '{item} is not bought in {unit}.',
  no_supplier_price: 'There is no price of {supplier} for {item}. Enter one or add it to the supplier’s prices.',
  below_minimum: '{item}: {supplier} sells no less than {minimum}.',
  no_rate: SHARED_REFUSALS.no_rate,
  ...SITE_REFUSALS,
  no_blanket: 'There is no such line of a blanket order.',
  blanket_other: 'Blanket order {number} is of another supplier, item or currency.',
  ...blanketRefusals,
  agreed_price: '{item} is called off from a blanket order: its price is agreed.',
  spread_goods: '{item} is goods: only a service, such as freight, is spread over goods.',
  nothing_bears: '{item} is to be borne by goods, but the order has none.',
  no_measure: MEASURE_REFUSALS.no_measure,
  ...DIMENSION_REFUSALS,
} as const;
