import { type Input, implement, type Refuse } from '#kernel/command.ts';
import { amountOf, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { postEntry } from '../contract.ts';
import { keepPeriods, postingDays } from '../posting/days.ts';
import type { LineDraft } from '../posting/draft.ts';
import { post } from '../posting/post.ts';

type In = Input<typeof postEntry>;
type Line = In['lines'][number];
type No = Refuse<typeof postEntry.refusals>;

export default implement(postEntry, async (tx, input, refuse) => {
  const lines = input.lines.map((line, index) => draftOf(tx, line, index + 1, refuse));
  const difference = sumMinor(lines.map((line) => line.amountMinor));
  if (difference !== 0n) refuse('unbalanced', { difference: amountOf(difference, tx) });
  const totalMinor = sumMinor(lines.flatMap(({ amountMinor }) => (amountMinor > 0n ? [amountMinor] : [])));
  // Periods first: what is read after them stays true until the entry stands. Entries on one account at once see each other.
  const [, accounts, others, dimensions, days] = await Promise.all([
    keepPeriods(tx),
    accountsOf(tx, lines),
    postedBeside(tx, lines),
    dimensionsOf(tx, lines),
    postingDays(tx, [input.effectiveOn]),
    checkCurrencies(tx, lines, refuse),
  ]);
  tx.state({
    ...{ text: input.text, totalMinor, effectiveOn: input.effectiveOn },
    withOthersMinor: mostOnOne(lines, others, totalMinor),
  });
  checkAccounts(lines, accounts, refuse);
  checkDimensions(lines, accounts, dimensions, refuse);
  const day = days.get(input.effectiveOn);
  if (!day) return refuse('period_missing', { day: input.effectiveOn });
  if (day !== input.effectiveOn && input.ifClosed === 'refuse') refuse('period_closed', { day: input.effectiveOn });
  const id = tx.newId();
  const source = { entity: 'ledger.entry', id };
  const [posted] = await post(tx, [{ ...input, id, source, lines }]);
  tx.record({ entity: 'ledger.entry', id, after: { text: input.text, postedOn: posted!.postedOn } });
  return { entry: id, postedOn: posted!.postedOn };
});

function draftOf(tx: Tx, line: Line, number: number, refuse: No): LineDraft & { account: Id } {
  const [debit, credit] = [line.debitMinor ?? 0n, line.creditMinor ?? 0n];
  if (debit < 0n || credit < 0n || (debit === 0n) === (credit === 0n)) refuse('line_amount', { line: number });
  const amountMinor = debit - credit;
  const foreign = line.currencyMinor;
  if ((line.currency === undefined) !== (foreign === undefined)) refuse('line_currency', { line: number });
  if (foreign !== undefined && (foreign === 0n || foreign > 0n !== amountMinor > 0n))
    refuse('line_currency', { line: number });
  if (line.currency === tx.currency && foreign !== amountMinor)
    refuse('own_amount', { line: number, currency: tx.currency });
  const { debitMinor: _, creditMinor: __, ...rest } = line;
  return { ...rest, amountMinor };
}

async function checkCurrencies(tx: Tx, lines: readonly LineDraft[], refuse: No): Promise<void> {
  const named = [...new Set(lines.flatMap(({ currency }) => currency ?? []))];
  if (named.length === 0) return;
  const rows = await tx.sql<{ code: string }>`select code from organisation.currency where code = any(${named})`;
  const known = new Set(rows.map(({ code }) => code));
  const currency = named.find((code) => !known.has(code));
  if (currency) refuse('no_currency', { currency });
}

interface AccountFacts {
  readonly id: Id;
  readonly number: string;
  readonly requires: string | null;
  readonly name: string;
  readonly kept: boolean;
  readonly active: boolean;
}

async function accountsOf(tx: Tx, lines: readonly { account: Id }[]): Promise<Map<Id, AccountFacts>> {
  const rows = await tx.sql<AccountFacts>`
    select id, number, name, requires, kept_for is not null as kept, active from ledger.account
    where company_id = ${tx.company} and id = any(${lines.map((line) => line.account)}::uuid[]) order by id for no key update`;
  return new Map(rows.map((row) => [row.id, row]));
}

interface Beside {
  readonly account: Id;
  readonly debitMinor: bigint;
  readonly creditMinor: bigint;
}

/** What other manual entries within a day come to on these accounts, without those taken back. */
const postedBeside = (tx: Tx, lines: readonly { account: Id }[]): Promise<Beside[]> => tx.sql<Beside>`
  select l.account_id as account, sum(greatest(l.amount_minor, 0))::bigint as debit_minor, sum(greatest(-l.amount_minor, 0))::bigint as credit_minor
  from ledger.entry e
  join kernel.event v on v.company_id = e.company_id and v.id = e.event_id and v.at > ${tx.now}::timestamptz - interval '24 hours'
  join ledger.line l on l.company_id = e.company_id and l.entry_id = e.id
  where e.company_id = ${tx.company} and e.source_entity = 'ledger.entry' and e.recorded_at > now() - interval '2 days' and e.reverses is null
    and not exists (select from ledger.entry r where r.company_id = e.company_id and r.reverses = e.id)
    and l.account_id = any(${lines.map((line) => line.account)}::uuid[])
  group by l.account_id`;

/** The most that one of the accounts is debited or credited with in all, so that no limit is passed in small parts. */
function mostOnOne(
  lines: readonly { account: Id; amountMinor: bigint }[],
  others: readonly Beside[],
  totalMinor: bigint,
): bigint {
  const sums = others.flatMap(({ account, debitMinor, creditMinor }) => {
    const own = lines.filter((line) => line.account === account).map((line) => line.amountMinor);
    return [
      debitMinor + sumMinor(own.filter((minor) => minor > 0n)),
      creditMinor - sumMinor(own.filter((minor) => minor < 0n)),
    ];
  });
  return sums.reduce((most, sum) => (sum > most ? sum : most), totalMinor);
}

function checkAccounts(lines: readonly { account: Id }[], accounts: Map<Id, AccountFacts>, refuse: No): void {
  const missing = lines.findIndex((line) => !accounts.has(line.account));
  if (missing >= 0) refuseCommon('not_found', { what: 'account' });
  for (const { number, active } of accounts.values()) if (!active) refuse('account_inactive', { account: number });
  for (const { number, name, kept } of accounts.values())
    if (kept) refuse('control_account', { account: `${number} ${name}` });
}

/** The parties, sites, cost centres and projects in use among those the lines name. */
async function dimensionsOf(tx: Tx, lines: readonly LineDraft[]): Promise<Set<Id>> {
  const named = lines.flatMap(dimensionsIn);
  if (named.length === 0) return new Set();
  const rows = await tx.sql<{ id: Id }>`
    select id from ledger.cost_centre where company_id = ${tx.company} and active and id = any(${named}::uuid[])
    union all select id from ledger.project where company_id = ${tx.company} and active and id = any(${named}::uuid[])
    union all select id from parties.party where company_id = ${tx.company} and id = any(${named}::uuid[])
    union all select id from organisation.site where company_id = ${tx.company} and id = any(${named}::uuid[])`;
  return new Set(rows.map((row) => row.id));
}

const dimensionsIn = (line: LineDraft): Id[] =>
  [line.party, line.site, line.costCentre, line.project].filter((id) => id !== undefined);

const FIELD = { party: 'party', item: 'item', site: 'site', cost_centre: 'costCentre', project: 'project' } as const;

function checkDimensions(
  lines: readonly (LineDraft & { account: Id })[],
  accounts: Map<Id, AccountFacts>,
  known: Set<Id>,
  refuse: No,
): void {
  const unknown = lines.findIndex((line) => dimensionsIn(line).some((id) => !known.has(id)));
  if (unknown >= 0) refuse('unknown_dimension', { where: `Line ${unknown + 1}` });
  for (const line of lines) {
    const { number, requires } = accounts.get(line.account)!;
    if (requires && line[FIELD[requires as keyof typeof FIELD]] === undefined)
      refuse('dimension_missing', { account: number, dimension: requires });
  }
}
