-- The day of supply of a line, whose tax rate holds: of goods the day they came. Null: the day of the bill.
alter table payables.bill_line add column supplied_on date;
