-- On each day what customers withheld and was not taken back is what the accounts of tax withheld by customers changed by, where they are kept.
select company_id, day, sum(withheld) as withheld_minor, sum(ledger) as ledger_minor
from (
  select o.company_id, o.opened_on as day, -o.base_minor as withheld, 0 as ledger
  from receivables.open_item o join receivables.adjustment a on a.company_id = o.company_id and a.id = o.document_id and a.kind = 'withholding'
  join ledger.v_account_role r on r.company_id = o.company_id and r.role = 'withholding_receivable' and r.kept
  union all
  select company_id, posted_on, 0, amount_minor from ledger.v_line where kept_for = 'withholding_receivable'
) moved
group by company_id, day having sum(withheld) <> sum(ledger)
