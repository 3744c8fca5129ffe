import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { counted } from '#kernel/values/words.ts';

interface Asked {
  readonly currency: string;
  readonly only: readonly Id[] | null;
  readonly dueUntil: Day;
  /** Open bills that no other run pays. */
  readonly bills: readonly { dueOn: Day; openMinor: bigint }[];
  readonly leftOut: readonly { supplier: string; reason: string }[];
}

const MOST_NAMED = 3;

/** Why a proposal would be empty, with counts: what is due later, who is left out, what another run pays, what is owed in other currencies. */
export async function whyNothing(tx: Tx, { currency, only, dueUntil, bills, leftOut }: Asked): Promise<string> {
  const owed = bills.filter(({ openMinor }) => openMinor > 0n);
  const later = owed.filter(({ dueOn }) => dueOn > dueUntil).map(({ dueOn }) => dueOn);
  const first = later.toSorted()[0];
  const [elsewhere] = await tx.sql<{ inRuns: number; runs: string | null; foreign: number; currencies: string | null }>`
    select count(*) filter (where r.number is not null)::int as in_runs, string_agg(distinct r.number, ', ') as runs,
      count(*) filter (where r.number is null and x.currency <> ${currency})::int as "foreign",
      string_agg(distinct x.currency, ', ') filter (where r.number is null and x.currency <> ${currency}) as currencies
    from payables.open_item x
    left join lateral (
      select r.number from payables.run_line l join payables.payment_run r on r.company_id = l.company_id and r.id = l.run_id
      where l.company_id = x.company_id and l.item_id = x.id and r.state in ('proposed', 'approved') limit 1
    ) r on true
    where x.company_id = ${tx.company} and x.kind = 'bill' and x.open_minor > 0 and (${only}::uuid[] is null or x.party_id = any(${only}::uuid[]))`;
  const { inRuns, runs, foreign, currencies } = elsewhere!;
  const named = leftOut
    .slice(0, MOST_NAMED)
    .map(({ supplier, reason }) => `${supplier} (${reason.replace(/\.$/, '')})`);
  const more = leftOut.length - named.length;
  const said = [
    first ? `${billsAre(later.length)} due after ${showDay(dueUntil)}, the first on ${showDay(first)}` : '',
    leftOut.length > 0 ? `left out: ${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}` : '',
    inRuns > 0 ? `${billsAre(inRuns)} in a run already: ${runs}` : '',
    foreign > 0 ? `${billsAre(foreign)} in other currencies: ${currencies}` : '',
  ].filter(Boolean);
  return said.length > 0 ? said.join('; ') : `no bill in ${currency} is open${only ? ' of the suppliers chosen' : ''}`;
}

const billsAre = (count: number): string => counted(count, 'bill is', 'bills are');
