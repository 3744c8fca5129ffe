-- A rest that is never asked for is given up with a reason, and a supplier may pay money back.
alter table payables.adjustment
  alter column payment_id drop not null,
  add column reason text,
  drop constraint adjustment_kind_check,
  add constraint adjustment_kind_check check (kind in ('discount', 'withholding', 'write_off')),
  add constraint adjustment_from check ((kind = 'write_off') = (payment_id is null));
alter table payables.payment
  drop constraint payment_amount_minor_check,
  add constraint payment_amount_minor_check check (amount_minor <> 0);
