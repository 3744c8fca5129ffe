import { expect, test } from 'vitest';
import { type EntityMeta, makeModel, type OperationMeta } from '../api/meta.ts';
import { comesWith, createOperation } from './create-operation.ts';

const entity = (name: string, children: string[] = []) =>
  ({
    name,
    children: children.map((one) => ({ entity: one, field: 'x', label: one })),
    links: [],
  }) as unknown as EntityMeta;
const operation = (name: string) => ({ name }) as OperationMeta;

const [bill, held, run, receipt, line] = [
  entity('payables.bill'),
  entity('payables.held_bill'),
  entity('payables.payment_run'),
  entity('purchasing.receipt', ['purchasing.receipt_line']),
  entity('purchasing.receipt_line'),
];
const model = (...operations: string[]) =>
  makeModel({
    company: { currency: 'EUR', digits: 2 },
    entities: [bill, held, run, receipt, line],
    operations: operations.map(operation),
    reports: [],
  } as unknown as Parameters<typeof makeModel>[0]);

test('an empty list offers what makes its records, to those who may do it', () => {
  expect(createOperation(model('payables.post_bill'), bill)?.name).toBe('payables.post_bill');
  expect(createOperation(model('payables.propose_run'), run)?.name).toBe('payables.propose_run');
  expect(createOperation(model(), run)).toBeUndefined();
});

test('what comes with others leads to them, and is not made by what makes those', () => {
  expect(createOperation(model('payables.post_bill'), held)).toBeUndefined();
  expect(comesWith(model(), held)?.name).toBe('payables.bill');
  expect(comesWith(model(), line)?.name).toBe('purchasing.receipt');
  expect(comesWith(model(), run)).toBeUndefined();
});
