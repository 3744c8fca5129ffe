-- What a customer ordered within a day is read with every order of it.
create index sales_order_confirmed on sales.sales_order (company_id, customer_id, confirmed_at) where confirmed_at is not null;
