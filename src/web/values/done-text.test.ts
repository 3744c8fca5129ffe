import { expect, it } from 'vitest';
import { doneText } from './done-text.ts';

it.each([
  ['sales.amend_order', 'Amend', 'Sales order SO-1', 'Sales order SO-1 amended.'],
  ['purchasing.send_order', 'Send', 'Purchase order PO-1', 'Purchase order PO-1 sent.'],
  ['purchasing.return_goods', 'Return to supplier', 'Goods receipt GR-1', 'Goods receipt GR-1 returned to supplier.'],
  ['purchasing.cancel_rest', 'Cancel rest', 'Purchase order PO-1', 'Rest cancelled: Purchase order PO-1.'],
  ['receivables.record_payment', 'Record payment', undefined, 'Payment recorded.'],
  ['sales.place_order', 'New sales order', undefined, 'Sales order made.'],
  ['access.apply_x', 'Apply', 'Role A', 'Role A applied.'],
  ['catalog.restore_item', 'Take back into use', 'Item A', 'Item A taken back into use.'],
  ['sales.hold_order', 'Put on hold', 'Sales order SO-1', 'Sales order SO-1 put on hold.'],
  ['sales.ship_orders', 'Ship now', 'Sales order SO-1', 'Sales order SO-1 shipped now.'],
  ['payables.release_bill', 'Release and post', 'Held bill R-1', 'Held bill R-1 released and posted.'],
  ['receivables.return_payment', 'Take payment back', 'PAY-1', 'Payment taken back: PAY-1.'],
  ['sales.x', 'Explain', undefined, undefined],
])('%s: %s of %s says %s', (name, label, record, said) => expect(doneText({ name, label }, record)).toBe(said));
