import { implement } from '#kernel/command.ts';
import { table } from '#kernel/db/sql.ts';
import { setRates } from './contract.ts';

export default implement(setRates, async (tx, { rates }, refuse) => {
  if (rates.some((rate) => rate.currency === tx.currency)) refuse('own_currency');
  const known = await tx.sql<{
    code: string;
  }>`select code from organisation.currency where code = any(${[...new Set(rates.map((rate) => rate.currency))]})`;
  const unknown = rates.find((rate) => !known.some((row) => row.code === rate.currency));
  if (unknown) refuse('no_currency', { currency: unknown.currency });
  const last = new Map(rates.map((rate) => [`${rate.currency}/${rate.day}`, { ...rate, id: tx.newId() }]));
  const rows = await tx.sql<{ id: string }>`
    insert into organisation.currency_rate (company_id, id, currency, day, rate)
    select ${tx.company}, id, currency, day, rate from ${table([...last.values()], { id: 'uuid', currency: 'text', day: 'date', rate: 'numeric' })}
    on conflict (company_id, currency, day) do update set rate = excluded.rate returning id`;
  tx.record(
    ...rows.slice(0, 200).map((row) => ({ entity: 'organisation.currency_rate', id: row.id, after: { set: true } })),
  );
  return { set: last.size };
});
