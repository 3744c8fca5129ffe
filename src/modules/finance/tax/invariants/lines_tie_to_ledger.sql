-- On each day what the tax ledger says of a document and code, owed and reclaimed, is what was posted to the accounts of tax; nothing else stands there.
select company_id, posted_on, role, document_id, code_id, sum(due) as tax_ledger_minor, sum(booked) as ledger_minor
from (
  select company_id, posted_on, role, document_id, code_id, due_minor as due, 0 as booked from tax.v_tax_line
  union all
  select company_id, posted_on, kept_for, source_id, tax_code_id, 0, -amount_minor from ledger.v_line where kept_for in ('tax_payable', 'tax_receivable')
) as both_sides
group by company_id, posted_on, role, document_id, code_id
having sum(due) <> sum(booked)
