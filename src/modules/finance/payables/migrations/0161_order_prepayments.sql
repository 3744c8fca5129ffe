-- The purchase order a payment is made ahead for: bills of it are settled with what is left of the payment.
alter table payables.payment
  add column order_id uuid,
  add foreign key (company_id, order_id) references purchasing.purchase_order (company_id, id);
create index payment_of_order on payables.payment (company_id, order_id) where order_id is not null;
