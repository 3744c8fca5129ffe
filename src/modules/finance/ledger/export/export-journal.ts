import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { formatMajor } from '#kernel/values/money.ts';

/** Entries fetched at a time. */
const CHUNK = 1_000;

interface Posted {
  readonly id: string;
  readonly number: bigint | null;
  readonly journal: string;
  readonly postedOn: Day;
  readonly effectiveOn: Day;
  readonly text: string;
  readonly lines: { account: string; type: string; amount: string; currency: string | null; foreign: string | null }[];
}

/**
 * The entries posted from one day to another as plain-text accounting (the journal format of hledger and ledger), in the
 * order of posting, declarations first, so that a strict check passes. Amounts are in the company's currency; a foreign
 * amount follows as a comment in minor units. Yields pieces of text.
 */
export async function* exportJournal(tx: Tx, range: { from: Day; to: Day }): AsyncGenerator<string> {
  yield await declarations(tx);
  let after = { day: range.from, id: '00000000-0000-0000-0000-000000000000' };
  for (;;) {
    // One statement a chunk, not a line: the export is streamed because it may not fit into memory.
    const entries = await chunkOf(tx, after, range.to);
    if (entries.length > 0) yield entries.map((entry) => entryText(tx, entry)).join('');
    if (entries.length < CHUNK) return;
    const last = entries.at(-1)!;
    after = { day: last.postedOn, id: last.id };
  }
}

async function declarations(tx: Tx): Promise<string> {
  const accounts = await tx.sql<{ type: string; account: string }>`
    select type, number || ' ' || name as account from ledger.account where company_id = ${tx.company} order by number`;
  const sample = tx.digits === 0 ? '1000.' : `1000.${'0'.repeat(tx.digits)}`;
  const lines = accounts.map((row) => `account ${nameOf(row)}  ; type: ${LETTER[row.type]}`);
  return `commodity ${sample} ${tx.currency}\n\n${lines.join('\n')}\n`;
}

const LETTER: Record<string, string> = { asset: 'A', liability: 'L', equity: 'E', income: 'R', expense: 'X' };

const chunkOf = (tx: Tx, after: { day: Day; id: string }, to: Day) =>
  tx.sql<Posted>`
    select e.id, e.number, e.journal, e.posted_on, e.effective_on, e.text, l.lines
    from (
      select * from ledger.entry
      where company_id = ${tx.company} and (posted_on, id) > (${after.day}::date, ${after.id}::uuid) and posted_on <= ${to}
      order by posted_on, id limit ${CHUNK}
    ) e
    cross join lateral (
      select jsonb_agg(jsonb_build_object('account', a.number || ' ' || a.name, 'type', a.type, 'amount', l.amount_minor::text,
        'currency', l.currency, 'foreign', l.currency_minor::text) order by l.id) as lines
      from ledger.line l join ledger.account a on a.company_id = l.company_id and a.id = l.account_id
      where l.company_id = e.company_id and l.entry_id = e.id
    ) l
    order by e.posted_on, e.id`;

function entryText(tx: Tx, entry: Posted): string {
  const head = `\n${entry.postedOn} (${entry.number ?? entry.id}) ${plain(entry.text)}\n    ; journal: ${entry.journal}, effective: ${entry.effectiveOn}\n`;
  const lines = entry.lines.map((line) => {
    const foreign = line.currency === null ? '' : `  ; ${line.currency} ${line.foreign}`;
    return `    ${nameOf(line)}  ${formatMajor(BigInt(line.amount), tx.digits)}${tx.digits === 0 ? '.' : ''} ${tx.currency}${foreign}\n`;
  });
  return head + lines.join('');
}

/** Types come first, so that a report groups by them. Two spaces would end the name, and a colon would nest it. */
const nameOf = ({ type, account }: { type: string; account: string }): string =>
  `${type}:${plain(account).replaceAll(':', ' ')}`;

const plain = (text: string): string => text.replace(/[;|\s]+/g, ' ').trim();
