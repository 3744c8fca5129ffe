-- On the accounts of revaluing open items stands what revaluations posted and nothing else, each entry with the one that takes it back.
select l.company_id, l.id as line, l.entry_id as entry, l.account_number, l.source_entity, l.amount_minor
from ledger.v_line l
where l.kept_for = 'fx_revaluation' and (l.source_entity not like '%.revaluation'
  or l.reverses is null and not exists (select from ledger.entry r where r.company_id = l.company_id and r.reverses = l.entry_id))
