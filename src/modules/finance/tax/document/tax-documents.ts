import { partOfDocument } from '#engines/tax/apportion.ts';
import { chooseTax, type TaxArea, type TaxFacts } from '#engines/tax/choose.ts';
import { computeTaxes, type Tax, type TaxAmount, type TaxedDocument, taxesOn } from '#engines/tax/tax.ts';
import { table } from '#kernel/db/sql.ts';
import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { absMinor } from '#kernel/values/money.ts';
import { TAX_REFUSALS } from '../refusals.ts';
import { OWED, type TaxBook, taxBook } from './book.ts';
import type { TaxDocumentInput, TaxLineInput, TaxResult, TaxRole, TaxTotal } from './types.ts';

/**
 * Taxes of a batch of documents by key: the codes are chosen by the rules unless a line names them, computed by the tax
 * engine and rounded once for each tax of a document. Three statements sent at once however many documents and lines;
 * none for an empty batch or one whose taxes are all given. Refuses, with TAX_REFUSALS, a code that does not exist, is of the
 * other side, is archived, or taxes a line twice.
 */
export async function taxDocuments(tx: Tx, inputs: readonly TaxDocumentInput[]): Promise<Map<Id, TaxResult>> {
  const open = inputs.filter((document) => !isGiven(document));
  const given = inputs.filter(isGiven);
  const results = new Map(given.map((document) => [document.key, withGivenTax(document)]));
  if (open.length === 0) return results;
  const [book, places, classes] = await Promise.all([taxBook(tx), placesOf(tx, open), itemClasses(tx, open)]);
  for (const document of open) {
    const facts = factsOf(book, document, places.get(document.key));
    const chosen = document.lines.map((line) => codesOf({ book, document, facts, line, classes }));
    const taxed = compute(
      document,
      chosen.map((codes, index) => taxesOf({ book, document, codes, index })),
    );
    results.set(
      document.key,
      resultOf({
        ...{ document, taxed, chosen, booked: (taxes) => totalsOf(book, document, taxes) },
        included: (tax) => Boolean(book.codes.get(tax)?.included),
      }),
    );
  }
  return results;
}

const isGiven = (document: TaxDocumentInput): boolean =>
  document.givenTaxMinor !== undefined && document.givenTaxMinor !== null;

function withGivenTax(document: TaxDocumentInput): TaxResult {
  const taxed = compute(
    document,
    document.lines.map(() => []),
  );
  const taxMinor = document.givenTaxMinor!;
  const nets = document.lines.map(({ key }) => taxed.lines.get(key)!.netMinor);
  const plain = nets.every((net) => net >= 0n) && taxed.netMinor > 0n;
  const parts = plain ? partOfDocument(taxMinor, nets) : nets.map((_, index) => (index === 0 ? taxMinor : 0n));
  const given = (baseMinor: bigint, tax: bigint): TaxTotal[] => [
    { code: null, rate: null, role: roleOf(document), account: null, baseMinor, taxMinor: tax, box: null },
  ];
  const result = resultOf({ document, taxed, booked: () => given(taxed.netMinor, taxMinor) });
  document.lines.forEach(({ key }, index) => {
    const line = result.lines.get(key)!;
    result.lines.set(key, { ...line, taxes: given(line.netMinor, parts[index]!) });
  });
  return { ...result, taxMinor };
}

/** What a line may come to in minor units, so that sums of many lines and their worth in another currency can be kept. */
const LINE_LIMIT_MINOR = 10n ** 15n;

function compute(document: TaxDocumentInput, taxes: readonly (readonly Tax[])[]): TaxedDocument {
  const taxed = computeTaxes({
    lines: document.lines.map((line, index) => ({ ...line, taxes: taxes[index]! })),
    digits: document.digits,
    rounding: 'document',
  });
  const large = document.lines.findIndex(({ key }) => absMinor(taxed.lines.get(key)!.totalMinor) > LINE_LIMIT_MINOR);
  if (large >= 0) refuse('amount_too_large', { position: large + 1 });
  return taxed;
}

const resultOf = (of: {
  document: TaxDocumentInput;
  taxed: TaxedDocument;
  booked(taxes: readonly TaxAmount[]): TaxTotal[];
  included?(tax: Id): boolean;
  chosen?: readonly (readonly Id[])[];
}): TaxResult => ({
  netMinor: of.taxed.netMinor,
  taxMinor: of.taxed.taxMinor,
  lines: new Map(
    of.document.lines.map(({ key }, index) => {
      const { netMinor, nonDeductibleMinor, lost, taxes } = of.taxed.lines.get(key)!;
      const taxCodes = of.chosen?.[index] ?? null;
      const marked = (tax: Id | null) => (tax && of.included?.(tax) ? { included: true } : {});
      return [
        key,
        {
          ...{ netMinor, nonDeductibleMinor, taxCodes },
          lost: lost.map(({ tax: code, ...amounts }) => ({ code, ...amounts, ...marked(code) })),
          taxes: of.booked(taxes).map((tax) => ({ ...tax, ...marked(tax.code) })),
        },
      ];
    }),
  ),
  taxes: of.booked(of.taxed.taxes),
});

const roleOf = ({ direction }: TaxDocumentInput): TaxRole => (direction === 'sale' ? 'tax_payable' : 'tax_receivable');

function totalsOf(book: TaxBook, document: TaxDocumentInput, taxes: readonly TaxAmount[]): TaxTotal[] {
  return taxes.map(({ tax, rate, share, baseMinor, taxMinor, fixed }) => {
    const code = book.codes.get(tax)!;
    const owed = share === OWED;
    return {
      code: tax,
      rate,
      role: owed ? 'tax_payable' : roleOf(document),
      account: owed ? null : code.account,
      baseMinor,
      taxMinor,
      box: owed ? code.reverseBox : code.box,
      ...(fixed && { fixed }),
    };
  });
}

interface Place {
  readonly taxClass: string | null;
  readonly country: string | null;
  readonly region: string | null;
  readonly inUnion: boolean;
}

/**
 * Who and where the other side is: a sale is taxed where it is delivered to, a purchase where the supplier is. A party with
 * a valid tax number and no class of its own is of the class `business`.
 */
async function placesOf(tx: Tx, documents: readonly TaxDocumentInput[]): Promise<Map<Id, Place>> {
  const rows = await tx.sql<Place & { key: Id }>`
    select r.key, coalesce(p.tax_class, case when p.tax_id_valid then 'business' end) as tax_class, w.country, w.region,
      coalesce(c.eu, false) as in_union
    from ${table(documents, { key: 'uuid', party: 'uuid', address: 'uuid', direction: 'text' })}
    join parties.party p on p.company_id = ${tx.company} and p.id = r.party
    left join lateral (
      select a.country, a.region from parties.address a
      where r.direction = 'sale' and a.company_id = p.company_id and a.party_id = p.id
        and (a.id = r.address or (r.address is null and a.kind = 'delivery' and a.is_default and a.active))
      order by a.id limit 1
    ) d on true
    cross join lateral (select coalesce(d.country, p.country) as country, case when d.country is null then p.region else d.region end as region) w
    left join organisation.country c on c.code = w.country`;
  return new Map(rows.map((row) => [row.key, row]));
}

async function itemClasses(tx: Tx, documents: readonly TaxDocumentInput[]): Promise<Map<Id, string | null>> {
  const ids = new Set(documents.flatMap((document) => document.lines.flatMap((line) => line.item ?? [])));
  if (ids.size === 0) return new Map();
  const rows = await tx.sql<{ id: Id; taxClass: string | null }>`
    select id, tax_class from catalog.item where company_id = ${tx.company} and id = any(${[...ids]}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row.taxClass]));
}

type DocumentFacts = Omit<TaxFacts, 'itemTaxClass'>;

const factsOf = (book: TaxBook, document: TaxDocumentInput, place: Place | undefined): DocumentFacts => ({
  direction: document.direction,
  area: areaOf(book, place),
  partyTaxClass: place?.taxClass ?? null,
  country: place?.country ?? book.country,
  region: place?.region ?? null,
});

/** Without a country on either side a trade counts as domestic. */
const areaOf = (book: TaxBook, place: Place | undefined): TaxArea => {
  if (!place?.country || !book.country || place.country === book.country) return 'domestic';
  return place.inUnion && book.inUnion ? 'union' : 'abroad';
};

interface LineQuestion {
  readonly book: TaxBook;
  readonly document: TaxDocumentInput;
  readonly facts: DocumentFacts;
  readonly line: TaxLineInput;
  readonly classes: ReadonlyMap<Id, string | null>;
}

function codesOf({ book, document, facts, line, classes }: LineQuestion): readonly Id[] {
  if (line.taxCodes) return line.taxCodes;
  const itemTaxClass = line.taxClass ?? (line.item ? classes.get(line.item) : null) ?? null;
  const choice = chooseTax(book.rules, { ...facts, itemTaxClass }, line.suppliedOn ?? document.day);
  return choice ? [choice.code] : [];
}

interface LineCodes {
  readonly book: TaxBook;
  readonly document: TaxDocumentInput;
  readonly codes: readonly Id[];
  readonly index: number;
}

function taxesOf({ book, document, codes: ids, index }: LineCodes): Tax[] {
  const { suppliedOn, taxCodes, chosenBefore } = document.lines[index]!;
  const position = index + 1;
  const codes = ids.map((id) => book.codes.get(id) ?? refuseCommon('not_found', { what: 'tax code' }));
  for (const { direction, active, name: tax } of codes) {
    if (direction !== document.direction)
      refuse(direction === 'sale' ? 'tax_of_sales' : 'tax_of_purchases', { position, tax });
    if (!active && taxCodes && !chosenBefore) refuse('tax_archived', { position, tax });
  }
  const single = codes.flatMap((code) => code.members ?? [code]);
  const twice = single.find(({ id }, at) => single.findIndex((other) => other.id === id) < at);
  if (twice) refuse('tax_twice', { position, tax: book.codes.get(twice.id)!.name });
  return taxesOn(codes, suppliedOn ?? document.day);
}

const refuse = (code: keyof typeof TAX_REFUSALS, details: Record<string, unknown>): never => {
  throw new Refusal(code, TAX_REFUSALS[code], details);
};
