import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import correctDelivery from './delivery/correct-delivery.ts';
import { cancelDeliveryHandler, pickHandler, shipDeliveryHandler } from './delivery/pick-delivery.ts';
import shipOrders from './delivery/ship-orders.ts';
import amendOrder from './order/amend-order.ts';
import { cancelHandler, confirmHandler, holdHandler, releaseHandler } from './order/confirm-order.ts';
import { billAgain, holdCredited } from './order/credits.ts';
import invoiceOrders from './order/invoice-orders.ts';
import { importOrdersHandler, placeOrderHandler, placeOrdersHandler } from './order/place-order.ts';
import reserveOrders from './order/reserve.ts';
import reserveWaiting, { canBeReserved, reserveWaitingJob } from './order/reserve-waiting.ts';
import { deliveryNote } from './print/delivery-note.ts';
import { orderConfirmation } from './print/order-confirmation.ts';
import { returnNote } from './print/return-note.ts';
import * as records from './records.ts';
import { customerCredit } from './reports/customer-credit.ts';
import { pickList } from './reports/pick-list.ts';
import { lateOrders, openLines, orderMargin, salesBy } from './reports/sales.reports.ts';
import { toPick } from './reports/to-pick.ts';
import correctReturn from './returns/correct-return.ts';
import receiveReturn from './returns/receive-return.ts';
import { uses } from './uses.ts';

export default defineModule({
  name: 'sales',
  label: 'Sales',
  wing: 'commerce',
  entities: [
    records.salesOrder,
    records.orderLine,
    records.delivery,
    records.deliveryLine,
    records.salesReturn,
    records.returnLine,
  ],
  operations: [
    placeOrderHandler,
    placeOrdersHandler,
    importOrdersHandler,
    confirmHandler,
    amendOrder,
    holdHandler,
    releaseHandler,
    cancelHandler,
    reserveOrders,
    reserveWaiting,
    pickHandler,
    shipDeliveryHandler,
    cancelDeliveryHandler,
    correctDelivery,
    correctReturn,
    shipOrders,
    invoiceOrders,
    receiveReturn,
  ],
  uses,
  subscriptions: [holdCredited, billAgain],
  reports: [openLines, lateOrders, customerCredit, orderMargin, salesBy, canBeReserved, toPick, pickList],
  jobs: [reserveWaitingJob],
  printed: [orderConfirmation, deliveryNote, returnNote],
  permissions: {
    'sales.order.read': 'See sales orders',
    'sales.order.write': 'Enter, amend and cancel sales orders',
    'sales.order.release': 'Release orders from hold',
    'sales.order.invoice': 'Invoice sales orders',
    'sales.order.import': 'Take over orders of another system',
    'sales.price.override': 'Enter prices and discounts by hand',
    'sales.credit.override': 'Confirm and ship beyond a credit limit or credit hold',
    'sales.delivery.read': 'See deliveries and returns',
    'sales.delivery.write': 'Make and cancel deliveries',
    'sales.delivery.correct': 'Correct mistyped deliveries',
    'sales.delivery.ship': 'Ship deliveries',
    'sales.return.write': 'Take goods back from customers',
    'sales.return.correct': 'Correct mistyped returns of customers',
    'sales.margin.read': 'See cost and margin of orders',
  },
  roles: {
    controller: [
      'sales.order.read',
      'sales.order.write',
      'sales.order.release',
      'sales.order.invoice',
      'sales.order.import',
      'sales.price.override',
      'sales.credit.override',
      'sales.delivery.read',
      'sales.delivery.write',
      'sales.delivery.ship',
      'sales.delivery.correct',
      'sales.return.correct',
      'sales.margin.read',
    ],
    bookkeeper: ['sales.order.read', 'sales.order.invoice', 'sales.delivery.read', 'sales.margin.read'],
    sales_desk: ['sales.order.read', 'sales.order.write', 'sales.delivery.read', 'sales.delivery.write'],
    storekeeper: [
      'sales.order.read',
      'sales.delivery.read',
      'sales.delivery.write',
      'sales.delivery.ship',
      'sales.delivery.correct',
      'sales.return.write',
      'sales.return.correct',
    ],
    buyer: ['sales.order.read'],
  },
  onCompany: async (tx) => {
    await defineSeries(tx, [
      { series: 'sales.order', prefix: 'SO-' },
      { series: 'sales.delivery', prefix: 'DN-' },
      { series: 'sales.return', prefix: 'RT-' },
    ]);
  },
});
