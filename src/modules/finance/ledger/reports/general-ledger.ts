import { answer, type Row } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import { addDays, type Day } from '#kernel/values/day.ts';
import { generalLedger } from '../contract.ts';
import { EVER, movements, netOf, rangeOf } from './movements.ts';

interface Found extends Row {
  readonly amountMinor: bigint;
}

export default answer(generalLedger, async (tx, params) => {
  const { from, to } = params.from || !params.to ? await rangeOf(tx, params) : { from: EVER, to: params.to };
  const skipped = (params.page - 1) * params.size;
  const [moved, before, lines] = await Promise.all([
    movements(
      tx,
      [
        { from: EVER, to: addDays(from, -1), closing: true },
        { from, to, closing: true },
      ],
      params,
    ),
    skipped === 0 ? [] : sumOfFirst(tx, { ...params, from, to }, skipped),
    linesOf(tx, { ...params, from, to }, skipped),
  ]);
  const mine = moved.filter((movement) => movement.account === params.account);
  const opening = mine.filter((movement) => movement.range === 0).reduce((sum, movement) => sum + netOf(movement), 0n);
  const within = mine.find((movement) => movement.range === 1);
  let balance = opening + (before[0]?.sum ?? 0n);
  const rows = lines.slice(0, params.size).map(({ amountMinor, ...row }) => {
    balance += amountMinor;
    return { ...row, balanceMinor: balance };
  });
  const more = lines.length > params.size;
  const start = edge(from, 'Balance before', opening + (before[0]?.sum ?? 0n));
  const end = edge(to, 'Balance after', opening + (within ? netOf(within) : 0n));
  return {
    rows: [start, ...rows, ...(more ? [] : [end])],
    totals: {
      debitMinor: within?.debitMinor ?? 0n,
      creditMinor: within?.creditMinor ?? 0n,
      balanceMinor: end.balanceMinor,
    },
    more,
    taken: from === EVER ? { to } : { from, to },
  };
});

const edge = (postedOn: Day, text: string, balanceMinor: bigint): Row & { balanceMinor: bigint } => ({
  entry: null,
  postedOn,
  effectiveOn: null,
  journal: null,
  number: null,
  text,
  sourceEntity: null,
  sourceId: null,
  debitMinor: null,
  creditMinor: null,
  balanceMinor,
});

interface Asked {
  readonly account: string;
  readonly from: Day;
  readonly to: Day;
  readonly costCentre?: string;
  readonly site?: string;
  readonly size: number;
}

/** The lines of earlier pages, as one sum out of the index. */
const sumOfFirst = (tx: Tx, asked: Asked, count: number) =>
  tx.sql<{ sum: bigint }>`
    select coalesce(sum(amount_minor), 0)::bigint as sum from (
      select amount_minor from ledger.line
      where company_id = ${tx.company} and account_id = ${asked.account} and posted_on between ${asked.from} and ${asked.to}
        and (${asked.costCentre ?? null}::uuid is null or cost_centre_id = ${asked.costCentre ?? null}::uuid)
        and (${asked.site ?? null}::uuid is null or site_id = ${asked.site ?? null}::uuid)
      order by posted_on, id limit ${count}
    ) as earlier`;

const linesOf = (tx: Tx, asked: Asked, offset: number) =>
  tx.sql<Found>`
    select l.entry_id as entry, l.posted_on, e.effective_on, e.journal, e.number, coalesce(l.text, e.text) as text,
      e.source_entity, e.source_id, greatest(l.amount_minor, 0) as debit_minor, greatest(-l.amount_minor, 0) as credit_minor,
      l.amount_minor
    from (
      select id from ledger.line
      where company_id = ${tx.company} and account_id = ${asked.account} and posted_on between ${asked.from} and ${asked.to}
        and (${asked.costCentre ?? null}::uuid is null or cost_centre_id = ${asked.costCentre ?? null}::uuid)
        and (${asked.site ?? null}::uuid is null or site_id = ${asked.site ?? null}::uuid)
      order by posted_on, id limit ${asked.size + 1} offset ${offset}
    ) as page
    join ledger.line l on l.company_id = ${tx.company} and l.id = page.id
    join ledger.entry e on e.company_id = l.company_id and e.id = l.entry_id
    order by l.posted_on, l.id`;
