import { answer, type Row } from '#kernel/report.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Day } from '#kernel/values/day.ts';
import { showDay } from '#kernel/values/format.ts';
import type { Id } from '#kernel/values/id.ts';
import { taxReturn } from '../contract.ts';
import { type Box, boxesOf } from '../filing/boxes.ts';
import { rangeOf } from './range.ts';

interface Filing {
  id: Id;
  startsOn: Day;
  endsOn: Day;
  filedOn: Day;
  reference: string | null;
}

/** A return that was filed answers what was filed, for ever; any other days what is posted of them. */
export default answer(taxReturn, async (tx, params) => {
  const range = rangeOf(tx, params);
  const filing = await filingOf(tx, range);
  const boxes = filing ? await filedBoxes(tx, filing.id) : await boxesOf(tx, range);
  const rows = boxes.map((box): Row => ({ ...box, startsOn: range.from, endsOn: range.to }));
  const reference = filing?.reference ? `, reference ${filing.reference}` : '';
  const filed = filing ? `filed on ${showDay(filing.filedOn)}${reference}` : 'not filed';
  return { rows, taken: range, notes: [`Return for ${showDay(range.from)} to ${showDay(range.to)}, ${filed}.`] };
});

const filingOf = async (tx: Tx, { from, to }: { from: Day; to: Day }): Promise<Filing | undefined> =>
  (
    await tx.sql<Filing>`
    select id, starts_on, ends_on, filed_on, reference from tax.v_filing
    where company_id = ${tx.company} and state = 'filed' and starts_on = ${from} and ends_on = ${to}`
  )[0];

const filedBoxes = (tx: Tx, filing: Id): Promise<Box[]> => tx.sql<Box>`
  select box, documents, base_minor, due_minor, late_base_minor, late_minor from tax.filed_box
  where company_id = ${tx.company} and filing_id = ${filing} order by box`;
