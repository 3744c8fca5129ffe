import { expect } from 'vitest';
import type { Command } from '#kernel/command.ts';
import { listInvariants } from '#kernel/db/invariants.ts';
import { listMigrations } from '#kernel/db/migrate.ts';
import { raw, type Sql } from '#kernel/db/sql.ts';
import { newId } from '#kernel/values/id.ts';
import { make } from '#modules/commerce/sales/scenarios/shop.ts';
import { postEntry } from '#modules/finance/ledger/contract.ts';
import { KEPT_ROLES } from '#modules/finance/ledger/posting/kept.ts';
import { recordPayment as paySupplier, postBill } from '#modules/finance/payables/contract.ts';
import { postInvoice, recordPayment } from '#modules/finance/receivables/contract.ts';
import { billed, newCustomer } from '#modules/finance/receivables/scenarios/books-of.ts';
import { scenario } from './harness.ts';

scenario('no document posts to a control account past its sub-ledger', async (world) => {
  const customer = await make(world, 'parties.party', { code: 'C', name: 'Customer', isCustomer: true });
  const supplier = await make(world, 'parties.party', { code: 'S', name: 'Supplier', isSupplier: true });
  const { rows } = await world.list('ledger.account', { size: 200 });
  const kept = rows.filter((row) => row.keptFor).map((row) => [String(row.id), `${row.number} ${row.name}`] as const);
  const bank = String(rows.find((row) => row.number === '1800')!.id);
  expect(kept).toHaveLength(KEPT_ROLES.length);
  const doors = (account: string): [Command, object][] => [
    [postInvoice, { customer, lines: [{ description: 'Odd', unitPrice: '7', account, taxCodes: [] }] }],
    [recordPayment, { customer, amountMinor: '700', account }],
    [
      postBill,
      { supplier, supplierNumber: 'B 1', lines: [{ description: 'Odd', unitPrice: '7', account, taxCodes: [] }] },
    ],
    [paySupplier, { supplier, amountMinor: '700', account }],
    [
      postEntry,
      {
        effectiveOn: '2026-03-02',
        text: 'Odd',
        lines: [
          { account, debitMinor: '700' },
          { account: bank, creditMinor: '700' },
        ],
      },
    ],
  ];
  for (const [account, name] of kept)
    for (const [contract, input] of doors(account)) {
      const outcome = world.as('owner')(contract, input as never);
      await expect(outcome, `${contract.name} on ${name}`).rejects.toThrow(
        `The account ${name} is kept by a sub-ledger`,
      );
      expect(contract.refusals).toHaveProperty('control_account');
    }
});

/** An entry of 7.00 on the account of a role and the bank, past the program. */
const stray = (sql: Sql, role: string, as: string | null) => sql`
  with p as (select * from ledger.period where company_id = 1 and code = '2026-02'),
  e as (
    insert into ledger.entry (company_id, id, journal, period_id, posted_on, effective_on, text, source_entity, source_id, actor, event_id)
    select 1, ${newId()}, 'general', p.id, '2026-02-10', '2026-02-10', 'Stray', 'ledger.entry', ${newId()}, 'test', ${newId()} from p returning *
  )
  insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, role, amount_minor, event_id)
  select 1, gen_random_uuid(), e.id, e.period_id, e.posted_on, r.account_id, case r.role when ${role} then ${as}::text else r.role end,
    case r.role when ${role} then 700 else -700 end, e.event_id
  from e join ledger.account_role r on r.company_id = 1 and r.role in ('bank', ${role})`;

scenario('a stray line on a control account is found, whatever role it says it has', async (world) => {
  const ties: Record<string, string> = {
    inventory: 'inventory.stock_equals_ledger',
    transit: 'inventory.transit_is_empty',
    provision_stock: 'inventory.provision_equals_ledger',
    grni: 'purchasing.accrual',
    landed_cost_accrual: 'purchasing.landed_cost',
    bill_clearing: 'payables.advances',
    receivable: 'receivables.ledger_ties',
    payable: 'payables.ledger_ties',
    customer_prepayment: 'ledger.kept_lines_name_their_role',
    tax_payable: 'tax.lines_tie_to_ledger',
    tax_receivable: 'tax.lines_tie_to_ledger',
    withholding_payable: 'payables.withheld',
    withholding_receivable: 'receivables.withheld',
    fx_revaluation: 'open-items.revaluations_alone',
  };
  expect(Object.keys(ties).sort()).toEqual([...KEPT_ROLES].sort());
  for (const [role, tie] of Object.entries(ties))
    for (const as of [role, null]) {
      const found = await world.owner(async (sql) => {
        await sql`begin`;
        try {
          await stray(sql, role, as);
          const broken: string[] = [];
          for (const { name, text } of listInvariants()) if ((await sql`${raw(text)}`).length > 0) broken.push(name);
          return broken;
        } finally {
          await sql`rollback`;
        }
      });
      expect(found, `${role} as ${as}`).toContain(tie);
      if (as === null) expect(found, role).toContain('ledger.kept_lines_name_their_role');
    }
});

scenario('an account becomes kept where nobody posted by hand; elsewhere it stays as it was', async (world) => {
  const roles = ['fx_revaluation', 'withholding_receivable'];
  const migration = listMigrations().find(({ name }) => name.endsWith('_more_kept_accounts'))!;
  const keepAnew = async () => {
    await world.owner((sql) => sql`update ledger.account set kept_for = null where kept_for = any(${roles})`);
    await world.owner((sql) => sql`${raw(migration.text)}`);
    const { rows } = await world.list('ledger.account', { filter: { control: true }, sort: 'number', size: 200 });
    return rows.map((row) => String(row.keptFor)).filter((role) => roles.includes(role));
  };
  const customer = await newCustomer(world);
  const withheld = async () => {
    await billed(world, { party: customer });
    await world.as('bookkeeper')(recordPayment, { customer, amountMinor: 90_00n, withheldPercent: '10' });
  };
  await withheld();
  expect(await keepAnew()).toEqual(roles);
  await world.invariants();
  await world.owner((sql) => sql`update ledger.account set kept_for = null where kept_for = any(${roles})`);
  const { rows } = await world.list('ledger.account', { size: 200 });
  const account = (number: string) => String(rows.find((row) => row.number === number)!.id);
  await world.as('owner')(postEntry, {
    effectiveOn: '2026-03-02',
    text: 'Counted towards our tax',
    lines: [
      { account: account('3800'), debitMinor: 10_00n },
      { account: account('1450'), creditMinor: 10_00n },
    ],
  });
  expect(await keepAnew()).toEqual(['fx_revaluation']);
  await withheld();
});
