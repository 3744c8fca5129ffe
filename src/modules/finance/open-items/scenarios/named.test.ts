import { expect } from 'vitest';
import * as payables from '#modules/finance/payables/contract.ts';
import * as receivables from '#modules/finance/receivables/contract.ts';
import { newCustomer, rate } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario } from '#test/harness.ts';
import { payableSide, receivableSide } from './sides.ts';

const SIDES = [
  ['receivables', receivableSide],
  ['payables', payableSide],
] as const;

for (const [name, open] of SIDES) {
  scenario(`${name}: what a payment names is settled by it, or refused; nothing is passed over`, async (world) => {
    const side = await open(world);
    await rate(world, '2026-03-01', '0.85');
    const { item, document } = await side.owe('100');
    const applications = [{ item, amountMinor: 1_00n }];
    const pay = (more: object) => side.pay({ amountMinor: 100_00n, ...more });
    await expect(pay({ applications })).refuses('not_listed');
    await expect(pay({ settle: 'documents', documents: [document], applications })).refuses('not_listed');
    await expect(pay({ documents: [document] })).refuses('not_documents');
    await expect(pay({ settle: 'documents' })).refuses('no_documents');
    await expect(pay({ settle: 'documents', documents: [document, item] })).refuses('not_found');
    await expect(pay({ settle: 'documents', documents: [document], currency: 'USD' })).refuses('no_open_document');
    const stranger = await newCustomer(world, { code: 'OTHER', name: 'Other', isSupplier: true });
    const other =
      name === 'receivables'
        ? world.as('bookkeeper')(receivables.recordPayment, {
            ...{ customer: stranger, amountMinor: '10000', settle: 'documents', documents: [document] },
          })
        : world.as('bookkeeper')(payables.recordPayment, {
            ...{ supplier: stranger, amountMinor: '10000', settle: 'documents', documents: [document] },
          });
    await expect(other).refuses('no_open_document');
    await pay({ settle: 'documents', documents: [document] });
    expect(await side.open()).toEqual([]);
    await expect(pay({ settle: 'documents', documents: [document] })).refuses('no_open_document');
  });

  scenario(`${name}: two amounts far from the rate of the day give up a part, which needs the right`, async (world) => {
    const side = await open(world);
    await rate(world, '2026-03-01', '0.85');
    const { item } = await side.owe('100', { currency: 'USD' });
    const pay = (amountMinor: bigint, role: 'bookkeeper' | 'controller' = 'bookkeeper') =>
      side.pay(
        {
          ...{ amountMinor, currency: 'EUR', settle: 'listed' },
          applications: [{ item, amountMinor, itemMinor: 100_00n }],
        },
        role,
      );
    await expect(pay(1n)).refuses('far_from_rate');
    await expect(pay(79_99n)).refuses('far_from_rate');
    await expect(pay(200_00n)).refuses('far_from_rate');
    // Nor is what was paid too much lost in the rate where nobody says how much is settled.
    const too = { amountMinor: 200_00n, currency: 'EUR', settle: 'listed' } as const;
    await expect(side.pay({ ...too, applications: [{ item, amountMinor: 200_00n }] })).refuses('far_from_rate');
    await pay(81_00n);
    expect(await side.open()).toEqual([]);
  });

  scenario(
    `${name}: what is given up in a rate adds up over the payments of an item, as write-offs do`,
    async (world) => {
      const side = await open(world);
      await rate(world, '2026-03-01', '1');
      const { item } = await side.owe('100', { currency: 'USD' });
      const part = (itemMinor: bigint, role: 'bookkeeper' | 'owner' = 'bookkeeper') =>
        side.pay(
          { amountMinor: 1n, currency: 'EUR', settle: 'listed', applications: [{ item, amountMinor: 1n, itemMinor }] },
          role,
        );
      await part(3_01n);
      await expect(part(2_02n)).refuses('far_from_rate');
      await part(2_01n);
      for (const itemMinor of [2n, 5_01n]) await expect(part(itemMinor)).refuses('far_from_rate');
      await part(5_01n, 'owner');
      const written = { item, amountMinor: 1_00n, writeOffMinor: 1n };
      const usd = { amountMinor: 1_00n, currency: 'USD', settle: 'listed' } as const;
      await expect(side.pay({ ...usd, applications: [written] })).refuses('write_off_too_much');
      // Undone, it was not given up.
      for (const { id, amountMinor, undoes } of (await world.list(`${name}.match`)).rows)
        if (amountMinor === 5_01n && !undoes) await side.unmatch(String(id));
      await expect(part(2n)).refuses('far_from_rate');
      for (const { id, amountMinor, undoes } of (await world.list(`${name}.match`)).rows)
        if (amountMinor === 3_01n && !undoes) await side.unmatch(String(id));
      await part(3_01n);
    },
  );

  scenario(
    `${name}: a proposal shows what is open in other currencies, and at which rate that is paid`,
    async (world) => {
      const side = await open(world);
      const unknown = await side.owe('30');
      await rate(world, '2026-03-01', '0.85');
      const { item } = await side.owe('100', { currency: 'USD' });
      const rows = await side.propose({ amountMinor: 10_00n, currency: 'EUR' });
      const { document, number } = await side.owe('10', { currency: 'USD' });
      const named = { amountMinor: 8_50n, currency: 'EUR', reference: `Paying ${number}` };
      await expect(side.pay(named)).rejects.toMatchObject({ code: 'named_in_other_currency' });
      expect(await side.propose(named)).toContainEqual(
        expect.objectContaining({ documentId: document, why: 'Named in the reference; enter what it takes' }),
      );
      const ten = String((await side.itemOf(document)).id);
      await side.pay({ ...named, settle: 'listed', applications: [{ item: ten, amountMinor: 8_50n }] });
      expect((await side.itemOf(document)).openMinor).toBe(0n);
      expect(
        rows.map((row) => [row.itemId, row.currency, row.takesMinor, row.rate, row.worthMinor, row.paidIn]),
      ).toEqual([
        [unknown.item, 'EUR', 10_00n, null, null, 'EUR'],
        [item, 'USD', 0n, '0.85', 85_00n, 'EUR'],
      ]);
      const [dollars, euros] = await side.propose({ amountMinor: 10_00n, currency: 'USD' });
      expect([dollars!.itemId, euros!.rate, euros!.worthMinor]).toEqual([item, '1.176471', 35_29n]);
      const [, early] = await side.propose({ amountMinor: 10_00n, currency: 'EUR', day: '2026-02-01' });
      expect([early!.itemId, early!.rate, early!.worthMinor]).toEqual([item, null, null]);
      await side.pay({
        ...{ amountMinor: 85_00n, currency: 'EUR', settle: 'listed' },
        applications: [{ item, amountMinor: 85_00n, itemMinor: 100_00n }],
      });
      expect(await side.open()).toEqual([30_00n]);
    },
  );

  scenario(`${name}: what happened is dated neither before its thing nor on a day to come`, async (world) => {
    const side = await open(world);
    world.today('2026-03-10');
    await expect(side.pay({ amountMinor: 1_00n, day: '2026-03-11' })).refuses('future_day');
    const { payment } = await side.pay({ amountMinor: 50_00n, day: '2026-03-05' });
    const credit = String((await side.itemOf(payment)).id);
    const { item } = await side.owe('100');
    const { refund, writeOff, matchItems, unmatchItems } = name === 'receivables' ? receivables : payables;
    const by = world.as('owner');
    for (const [day, refusal] of [
      ['2026-03-04', 'before_item'],
      ['2026-03-11', 'future_day'],
    ] as const)
      await expect(by(refund as typeof receivables.refund, { item: credit, refundedOn: day })).refuses(refusal);
    for (const [day, refusal] of [
      ['2026-03-09', 'before_item'],
      ['2026-03-11', 'future_day'],
    ] as const)
      await expect(
        by(writeOff as typeof receivables.writeOff, { item, amountMinor: '100', writtenOffOn: day, reason: 'Rest' }),
      ).refuses(refusal);
    const owed = name === 'receivables' ? { debits: [{ item }] } : { bills: [{ item }] };
    const match = (matchedOn?: string) =>
      by(matchItems as typeof receivables.matchItems, { credit, ...owed, matchedOn } as never);
    await expect(match('2026-03-11')).refuses('future_day');
    const { matches } = await match();
    await expect(
      by(unmatchItems as typeof receivables.unmatchItems, { match: matches[0]!, undoneOn: '2026-03-11' }),
    ).refuses('future_day');
  });
}
