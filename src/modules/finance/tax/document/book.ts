import type { TaxRule } from '#engines/tax/choose.ts';
import type { TaxCode, TaxRate } from '#engines/tax/tax.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Decimal } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';

/** Everything that decides a company's taxes; small, and read in one statement. */
export interface TaxBook {
  readonly country: string | null;
  /** The company's country is in the customs union. */
  readonly inUnion: boolean;
  readonly codes: ReadonlyMap<Id, BookCode>;
  readonly rules: readonly TaxRule[];
}

export interface BookCode extends TaxCode {
  readonly name: string;
  readonly direction: 'sale' | 'purchase';
  readonly active: boolean;
  readonly account: Id | null;
  readonly box: string | null;
  readonly reverseBox: string | null;
}

interface CodeRow {
  id: Id;
  name: string;
  direction: 'sale' | 'purchase';
  active: boolean;
  kind: 'percent' | 'fixed' | 'group';
  included: boolean;
  affectsNext: boolean;
  affectedByPrevious: boolean;
  deductiblePercent: Decimal;
  reverseCharge: boolean;
  account: Id | null;
  box: string | null;
  reverseBox: string | null;
  rates: TaxRate[] | null;
  members: Id[] | null;
}

interface BookRow {
  country: string | null;
  inUnion: boolean;
  codes: CodeRow[] | null;
  rules: TaxRule[] | null;
}

export const OWED = 'owed';
const REVERSE_CHARGE = [
  { key: 'reclaimed', percent: '100' },
  { key: OWED, percent: '-100' },
] as const;

/** Reads the tax book of the company. Rates travel as text, because a number in JSON is a float. */
export async function taxBook(tx: Tx): Promise<TaxBook> {
  const [row] = await tx.sql<BookRow>`
    select c.country, coalesce((select eu from organisation.country o where o.code = c.country), false) as in_union,
      (select jsonb_agg(jsonb_build_object('id', t.id, 'name', t.name, 'direction', t.direction, 'active', t.active, 'kind', t.kind, 'included', t.included, 'affectsNext', t.affects_next,
        'affectedByPrevious', t.affected_by_previous, 'deductiblePercent', t.deductible_percent::text, 'reverseCharge', t.reverse_charge,
        'account', t.account_id, 'box', t.box, 'reverseBox', t.reverse_box,
        'rates', (select jsonb_agg(jsonb_build_object('fromDay', x.from_day, 'rate', x.rate::text)) from tax.rate x
          where x.company_id = t.company_id and x.code_id = t.id),
        'members', (select jsonb_agg(m.code_id order by m.position) from tax.group_member m where m.company_id = t.company_id and m.group_id = t.id)
      )) from tax.code t where t.company_id = c.id) as codes,
      (select jsonb_agg(jsonb_build_object('id', u.id, 'code', u.code_id, 'direction', u.direction, 'priority', u.priority,
        'partyTaxClass', u.party_tax_class, 'itemTaxClass', u.item_tax_class, 'area', u.area, 'country', u.country, 'region', u.region,
        'fromDay', u.from_day, 'toDay', u.to_day, 'note', u.note)) from tax.rule u where u.company_id = c.id and u.active) as rules
    from kernel.company c where c.id = ${tx.company}`;
  const rows = row!.codes ?? [];
  const single = new Map(rows.map((code) => [code.id, codeOf(code)]));
  const codes = new Map(
    rows.map((code) => {
      const members = code.members?.flatMap((id) => single.get(id) ?? []);
      return [
        code.id,
        code.kind === 'group' ? { ...single.get(code.id)!, members: members ?? [] } : single.get(code.id)!,
      ];
    }),
  );
  return { country: row!.country, inUnion: row!.inUnion, codes, rules: row!.rules ?? [] };
}

const codeOf = (row: CodeRow): BookCode => ({
  id: row.id,
  name: row.name,
  direction: row.direction,
  active: row.active,
  kind: row.kind === 'fixed' ? 'fixed' : 'percent',
  included: row.included,
  affectsNext: row.affectsNext,
  affectedByPrevious: row.affectedByPrevious,
  deductiblePercent: row.deductiblePercent,
  ...(row.reverseCharge ? { shares: REVERSE_CHARGE } : {}),
  rates: row.rates ?? [],
  account: row.account,
  box: row.box,
  reverseBox: row.reverseBox,
});
