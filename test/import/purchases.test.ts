import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { seedActor } from '#kernel/company.ts';
import { verifyInvariants } from '#kernel/db/invariants.ts';
import { openYear } from '#modules/finance/ledger/contract.ts';
import { importFolder, type Session } from '#modules/office/importing/cli.ts';
import { openWorld } from '#test/harness.ts';
import { buy } from '../../examples/adventureworks/buy.ts';

const ROOT = join(import.meta.dirname, '../..');
const FOLDER = process.env.ADVENTUREWORKS_DATA ?? join(ROOT, '../shared/data/adventureworks');
const there = existsSync(join(FOLDER, 'Purchasing.PurchaseOrderHeader.csv.gz'));

test.skipIf(!there)(
  'four years of real purchases go from order to payment and agree with what is known of them',
  { timeout: 600_000 },
  async () => {
    const { world, close } = await openWorld();
    try {
      const session: Session = { app: world.app, actor: seedActor(world.app, 'owner'), company: world.other };
      for (const year of ['2011', '2012', '2013', '2014'])
        await world.as('owner', world.other)(openYear, { startsOn: `${year}-01-01` });
      const map = join(ROOT, 'examples/adventureworks/mapping.json');
      await importFolder(session, { folder: FOLDER, map, steps: ['categories', 'subcategories', 'items'] });
      expect(await buy(session, FOLDER, map)).toMatchObject({
        ...{
          orders: 4012,
          lines: 8845,
          ordered: '2348637',
          received: '2327299',
          rejected: '72700',
          otherQuantity: 380,
        },
        differences: [],
      });
      expect(await verifyInvariants(world.app.ownerPool)).toEqual([]);
    } finally {
      await close();
    }
  },
);
