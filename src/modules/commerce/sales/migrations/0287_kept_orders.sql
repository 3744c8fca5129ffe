-- Delivery and return notes show of their order what may be amended afterwards; of these columns alone the past is kept, for orders
-- change often.
create trigger keep_past after update of customer_reference on sales.sales_order
  for each row when (old.customer_reference is distinct from new.customer_reference) execute function kernel.keep_past();
create trigger keep_past after update of description on sales.order_line
  for each row when (old.description is distinct from new.description) execute function kernel.keep_past();
