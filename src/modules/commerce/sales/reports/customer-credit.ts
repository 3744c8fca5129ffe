import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';
import { Ref } from '#kernel/values/schema.ts';
import { exposure } from '#modules/finance/receivables/api.ts';
import { customers } from '#modules/master/parties/api.ts';
import { openOrders } from '../order/credit.ts';

export const customerCredit = answer(
  report('sales.customer_credit', {
    label: 'Credit of a customer',
    about:
      'What a customer owes and has on order, and what is left of the credit limit, as an order is checked against it.',
    permission: 'receivables.invoice.read',
    params: z.object({ customer: Ref('parties.party', { isCustomer: true }) }),
    columns: {
      customer: { label: 'Customer', type: 'text', drill: { entity: 'parties.party', id: 'partyId' } },
      owedMinor: { label: 'Owes', type: 'money' },
      ordersMinor: { label: 'On order', type: 'money', explain: 'Confirmed and not invoiced, with tax.' },
      limitMinor: { label: 'Credit limit', type: 'money', explain: 'Empty: no limit.' },
      leftMinor: { label: 'Left of the limit', type: 'money', explain: 'The limit, less what is owed and on order.' },
      hold: { label: 'Credit hold', type: 'flag' },
      partyId: { label: 'Customer', type: 'reference', hidden: true },
    },
  }),
  async (tx, { customer: id }) => {
    const [known, owed, ordered] = await Promise.all([customers(tx, [id]), exposure(tx, [id]), openOrders(tx, [id])]);
    const customer = known.get(id);
    if (!customer) return { rows: [] };
    const [owedMinor, ordersMinor, limitMinor] = [owed.get(id) ?? 0n, ordered.get(id) ?? 0n, customer.creditLimitMinor];
    const leftMinor = limitMinor === null ? null : limitMinor - owedMinor - ordersMinor;
    const row = { customer: customer.name, owedMinor, ordersMinor, limitMinor, leftMinor, hold: customer.creditHold };
    return { rows: [{ ...row, partyId: id }] };
  },
);
