-- Provisions are what the ledger holds on the accounts of the provision, document by document, and nothing else stands there.
select coalesce(p.company_id, l.company_id) as company_id, p.number, l.source_entity, l.source_id, p.delta_minor, l.minor as ledger_minor
from inventory.provision p
full join (
  select company_id, source_entity, source_id, sum(amount_minor) as minor from ledger.v_line
  where kept_for = 'provision_stock' group by company_id, source_entity, source_id
) l on l.company_id = p.company_id and l.source_entity = 'inventory.provision' and l.source_id = p.id
where coalesce(l.minor, 0) <> -coalesce(p.delta_minor, 0)
