import { table } from '#kernel/db/sql.ts';
import { amountOf, COMMON_REFUSALS, Refusal, refuseLarge } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { sumMinor } from '#kernel/values/money.ts';
import { POSTING_REFUSALS } from '../contract.ts';
import { keepPeriods, SOFT_RIGHT } from './days.ts';
import type { EntryDraft, LineDraft, PostedEntry } from './draft.ts';
import { type Keeper, rolesOf } from './kept.ts';

const CODES: Record<string, keyof typeof POSTING_REFUSALS> = {
  CH101: 'unbalanced',
  CH102: 'period_closed',
  CH103: 'period_missing',
  CH104: 'unknown_account',
  CH105: 'dimension_missing',
  CH106: 'control_account',
};

/**
 * Posts entries: the only writer of the ledger. Two statements, sent at once, however many entries and lines.
 *
 * Each entry is posted on its effective day when that day's period is open, else on the first open day after (both days
 * are kept); in a soft-closed period only for actors with the right `ledger.period.soft`. Lines of nothing (zero in both
 * currencies) are left out, and so is an entry with no other lines; the answer names the entries written. Where all others are in one
 * foreign currency, a line of nothing says what they come to there: it was worth too little for the company's.
 *
 * An account that a sub-ledger keeps takes lines of that sub-ledger alone (`keeper`), and by the role it is kept for: whatever
 * else names it is refused, by whichever door it came. What an account needs is asked of what is posted anew: what takes
 * back or follows older entries names what they named, and the closing of a year sums over everything.
 *
 * Refuses `period_missing`, `unknown_account` (or role), `dimension_missing`, `control_account`, `unbalanced`, `period_closed`.
 */
export async function post(tx: Tx, drafts: readonly EntryDraft[], keeper?: Keeper): Promise<PostedEntry[]> {
  const entries = drafts.map((draft) => ({
    ...draft,
    id: draft.id ?? tx.newId(),
    lines: linesOf(draft.lines),
  }));
  const written = entries.filter((entry) => entry.lines.length > 0);
  if (written.length === 0) return [];
  // What was posted before is always taken back, however large.
  const anew = written.flatMap((entry) => (entry.reverses ? [] : entry.lines));
  refuseLarge(
    anew.flatMap(({ amountMinor, currencyMinor = 0n }) => [amountMinor, currencyMinor]),
    tx,
  );
  try {
    const [, posted] = await Promise.all([keepPeriods(tx), insertEntries(tx, written, keeper)]);
    return posted;
  } catch (error) {
    throw asRefusal(tx, error);
  }
}

function linesOf(lines: readonly LineDraft[]): LineDraft[] {
  const kept = lines.filter(hasAmount);
  const nothing = lines.find((line) => !hasAmount(line));
  const [currency, ...others] = new Set(kept.map((line) => line.currency));
  const currencyMinor = -sumMinor(kept.map((line) => line.currencyMinor ?? 0n));
  if (!nothing || !currency || others.length > 0 || currencyMinor === 0n) return kept;
  return [...kept, { ...nothing, currency, currencyMinor }];
}

const hasAmount = (line: LineDraft): boolean => line.amountMinor !== 0n || (line.currencyMinor ?? 0n) !== 0n;

type Prepared = EntryDraft & { readonly id: string };

function insertEntries(tx: Tx, entries: readonly Prepared[], keeper: Keeper | undefined): Promise<PostedEntry[]> {
  const heads = entries.map((entry) => ({ ...entry, entity: entry.source.entity, document: entry.source.id }));
  const lines = entries.flatMap((entry) => entry.lines.map((line) => ({ ...line, id: tx.newId(), entry: entry.id })));
  return tx.sql<PostedEntry>`
    with draft as (
      select * from ${table(heads, {
        id: 'uuid',
        journal: 'text',
        effectiveOn: 'date',
        text: 'text',
        entity: 'text',
        document: 'uuid',
        ...{ reverses: 'uuid', cause: 'text', follows: 'boolean' },
      })}
    ), days as (
      select d.effective_on, d.closing, coalesce(p.period_id, ledger.refuse('CH103', d.effective_on::text)) as period_id, p.posted_on
      from (select distinct effective_on, journal = 'closing' as closing from draft) d
      left join lateral (
        select * from ledger.posting_day(${tx.company}, d.effective_on, ${tx.may(SOFT_RIGHT)}) where not d.closing
        union all
        select id, ends_on from ledger.period where d.closing and company_id = ${tx.company} and closing and ends_on = d.effective_on
      ) p on true
    ), entry as (
      insert into ledger.entry (company_id, id, journal, period_id, posted_on, effective_on, text, source_entity, source_id,
        reverses, cause, actor, event_id)
      select ${tx.company}, d.id, d.journal, y.period_id, y.posted_on, d.effective_on, d.text, d.entity, d.document,
        d.reverses, d.cause, ${tx.actor.id}, ${tx.eventId}
      from draft d join days y on y.effective_on = d.effective_on and y.closing = (d.journal = 'closing')
      returning id, period_id, posted_on
    ), line as (
      insert into ledger.line (company_id, id, entry_id, period_id, posted_on, account_id, role, amount_minor, currency,
        currency_minor, party_id, item_id, site_id, cost_centre_id, project_id, tax_code_id, text, event_id)
      select ${tx.company}, l.id, l.entry, e.period_id, e.posted_on,
        case when a.id is null then ledger.refuse('CH104', coalesce(l.role, ''))
          when d.reverses is null and d.follows is not true and d.journal <> 'closing'
            and (a.requires = 'party' and l.party is null or a.requires = 'item' and l.item is null or a.requires = 'site' and l.site is null
              or a.requires = 'cost_centre' and l.cost_centre is null or a.requires = 'project' and l.project is null)
          then ledger.refuse('CH105', a.requires || ' ' || a.number || ' ' || a.name)
          when a.kept_for is not null and (a.kept_for is distinct from l.role or a.kept_for <> all (${rolesOf(keeper)}::text[]))
          then ledger.refuse('CH106', a.number || ' ' || a.name) else a.id end,
        l.role, l.amount_minor, l.currency, l.currency_minor, l.party, l.item, l.site, l.cost_centre, l.project, l.tax_code,
        l.text, ${tx.eventId}
      from ${table(
        lines,
        {
          id: 'uuid',
          entry: 'uuid',
          role: 'text',
          account: 'uuid',
          amountMinor: 'bigint',
          currency: 'text',
          currencyMinor: 'bigint',
          party: 'uuid',
          item: 'uuid',
          site: 'uuid',
          costCentre: 'uuid',
          project: 'uuid',
          taxCode: 'uuid',
          text: 'text',
        },
        'l',
      )}
      join entry e on e.id = l.entry
      join draft d on d.id = l.entry
      left join ledger.account_role r on r.company_id = ${tx.company} and r.role = l.role
      left join ledger.account a on a.company_id = ${tx.company} and a.id = coalesce(l.account, r.account_id)
    )
    select id, posted_on, period_id as period from entry`;
}

/** The refusal a database error stands for; any other error as it is. */
function asRefusal(tx: Tx, error: unknown): unknown {
  const { code, detail } = error as { code?: string; detail?: string };
  const refusal = code === undefined ? undefined : CODES[code];
  if (!refusal) return error;
  const about = detail ?? '';
  // An account was named by an id.
  if (refusal === 'unknown_account' && !about)
    return new Refusal('not_found', COMMON_REFUSALS.not_found.text, { what: 'account' }, 404);
  return new Refusal(refusal, POSTING_REFUSALS[refusal], DETAILS[refusal](tx, about));
}

/** What the database says of each. */
const DETAILS: Record<keyof typeof POSTING_REFUSALS, (tx: Tx, about: string) => Record<string, unknown>> = {
  unbalanced: (tx, about) => ({ difference: amountOf(BigInt(about), tx) }),
  period_closed: (_, day) => ({ day }),
  period_missing: (_, day) => ({ day }),
  unknown_account: (_, role) => ({ role }),
  dimension_missing: (_, about) => {
    const [dimension, ...account] = about.split(' ');
    return { dimension, account: account.join(' ') };
  },
  control_account: (_, account) => ({ account }),
};
