-- Purchase orders show the supplier's numbers of the items as they stood when they were sent; return notes show of their order what may be
-- amended afterwards, and of this column alone the past is kept.
call kernel.keeps_past('purchasing.supplier_price');
create trigger keep_past after update of description on purchasing.order_line
  for each row when (old.description is distinct from new.description) execute function kernel.keep_past();
