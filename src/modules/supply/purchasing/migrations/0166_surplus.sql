-- What was rejected because it was not awaited any more, as far as it was more than what was open.
alter table purchasing.receipt_line add column surplus numeric check (surplus >= 0 and surplus <= rejected);
