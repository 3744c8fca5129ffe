import { expect, it } from 'vitest';
import { en } from '../texts/en.ts';
import { nextSteps, textOf } from './next-steps.ts';

const offered = (entity: string, row: Record<string, unknown>, asked: Record<string, unknown>[] = []) =>
  nextSteps[entity]!.filter((step) => step.when(row, asked)).flatMap(({ operation }) => operation ?? []);

it('offers to take the money of an open invoice, and of no other', () => {
  const invoice = { kind: 'invoice', customer: 'p', openMinor: '12000', number: 'INV-1', currency: 'EUR' };
  expect(offered('receivables.invoice', invoice)).toEqual(['receivables.record_payment']);
  expect(offered('receivables.invoice', { ...invoice, openMinor: '0' })).toEqual([]);
  expect(offered('receivables.invoice', { ...invoice, kind: 'credit_note' })).toEqual([]);
  expect(nextSteps['receivables.invoice']![0]!.given!(invoice, [])).toEqual({
    ...{ customer: 'p', amountMinor: '12000', currency: 'EUR', reference: 'INV-1' },
  });
});

it('offers to pay an open bill, by a run or by hand', () => {
  expect(offered('payables.bill', { kind: 'bill', openMinor: '100' })).toEqual([
    'payables.propose_run',
    'payables.record_payment',
  ]);
});

it('offers the bill of a receipt as long as something of it is not billed', () => {
  expect(offered('purchasing.receipt', {}, [{ open: '0' }, { open: '3' }])).toEqual(['payables.post_bill']);
  expect(offered('purchasing.receipt', {}, [{ open: '0' }])).toEqual([]);
});

it('offers to match or refund what is open of a credit', () => {
  const note = { kind: 'credit_note', openMinor: '-6000' };
  const item = { id: 'item' };
  expect(offered('receivables.invoice', note, [item])).toEqual(['receivables.match_items', 'receivables.refund']);
  expect(offered('receivables.invoice', note)).toEqual([]);
  const [match, refund] = nextSteps['receivables.invoice']!.filter(({ operation }) =>
    /match|refund/.test(operation ?? ''),
  );
  expect(match!.given!(note, [item])).toEqual({ credit: 'item' });
  expect(refund!.given!(note, [item])).toEqual({ item: 'item' });
  expect(offered('payables.bill', { kind: 'credit' }, [item])).toEqual(['payables.match_items', 'payables.refund']);
});

it('offers to write off what is left of a document paid in part', () => {
  const invoice = { kind: 'invoice', openMinor: '17', totalMinor: '3817' };
  const pays = ['receivables.record_payment', 'receivables.write_off'];
  expect(offered('receivables.invoice', invoice, [{ id: 'item' }])).toEqual(pays);
  expect(offered('receivables.invoice', { ...invoice, openMinor: '3817' }, [{ id: 'item' }])).toEqual(pays.slice(0, 1));
  expect(offered('payables.bill', { ...invoice, kind: 'bill' }, [{ id: 'item' }])).toContain('payables.write_off');
});

it('says whose step it is to those who may not take it', () => {
  const ship = nextSteps['sales.sales_order']!.find(({ text }) => text === 'orderShip')!;
  expect(textOf(ship, () => false)).toBe('shipOthers');
  expect(textOf(ship, (name) => name === 'sales.pick_delivery')).toBe('shipOthers');
  expect(textOf(ship, (name) => name === 'sales.ship_orders')).toBe('orderShip');
});

it('has words for every step', () => {
  const texts = Object.values(nextSteps).flatMap((steps) =>
    steps.flatMap(({ text, mine }) => [text ?? [], mine?.otherwise ?? []].flat()),
  );
  expect(texts.filter((text) => !(text in en.next))).toEqual([]);
});
