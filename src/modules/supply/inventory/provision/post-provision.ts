import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { answer } from '#kernel/report.ts';
import type { Day } from '#kernel/values/day.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { post, postingDays } from '#modules/finance/ledger/api.ts';
import { postProvision, provisionProposal } from './contract.ts';
import { propose } from './propose.ts';

/** The expense is a loss of stock; the provision stands beside the stock and leaves its value as it is. */
export const postProvisionHandler = implement(postProvision, async (tx, input, refuse) => {
  const day = input.day ?? tx.today;
  if (day > tx.today) refuse('future_day', { day });
  await tx.sql`select pg_advisory_xact_lock(hashtext('inventory.provision'), ${tx.company})`;
  const [[last], days] = await Promise.all([
    tx.sql<{ day: Day | null }>`select max(day) as day from inventory.provision where company_id = ${tx.company}`,
    postingDays(tx, [day]),
  ]);
  if (last!.day && last!.day > day) refuse('later_provision', { day: last!.day });
  if (!days.has(day)) refuse('period_missing', { day });
  const proposed = await propose(tx, day);
  const lines = proposed.filter(({ deltaMinor }) => deltaMinor !== 0n).map((line) => ({ ...line, id: tx.newId() }));
  if (lines.length === 0) refuse('nothing_changed');
  const id = tx.newId();
  const totalMinor = sumMinor(proposed.map(({ neededMinor }) => neededMinor));
  const deltaMinor = sumMinor(lines.map((line) => line.deltaMinor));
  const [number] = await tx.takeNumbers('inventory.provision', 1);
  tx.state({ deltaMinor, day });
  await tx.sql`
    insert into inventory.provision (company_id, id, event_id, number, day, total_minor, delta_minor)
    values (${tx.company}, ${id}, ${tx.eventId}, ${number}, ${day}, ${totalMinor}, ${deltaMinor})`;
  await tx.sql`
    insert into inventory.provision_line (company_id, id, event_id, provision_id, item_id, site_id, quantity, value_minor, idle_days, percent, delta_minor)
    select ${tx.company}, id, ${tx.eventId}, ${id}, item_id, site_id, quantity, value_minor, idle_days, percent, delta_minor
    from ${table(lines, {
      ...{ id: 'uuid', itemId: 'uuid', siteId: 'uuid', quantity: 'numeric', valueMinor: 'bigint' },
      ...{ idleDays: 'int', percent: 'numeric', deltaMinor: 'bigint' },
    })}`;
  const posted = [...Map.groupBy(lines, (line) => line.siteId)].flatMap(([site, here]) => {
    const amountMinor = sumMinor(here.map((line) => line.deltaMinor));
    if (amountMinor === 0n) return [];
    return [
      { role: 'stock_loss' as const, site, amountMinor },
      { role: 'provision_stock' as const, site, amountMinor: -amountMinor },
    ];
  });
  if (posted.length > 0)
    await post(
      tx,
      [
        {
          ...{ journal: 'general', source: { entity: 'inventory.provision', id }, effectiveOn: day },
          text: `Provision for slow stock ${number}`,
          lines: posted,
        },
      ],
      'inventory',
    );
  tx.record({ entity: 'inventory.provision', id, after: { number, day, totalMinor, deltaMinor, lines: lines.length } });
  return { provision: id, number: number!, totalMinor, deltaMinor };
});

export const proposalAnswer = answer(provisionProposal, async (tx, { day, size }) => {
  const rows = (await propose(tx, day ?? tx.today)).sort((a, b) => Number(b.neededMinor - a.neededMinor));
  return { rows: rows.slice(0, size).map((row) => ({ ...row })), more: rows.length > size };
});
