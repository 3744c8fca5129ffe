import { table } from '#kernel/db/sql.ts';
import { defineModule } from '#kernel/module.ts';
import { defineSeries } from '#kernel/numbering.ts';
import { promiseLost, received, shipped } from './contract.ts';
import addFound from './count/add-found.ts';
import approveCount from './count/approve-count.ts';
import askRecount from './count/ask-recount.ts';
import cancelCount from './count/cancel-count.ts';
import enterCount from './count/enter-count.ts';
import { countsOvertaken } from './count/overtaken.ts';
import { countReview } from './count/review.ts';
import { countSheet, openCounts } from './count/sheet.ts';
import startCount from './count/start-count.ts';
import { countsToApprove } from './count/to-approve.ts';
import correctMove from './document/correct-move.ts';
import correctReceiptCost from './document/correct-receipt-cost.ts';
import issueStock from './document/issue-stock.ts';
import receiveStock from './document/receive-stock.ts';
import revalueItem from './document/revalue-item.ts';
import setStandardCost from './document/set-standard-cost.ts';
import transferStock from './document/transfer-stock.ts';
import {
  countEntity,
  countLineEntity,
  documentEntity,
  inspectionEntity,
  inspectionRuleEntity,
  locationEntity,
  lotEntity,
  moveEntity,
  moveLotEntity,
  stockEntity,
  stockLotEntity,
} from './entities.ts';
import inspectGoods from './hold/inspect-goods.ts';
import { waitingAnswer } from './hold/waiting.ts';
import setLotState from './lot/set-lot-state.ts';
import { postProvisionHandler, proposalAnswer } from './provision/post-provision.ts';
import { provision, provisionLine, provisionRule } from './provision/records.ts';
import { countsDue } from './reports/counts-due.ts';
import { costEffect, marginEffect } from './reports/effects.ts';
import explainCost from './reports/explain-cost.ts';
import { expiringAnswer, recallAnswer, traceLotAnswer } from './reports/lots.ts';
import slowMoving from './reports/slow-moving.ts';
import stockLayers from './reports/stock-layers.ts';
import stockMovements from './reports/stock-movements.ts';
import stockOnHand from './reports/stock-on-hand.ts';
import stockValue from './reports/stock-value.ts';
import stockVsLedger from './reports/stock-vs-ledger.ts';
import { lotsOnHand, stockByPlace } from './reports/where-it-lies.ts';
import { place } from './stock/places.ts';
import { stockDaysJob } from './stock/stock-days-job.ts';
import { uses } from './uses.ts';

const PROVISION = [
  { idleDays: 180, percent: '50' },
  { idleDays: 365, percent: '100' },
];

const VIRTUAL = [
  { code: 'SUPPLIER', name: 'With suppliers', kind: 'supplier' },
  { code: 'CUSTOMER', name: 'With customers', kind: 'customer' },
  { code: 'PRODUCTION', name: 'In production', kind: 'production' },
  { code: 'LOSS', name: 'Lost, found and scrapped', kind: 'loss' },
  { code: 'TRANSIT', name: 'On the way between sites', kind: 'transit' },
] as const;

const STORE = ['inventory.stock.read', 'inventory.stock.receive', 'inventory.stock.issue', 'inventory.stock.transfer'];

export const inventory = defineModule({
  name: 'inventory',
  label: 'Inventory',
  wing: 'supply',
  entities: [
    stockEntity,
    moveEntity,
    documentEntity,
    countEntity,
    countLineEntity,
    locationEntity,
    lotEntity,
    stockLotEntity,
    moveLotEntity,
    inspectionEntity,
    inspectionRuleEntity,
    provision,
    provisionLine,
    provisionRule,
  ],
  operations: [
    receiveStock,
    issueStock,
    transferStock,
    place,
    startCount,
    enterCount,
    addFound,
    askRecount,
    approveCount,
    cancelCount,
    correctMove,
    setLotState,
    inspectGoods,
    correctReceiptCost,
    revalueItem,
    setStandardCost,
    postProvisionHandler,
  ],
  reports: [
    stockOnHand,
    stockValue,
    stockMovements,
    stockVsLedger,
    stockLayers,
    explainCost,
    slowMoving,
    traceLotAnswer,
    recallAnswer,
    expiringAnswer,
    waitingAnswer,
    proposalAnswer,
    countsDue,
    countsOvertaken,
    stockByPlace,
    lotsOnHand,
    countReview,
    countsToApprove,
    openCounts,
    countSheet,
    costEffect,
    marginEffect,
  ],
  events: [shipped, received, promiseLost],
  uses,
  jobs: [stockDaysJob],
  permissions: {
    'inventory.stock.read': 'See stock, moves and reservations',
    'inventory.stock.receive': 'Receive stock at a cost',
    'inventory.stock.issue': 'Issue stock for scrap, own use or adjustment',
    'inventory.stock.transfer': 'Transfer stock and put it away',
    'inventory.inspection.decide': 'Inspect received goods and say which are inspected',
    'inventory.lot.release': 'Release, quarantine and block lots',
    'inventory.location.write': 'Define locations',
    'inventory.count.enter': 'Start, enter and cancel counts',
    'inventory.count.read': 'See the differences of a count',
    'inventory.count.approve': 'Approve counts and ask for recounts',
    'inventory.move.correct': 'Correct and cancel stock moves',
    'inventory.provision.read': 'See provisions for slow stock',
    'inventory.provision.post': 'Set and post the provision for slow stock',
    'inventory.cost.change': 'Revalue stock, correct receipt costs, set standard costs',
  },
  roles: {
    controller: [
      ...STORE,
      'inventory.lot.release',
      'inventory.inspection.decide',
      'inventory.count.read',
      'inventory.count.approve',
      'inventory.move.correct',
      'inventory.cost.change',
      'inventory.provision.read',
      'inventory.provision.post',
    ],
    bookkeeper: [
      'inventory.stock.read',
      'inventory.cost.change',
      'inventory.provision.read',
      'inventory.provision.post',
    ],
    sales_desk: ['inventory.stock.read'],
    storekeeper: [
      ...STORE,
      'inventory.location.write',
      'inventory.count.enter',
      'inventory.count.read',
      'inventory.count.approve',
      'inventory.move.correct',
    ],
    buyer: ['inventory.stock.read'],
  },
  sealed: [
    'inventory.move',
    'inventory.move_lot',
    'inventory.move_cost',
    'inventory.move_correction',
    'inventory.layer_entry',
    'inventory.shift',
    'inventory.standard_cost',
    'inventory.stock_document',
    'inventory.provision',
    'inventory.provision_line',
  ],
  onCompany: async (tx) => {
    const rows = VIRTUAL.map((location) => ({ ...location, id: tx.newId() }));
    await tx.sql`
      insert into inventory.location (company_id, id, code, name, kind)
      select ${tx.company}, id, code, name, kind from ${table(rows, { id: 'uuid', code: 'text', name: 'text', kind: 'text' })}`;
    const rules = PROVISION.map((rule) => ({ ...rule, id: tx.newId() }));
    await tx.sql`
      insert into inventory.provision_rule (company_id, id, idle_days, percent)
      select ${tx.company}, id, idle_days, percent from ${table(rules, { id: 'uuid', idleDays: 'int', percent: 'numeric' })}`;
    await defineSeries(tx, [
      { series: 'inventory.document', prefix: 'ST-' },
      { series: 'inventory.count', prefix: 'CT-' },
      { series: 'inventory.provision', prefix: 'PV-' },
    ]);
  },
});
