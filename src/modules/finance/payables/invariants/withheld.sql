-- On each day what is withheld from suppliers and not taken back is what the accounts of withheld tax changed by.
select company_id, day, sum(withheld) as withheld_minor, sum(ledger) as ledger_minor
from (
  select o.company_id, o.opened_on as day, -o.base_minor as withheld, 0 as ledger
  from payables.open_item o join payables.adjustment a on a.company_id = o.company_id and a.id = o.document_id and a.kind = 'withholding'
  union all
  select company_id, posted_on, 0, -amount_minor from ledger.v_line where kept_for = 'withholding_payable'
) moved
group by company_id, day having sum(withheld) <> sum(ledger)
