-- Lists are read newest first with the newest id first within a day: the whole index backwards, no sorting.
drop index sales.sales_order_day;
create index sales_order_day on sales.sales_order (company_id, ordered_on, id);
drop index sales.delivery_day;
create index delivery_day on sales.delivery (company_id, shipped_on, id);
