import { checkTaxId, normaliseTaxId } from '#engines/tax/tax-id.ts';
import { implement } from '#kernel/command.ts';
import { json } from '#kernel/db/sql.ts';
import { refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import { sumDecimals } from '#kernel/values/decimal.ts';
import type { Id } from '#kernel/values/id.ts';
import { createTerms, setCredit, setTaxId } from '../contract.ts';

export const createTermsHandler = implement(createTerms, async (tx, input, refuse) => {
  const parts = input.instalments;
  const amounts = parts.map(({ percent, percentOfRest, fixed }) =>
    [percent, percentOfRest, fixed].filter((amount) => amount !== undefined),
  );
  const double = amounts.findIndex((of) => of.length > 1);
  if (double >= 0) refuse('two_amounts', { position: double + 1 });
  const percents = parts.flatMap((part) => part.percent ?? []);
  const total = sumDecimals(percents);
  if (percents.length === parts.length) {
    if (!total.eq(100)) refuse('not_whole', { percent: total.toFixed() });
  } else {
    if (total.gt(100) || amounts.filter((of) => of.length === 0).length > 1)
      refuse('not_whole', { percent: total.toFixed() });
    if (amounts.at(-1)!.length > 0) refuse('no_rest');
  }
  if ((input.discountPercent === undefined) !== (input.discountDays === undefined)) refuse('half_discount');
  const definition = {
    instalments: parts.map((part, index) => (amounts[index]!.length === 0 ? { rest: true, ...part } : part)),
    ...(input.discountPercent
      ? { discount: { percent: input.discountPercent, days: input.discountDays, on: input.discountOn } }
      : {}),
  };
  const id = tx.newId();
  await tx.sql`insert into parties.terms (company_id, id, code, name, definition) values (${tx.company}, ${id}, ${input.code}, ${input.name}, ${json(definition)})`;
  tx.record({ entity: 'parties.terms', id, after: { code: input.code, name: input.name, definition } });
  return { terms: id };
});

interface Current {
  country: string | null;
  taxId: string | null;
  creditLimitMinor: bigint | null;
  creditHold: boolean;
}

async function lockParty(tx: Tx, id: Id): Promise<Current> {
  const [row] = await tx.sql<Current>`
    select country, tax_id, credit_limit_minor, credit_hold from parties.party where company_id = ${tx.company} and id = ${id} for no key update`;
  return row ?? refuseCommon('not_found', { what: 'party' });
}

export const setTaxIdHandler = implement(setTaxId, async (tx, input, refuse) => {
  const before = await lockParty(tx, input.party);
  const taxId = normaliseTaxId(input.taxId);
  const { wrong, checked } = taxId === '' ? { wrong: undefined, checked: false } : checkTaxId(taxId, before.country);
  if (wrong) refuse('bad_tax_id', { taxId, country: before.country ?? 'any country', why: wrong });
  await tx.sql`update parties.party set tax_id = ${taxId || null}, tax_id_country = ${checked ? before.country : null} where company_id = ${tx.company} and id = ${input.party}`;
  tx.record({
    entity: 'parties.party',
    id: input.party,
    before: { taxId: before.taxId },
    after: { taxId: taxId || null },
  });
  return { party: input.party, valid: checked };
});

export const setCreditHandler = implement(setCredit, async (tx, { party, creditLimitMinor, creditHold }, refuse) => {
  if (creditLimitMinor !== null && creditLimitMinor < 0n) refuse('negative_limit');
  const { creditLimitMinor: oldLimit, creditHold: oldHold } = await lockParty(tx, party);
  await tx.sql`update parties.party set credit_limit_minor = ${creditLimitMinor}, credit_hold = ${creditHold} where company_id = ${tx.company} and id = ${party}`;
  tx.record({
    entity: 'parties.party',
    id: party,
    before: { creditLimitMinor: oldLimit, creditHold: oldHold },
    after: { creditLimitMinor, creditHold },
  });
  return { party };
});
