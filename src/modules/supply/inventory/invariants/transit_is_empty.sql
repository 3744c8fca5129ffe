-- Goods leave one site and arrive at the other in one entry: on no day does anything stand on the accounts of stock in transit.
select company_id, posted_on, sum(amount_minor) as minor from ledger.v_line
where kept_for = 'transit' group by company_id, posted_on having sum(amount_minor) <> 0
