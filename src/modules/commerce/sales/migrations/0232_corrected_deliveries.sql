-- A line of a delivery may turn out to be of nothing.
alter table sales.delivery_line drop constraint delivery_line_quantity_check;
alter table sales.delivery_line add constraint delivery_line_quantity_check check (quantity >= 0);
