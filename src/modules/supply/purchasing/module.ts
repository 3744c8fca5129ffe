import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import { agreeHandler, callOffHandler, changeHandler, closeBlanketsHandler } from './blanket/blanket.ts';
import * as blankets from './blanket/records.ts';
import { arrivingForSale, goodsReceived, receivedForSale, restCancelled } from './contract.ts';
import { allocateHandler, cancelHandler } from './landed/landed-cost.ts';
import amendOrder from './order/amend-order.ts';
import { cancelRestHandler, confirmHandler, sendHandler } from './order/change-order.ts';
import { placeOrderHandler, placeOrdersHandler } from './order/place-order.ts';
import { purchaseOrderPaper, supplierReturnNote } from './print/documents.ts';
import awardQuotations from './quotation/award.ts';
import { requestLetter } from './quotation/letter.ts';
import * as quotations from './quotation/records.ts';
import { declineHandler, recordHandler } from './quotation/reply.ts';
import { closeHandler, inviteHandler, requestHandler, sendRequestHandler } from './quotation/request.ts';
import correctReceipt from './receipt/correct-receipt.ts';
import correctReturn from './receipt/correct-return.ts';
import { receiveGoodsHandler, receiveOrdersHandler } from './receipt/receive-goods.ts';
import returnGoods from './receipt/return-goods.ts';
import settleClaim from './receipt/settle-claim.ts';
import * as records from './records.ts';
import { accrued, accruedByAge } from './reports/accrued.ts';
import { arrivals } from './reports/arrivals.ts';
import { blanketBalance } from './reports/blankets.ts';
import { prices } from './reports/prices.ts';
import { awaitedQuotations, comparison } from './reports/quotations.ts';
import { rejectedGoods } from './reports/rejected.ts';
import { scorecard } from './reports/scorecard.ts';
import { whichSupplier } from './reports/which-supplier.ts';
import * as sources from './source/records.ts';
import { uses } from './uses.ts';

export default defineModule({
  name: 'purchasing',
  label: 'Purchasing',
  wing: 'supply',
  entities: [
    records.purchaseOrder,
    records.orderLine,
    records.receipt,
    records.receiptLine,
    records.supplierReturn,
    records.returnLine,
    records.supplierPrice,
    records.supplierStanding,
    records.landedCost,
    records.landedCostLine,
    quotations.quotationRequest,
    quotations.quotationLine,
    quotations.quotation,
    quotations.quotationOffer,
    quotations.quotationAward,
    blankets.blanketOrder,
    blankets.blanketLine,
    blankets.blanketPrice,
    sources.itemSupplier,
    sources.sourcePolicy,
  ],
  operations: [
    placeOrderHandler,
    placeOrdersHandler,
    sendHandler,
    confirmHandler,
    amendOrder,
    cancelRestHandler,
    receiveGoodsHandler,
    receiveOrdersHandler,
    returnGoods,
    correctReceipt,
    correctReturn,
    settleClaim,
    allocateHandler,
    cancelHandler,
    requestHandler,
    sendRequestHandler,
    inviteHandler,
    recordHandler,
    declineHandler,
    awardQuotations,
    closeHandler,
    agreeHandler,
    changeHandler,
    closeBlanketsHandler,
    callOffHandler,
  ],
  events: [goodsReceived, restCancelled, arrivingForSale, receivedForSale],
  reports: [
    arrivals,
    accrued,
    accruedByAge,
    prices,
    whichSupplier,
    scorecard,
    rejectedGoods,
    comparison,
    awaitedQuotations,
    blanketBalance,
  ],
  printed: [purchaseOrderPaper, supplierReturnNote, requestLetter],
  uses,
  permissions: {
    'purchasing.order.read': 'See purchase orders and receipts',
    'purchasing.order.write': 'Enter, amend, confirm and cancel purchase orders',
    'purchasing.order.send': 'Send purchase orders to suppliers',
    'purchasing.order.import': 'Take over purchase orders in batches',
    'purchasing.receipt.write': 'Receive goods',
    'purchasing.return.write': 'Send goods back to suppliers',
    'purchasing.receipt.correct': 'Correct mistyped receipts',
    'purchasing.return.correct': 'Correct mistyped returns to suppliers',
    'purchasing.claim.settle': 'Give up credits of suppliers, or take goods in their place',
    'purchasing.price.read': 'See purchase prices',
    'purchasing.price.write': 'Keep supplier prices',
    'purchasing.supplier.judge': 'Approve, warn or block suppliers',
    'purchasing.quotation.read': 'See requests for quotation and offers',
    'purchasing.quotation.write': 'Ask suppliers for offers and enter what they answer',
    'purchasing.quotation.award': 'Award offers, which orders them',
    'purchasing.blanket.write': 'Agree, change and close blanket orders',
    'purchasing.landed.write': 'Spread freight and duty over goods',
    'purchasing.accrual.read': 'See what is received and not billed',
  },
  roles: {
    controller: [
      'purchasing.order.read',
      'purchasing.quotation.read',
      'purchasing.order.import',
      'purchasing.price.read',
      'purchasing.accrual.read',
      'purchasing.claim.settle',
      'purchasing.receipt.correct',
      'purchasing.return.correct',
      'purchasing.supplier.judge',
    ],
    bookkeeper: [
      'purchasing.order.read',
      'purchasing.price.read',
      'purchasing.accrual.read',
      'purchasing.claim.settle',
      'purchasing.landed.write',
    ],
    storekeeper: [
      'purchasing.order.read',
      'purchasing.receipt.write',
      'purchasing.return.write',
      'purchasing.receipt.correct',
      'purchasing.return.correct',
    ],
    buyer: [
      'purchasing.order.read',
      'purchasing.order.write',
      'purchasing.order.send',
      'purchasing.quotation.read',
      'purchasing.quotation.write',
      'purchasing.quotation.award',
      'purchasing.blanket.write',
      'purchasing.price.read',
      'purchasing.price.write',
    ],
  },
  sealed: ['purchasing.receipt', 'purchasing.supplier_return', 'purchasing.return_line', 'purchasing.accrual'],
  onCompany: async (tx) => {
    await defineSeries(tx, [
      { series: 'purchasing.order', prefix: 'PO-' },
      { series: 'purchasing.receipt', prefix: 'GR-' },
      { series: 'purchasing.return', prefix: 'SR-' },
      { series: 'purchasing.landed_cost', prefix: 'LC-' },
      { series: 'purchasing.blanket_order', prefix: 'BO-' },
      { series: 'purchasing.quotation_request', prefix: 'RQ-' },
    ]);
  },
});
