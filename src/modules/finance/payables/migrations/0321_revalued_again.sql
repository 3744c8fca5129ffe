-- A day is revalued again when what was open on it changed by something dated back: each time adds what differs to the one before.
alter table payables.revaluation add column corrects_id uuid, drop constraint revaluation_company_id_revalued_on_currency_key;
create unique index revaluation_first on payables.revaluation (company_id, revalued_on, currency) where corrects_id is null;
create unique index revaluation_corrects on payables.revaluation (company_id, corrects_id);
