import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import * as records from './records.ts';
import { replenishment } from './replenishment/replenishment.report.ts';
import { orderProposalsHandler, requestProposalsHandler } from './replenishment/take-proposals.ts';
import { approveHandler, cancelHandler, rejectHandler, submitHandler } from './requisition/decide.ts';
import orderRequisitions from './requisition/order-requisitions.ts';
import { reopenRequisitions } from './requisition/reopen.ts';
import requestGoods from './requisition/request-goods.ts';
import { refuseBeyondSale } from './sale/asked-for-sale.ts';
import { buyForSaleHandler, dropShipHandler } from './sale/buy-for-sale.ts';
import correctDirectShipment from './sale/correct-direct.ts';
import { holdSales, recordDirectHandler, reserveForSales } from './sale/record-direct.ts';
import { uses } from './uses.ts';

export default defineModule({
  name: 'sourcing',
  label: 'Needs',
  wing: 'supply',
  entities: [records.requisition, records.requisitionLine, records.replenishmentRule, records.saleSupply],
  operations: [
    requestGoods,
    submitHandler,
    approveHandler,
    rejectHandler,
    cancelHandler,
    orderRequisitions,
    requestProposalsHandler,
    orderProposalsHandler,
    buyForSaleHandler,
    dropShipHandler,
    recordDirectHandler,
    correctDirectShipment,
  ],
  uses,
  subscriptions: [reopenRequisitions, refuseBeyondSale, holdSales, reserveForSales],
  reports: [replenishment],
  permissions: {
    'sourcing.requisition.read': 'See requisitions and what replenishment proposes',
    'sourcing.requisition.write': 'Ask for goods',
    'sourcing.requisition.approve': 'Approve or reject what others ask for',
    'sourcing.requisition.order': 'Order what is approved or proposed',
    'sourcing.rule.write': 'Keep replenishment rules',
  },
  roles: {
    controller: ['sourcing.requisition.read', 'sourcing.requisition.approve'],
    storekeeper: ['sourcing.requisition.read', 'sourcing.requisition.write'],
    buyer: [
      'sourcing.requisition.read',
      'sourcing.requisition.write',
      'sourcing.requisition.approve',
      'sourcing.requisition.order',
      'sourcing.rule.write',
    ],
  },
  onCompany: async (tx) => {
    await defineSeries(tx, [{ series: 'sourcing.requisition', prefix: 'PR-' }]);
  },
});
