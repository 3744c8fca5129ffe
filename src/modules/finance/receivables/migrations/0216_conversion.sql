-- A part of a payment in one currency may settle what is owed in another.
alter table receivables.adjustment
  drop constraint adjustment_kind_check,
  add constraint adjustment_kind_check check (kind in ('discount', 'withholding', 'write_off', 'conversion'));
