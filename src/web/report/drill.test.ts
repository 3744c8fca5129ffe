import { expect, test } from 'vitest';
import { drillTarget, placeOf } from './drill.ts';

const row = { account: 'a-1', from: '2026-01-01', none: null };

test('a figure leads to the record its row names', () => {
  expect(drillTarget({ entity: 'ledger.account', id: 'account' }, row, {})).toEqual({
    entity: 'ledger.account',
    id: 'a-1',
  });
  expect(drillTarget({ entity: 'ledger.account', id: 'none' }, row, {})).toBeUndefined();
});

test('a figure leads to another report with values of its row, fixed ones and those asked for here', () => {
  const drill = {
    report: 'ledger.lines',
    params: { account: 'account', to: { param: 'to' }, site: { param: 'site' }, open: { value: true } },
  };
  expect(drillTarget(drill, row, { to: '2026-12-31' })).toEqual({
    report: 'ledger.lines',
    params: { account: 'a-1', to: '2026-12-31', open: true },
  });
  expect(drillTarget({ report: 'ledger.lines', params: { account: 'none' } }, row, {})).toBeUndefined();
});

test('a figure leads to a list, filtered as its row says; the kind of record may stand in the row too', () => {
  const lateOnes = { late: { state: ['open'] }, kind: 'sales.sales_order' };
  const target = drillTarget({ list: 'kind', filter: 'late' }, lateOnes, {});
  expect(target).toEqual({ list: 'sales.sales_order', filter: { state: ['open'] } });
  expect(placeOf(target!)).toEqual({
    to: '/e/$entity',
    params: { entity: 'sales.sales_order' },
    search: { filter: { state: ['open'] } },
  });
  expect(drillTarget({ list: 'sales.sales_order', filter: 'none' }, row, {})).toBeUndefined();
});

test('without a drill it leads nowhere', () => expect(drillTarget(undefined, row, {})).toBeUndefined());
