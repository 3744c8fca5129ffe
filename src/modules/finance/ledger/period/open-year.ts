import { implement } from '#kernel/command.ts';
import { addDays, addMonths } from '#kernel/values/day.ts';
import { openYear } from '../contract.ts';
import { openYears } from './years.ts';

export default implement(openYear, async (tx, { startsOn, code = startsOn.slice(0, 4) }, refuse) => {
  if (!startsOn.endsWith('-01')) refuse('not_month_start');
  const endsOn = addDays(addMonths(startsOn, 12), -1);
  await tx.sql`select ledger.hold_periods(${tx.company})`;
  const taken = await tx.sql`select from ledger.fiscal_year
    where company_id = ${tx.company} and (code = ${code} or starts_on <= ${endsOn} and ends_on >= ${startsOn})`;
  if (taken.length > 0) refuse('year_exists', { code });
  const [year] = await openYears(tx, [{ code, startsOn }]);
  tx.record({ entity: 'ledger.fiscal_year', id: year!, after: { code, startsOn, endsOn } });
  return { year: year! };
});
