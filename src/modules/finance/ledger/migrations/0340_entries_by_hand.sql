-- Limits look at what was posted by hand within a day.
create index entry_by_hand on ledger.entry (company_id, recorded_at) where source_entity = 'ledger.entry';
