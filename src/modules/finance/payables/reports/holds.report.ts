import { z } from 'zod';
import { answer, report } from '#kernel/report.ts';

/** Names are compared as people write them: an owner may be named by hand. */
export const holds = answer(
  report('payables.holds', {
    label: 'Held bills to settle',
    about: 'Bills that are held, longest first: why, for how many days, and who has to settle it.',
    permission: 'payables.bill.read',
    params: z.object({ whose: z.enum(['mine', 'all']).default('mine') }),
    columns: {
      supplierNumber: {
        label: 'Supplier’s number',
        type: 'text',
        drill: { entity: 'payables.held_bill', id: 'heldId' },
      },
      supplier: { label: 'Supplier', type: 'text' },
      totalMinor: { label: 'Total', type: 'money', currency: 'currency' },
      currency: { label: 'Currency', type: 'text' },
      why: { label: 'Why', type: 'text' },
      owner: { label: 'Who settles it', type: 'text' },
      daysHeld: { label: 'Days held', type: 'number' },
      heldId: { label: 'Held bill', type: 'reference', hidden: true },
    },
  }),
  async (tx, { whose }) => ({
    rows: await tx.sql`
      select h.id as held_id, h.supplier_number, p.name as supplier, h.total_minor, h.currency, h.why, h.owner,
        ${tx.today}::date - h.captured_at::date as days_held
      from payables.v_held_bill h join parties.party p on p.company_id = h.company_id and p.id = h.party_id
      where h.company_id = ${tx.company} and h.state = 'held' and (${whose} = 'all' or lower(trim(h.owner)) = lower(trim(${tx.actor.name})))
      order by h.captured_at, h.id limit 2000`,
  }),
);
