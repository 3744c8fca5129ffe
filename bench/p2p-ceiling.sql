-- The ceiling of bench p2p: the same durable rows as the four operations write, in the same tables with all their
-- constraints and triggers, by functions written by hand for just that. They know the prices, the tax and the cost layers
-- beforehand, check nothing but the locks, and compute nothing they are not asked. $1 of each is the company.
create type ceiling.arriving as (doc int, order_line uuid, line uuid, move uuid, quantity numeric, net bigint, stock uuid, layer uuid, fresh boolean, seq bigint);
create type ceiling.billing as (doc int, bill uuid, entry uuid, supplier uuid, item uuid, terms uuid, net bigint, tax bigint);
create type ceiling.paying as (doc int, payment uuid, entry uuid, party uuid, owed uuid, credit uuid, paid bigint);

-- Sends orders; `each` lines an order, their items one after the other. Returns the orders.
create function ceiling.place(co int, suppliers uuid[], items uuid[], each int, ordered numeric, price numeric, day date) returns uuid[] language plpgsql as $$
declare
  event uuid := uuidv7();
  orders uuid[] := ceiling.ids(cardinality(suppliers));
  lines uuid[] := ceiling.ids(cardinality(items));
  net bigint := (ordered * price * 100)::bigint;
begin
  insert into purchasing.purchase_order (company_id, id, number, state, supplier_id, ordered_on, site_id, currency, terms_id, owner, net_minor, sent_at)
  select co, orders[s.doc], 'CE-' || nextval('ceiling.number'), 'sent', s.id, day, (select id from organisation.site where company_id = co limit 1), 'EUR',
    p.purchase_terms_id, 'owner', net * each, now()
  from unnest(suppliers) with ordinality s(id, doc) join parties.party p on p.company_id = co and p.id = s.id;
  insert into purchasing.order_line (company_id, id, order_id, position, item_id, stocked, description, quantity, unit, unit_price, price_reason, net_minor)
  select co, lines[l.n], orders[(l.n - 1) / each + 1], (l.n - 1) % each + 1, i.id, true, i.name, ordered, i.unit, price, '{"by":"hand","actor":"owner"}', net
  from unnest(items) with ordinality l(item, n) join catalog.item i on i.company_id = co and i.id = l.item;
  perform ceiling.event(co, event, 'purchasing.place_order', jsonb_build_object('suppliers', suppliers, 'items', items, 'send', true), jsonb_build_object('orders', orders), null,
    array_fill('purchasing.purchase_order'::text, array[cardinality(orders)]), orders,
    array_fill('{"lines":5,"state":"sent","netMinor":"4000"}'::jsonb, array[cardinality(orders)]));
  return orders;
end $$;

-- Receives all of orders: a layer of its own each line, or more in the only layer of an item at average cost. Returns the receipts.
create function ceiling.receive(co int, orders uuid[], day date) returns uuid[] language plpgsql as $$
declare
  event uuid := uuidv7();
  receipts uuid[] := ceiling.ids(cardinality(orders));
  entries uuid[] := ceiling.ids(cardinality(orders));
  goods ceiling.arriving[];
begin
  perform from purchasing.purchase_order where company_id = co and id = any(orders) order by id for no key update;
  select array_agg(row(array_position(orders, x.order_id), x.id, uuidv7(), x.move, x.quantity, x.net_minor, x.stock, case x.method when 'average' then x.stock else x.move end,
    x.method <> 'average', nextval('inventory.move_seq') * 100000)::ceiling.arriving) into goods
  from (select l.order_id, l.id, l.quantity, l.net_minor, uuidv7() as move, s.id as stock, s.method from purchasing.order_line l
    join purchasing.purchase_order o on o.company_id = co and o.id = l.order_id
    join inventory.stock s on s.company_id = co and s.item_id = l.item_id and s.site_id = o.site_id
    where l.company_id = co and l.order_id = any(orders) order by s.item_id, s.site_id for no key update of s) x;
  insert into purchasing.receipt (company_id, id, number, order_id, supplier_id, site_id, received_on, event_id)
  select co, receipts[d.doc], 'CR-' || nextval('ceiling.number'), o.id, o.supplier_id, o.site_id, day, event
  from unnest(orders) with ordinality d(id, doc) join purchasing.purchase_order o on o.company_id = co and o.id = d.id;
  insert into inventory.move (company_id, id, stock_id, kind, quantity, value_minor, other_side, counterpart, effective_on, seq, source_entity, source_id, line_id, recorded_at, event_id)
  select co, move, stock, 'receipt', quantity, net, 'grni', 'supplier', day, seq, 'purchasing.receipt', receipts[doc], line, now(), event from unnest(goods);
  insert into purchasing.receipt_line (company_id, id, receipt_id, order_line_id, received_on, received, grni_minor, rate, move_id)
  select co, line, receipts[doc], order_line, day, quantity, net, 1, move from unnest(goods);
  insert into purchasing.accrual (company_id, id, receipt_line_id, kind, effective_on, open_quantity, open_minor, source_entity, source_id, event_id)
  select co, uuidv7(), line, 'received', day, quantity, net, 'purchasing.receipt', receipts[doc], event from unnest(goods);
  update purchasing.order_line l set received = l.quantity from unnest(goods) g where l.company_id = co and l.id = g.order_line;
  update purchasing.purchase_order set state = 'done' where company_id = co and id = any(orders);
  update inventory.stock t set on_hand = on_hand + q, value_minor = value_minor + v, last_on = day, last_seq = s.seq, last_cost_quantity = q, last_cost_minor = v
  from (select stock, sum(quantity) as q, sum(net) as v, max(seq) as seq from unnest(goods) group by stock) s where t.company_id = co and t.id = s.stock;
  insert into inventory.layer_entry (company_id, id, stock_id, layer_id, move_id, cause_id, kind, quantity, value_minor, effective_on, posted_on, ledger_entry_id, event_id)
  select co, uuidv7(), stock, layer, move, move, 'RECEIPT', quantity, net, day, day, entries[doc], event from unnest(goods);
  insert into inventory.layer_state (company_id, layer_id, stock_id, effective_on, seq, quantity, value_minor)
  select co, layer, stock, day, seq, quantity, net from unnest(goods) where fresh;
  update inventory.layer_state t set quantity = t.quantity + q, value_minor = value_minor + v, seq = s.seq
  from (select layer, sum(quantity) as q, sum(net) as v, max(seq) as seq from unnest(goods) where not fresh group by layer) s where t.company_id = co and t.layer_id = s.layer;
  perform ceiling.post(co, event, day, 'stock', 'Goods received', 'purchasing.receipt', entries, receipts,
    array_agg(entries[x.doc] order by n), array_agg(x.role order by n), array_agg(x.amount order by n), array_agg(x.party order by n), null, null)
  from (select g.doc, r.role, r.sign * sum(net)::bigint as amount, case when sign < 0 then o.supplier_id end as party, row_number() over () as n
    from unnest(goods) g join purchasing.purchase_order o on o.company_id = co and o.id = orders[g.doc], (values ('inventory', 1), ('grni', -1)) r(role, sign)
    group by g.doc, r.role, r.sign, o.supplier_id) x;
  perform ceiling.event(co, event, 'purchasing.receive_goods', jsonb_build_object('orders', orders), jsonb_build_object('receipts', receipts),
    (select jsonb_agg(jsonb_build_object('line', line, 'move', move, 'orderLine', order_line, 'quantity', quantity)) from unnest(goods)),
    array_fill('purchasing.receipt'::text, array[cardinality(orders)]) || array_fill('purchasing.purchase_order'::text, array[cardinality(orders)]), receipts || orders,
    array_fill('{"state":"done"}'::jsonb, array[2 * cardinality(orders)]));
  return receipts;
end $$;

-- Bills all of receipts at the agreed prices, one bill each. Returns the bills.
create function ceiling.bill(co int, receipts uuid[], day date) returns uuid[] language plpgsql as $$
declare
  event uuid := uuidv7();
  bills uuid[] := ceiling.ids(cardinality(receipts));
  entries uuid[] := ceiling.ids(cardinality(receipts));
  heads ceiling.billing[];
  vat uuid := (select id from tax.code where company_id = co and code = 'STD');
  first bigint;
begin
  perform from purchasing.receipt_line where company_id = co and receipt_id = any(receipts) order by id for no key update;
  select array_agg(row(d.doc, bills[d.doc], entries[d.doc], r.supplier_id, null, o.terms_id, o.net_minor, round(o.net_minor * 0.2))::ceiling.billing) into heads
  from unnest(receipts) with ordinality d(id, doc) join purchasing.receipt r on r.company_id = co and r.id = d.id
  join purchasing.purchase_order o on o.company_id = co and o.id = r.order_id;
  insert into payables.bill (company_id, id, kind, party_id, supplier_number, billed_on, currency, digits, rate, terms_id, net_minor, tax_minor, total_minor, base_minor, event_id)
  select co, bill, 'bill', supplier, 'CB-' || nextval('ceiling.number'), day, 'EUR', 2, 1, terms, net, tax, net + tax, net + tax, event from unnest(heads);
  insert into payables.bill_line (company_id, id, bill_id, position, receipt_line_id, order_line_id, order_id, item_id, description, quantity, unit_price, net_minor,
    base_minor, grni_minor, tax_codes, event_id)
  select co, uuidv7(), h.bill, l.position, r.id, l.id, l.order_id, l.item_id, l.description, r.received, l.unit_price, l.net_minor, l.net_minor, r.grni_minor, array[vat], event
  from unnest(heads) h join purchasing.receipt_line r on r.company_id = co and r.receipt_id = receipts[h.doc]
  join purchasing.order_line l on l.company_id = co and l.id = r.order_line_id;
  insert into purchasing.accrual (company_id, id, receipt_line_id, kind, effective_on, open_quantity, open_minor, source_entity, source_id, event_id)
  select co, uuidv7(), r.id, 'billed', day, -r.received, -r.grni_minor, 'payables.bill', h.bill, event
  from unnest(heads) h join purchasing.receipt_line r on r.company_id = co and r.receipt_id = receipts[h.doc];
  update purchasing.receipt_line set billed = received, billed_minor = grni_minor, cleared_minor = grni_minor, grni_minor = 0 where company_id = co and receipt_id = any(receipts);
  insert into payables.open_item (company_id, id, party_id, kind, document_id, opened_on, due_on, currency, amount_minor, base_minor, open_minor, open_base_minor)
  select co, uuidv7(), supplier, 'bill', bill, day, day + 30, 'EUR', net + tax, net + tax, net + tax, net + tax from unnest(heads);
  insert into tax.tax_line (company_id, id, document_entity, document_id, party_id, day, direction, code_id, box, base_minor, tax_minor, base_base_minor, tax_base_minor, event_id)
  select co, uuidv7(), 'payables.bill', bill, supplier, day, 'purchase', vat, 'Purchases, standard rate', net, tax, net, tax, event from unnest(heads);
  perform ceiling.post(co, event, day, 'purchase', 'Bill', 'payables.bill', entries, bills,
    array_agg(entry order by n), array_agg(role order by n), array_agg(amount order by n), array_agg(supplier order by n), array_agg(item order by n), array_agg(code order by n))
  from (
    select row_number() over () as n, * from (
      select h.entry, 'grni' as role, l.net_minor as amount, h.supplier, l.item_id as item, null::uuid as code from unnest(heads) h
      join payables.bill_line l on l.company_id = co and l.bill_id = h.bill
      union all select entry, 'tax_receivable', tax, supplier, null, vat from unnest(heads)
      union all select entry, 'payable', -(net + tax), supplier, null, null from unnest(heads)) x) x;
  perform ceiling.event(co, event, 'payables.post_bill', jsonb_build_object('receipts', receipts), jsonb_build_object('bills', bills), null,
    array_fill('payables.bill'::text, array[cardinality(bills)]), bills,
    array_fill('{"currency":"EUR","totalMinor":"4800"}'::jsonb, array[cardinality(bills)]));
  first := ceiling.numbers(co, 'payables.bill', extract(year from day)::int, cardinality(bills));
  update payables.bill b set number = 'BILL-' || extract(year from day) || '-' || lpad((first + h.doc - 1)::text, 5, '0') from unnest(heads) h where b.company_id = co and b.id = h.bill;
  return bills;
end $$;

-- Pays what is open of bills, one payment each.
create function ceiling.pay(co int, bills uuid[], day date) returns void language plpgsql as $$
declare
  event uuid := uuidv7();
  payments uuid[] := ceiling.ids(cardinality(bills));
  entries uuid[] := ceiling.ids(cardinality(bills));
  made ceiling.paying[];
  first bigint;
begin
  select array_agg(row(x.doc, payments[x.doc], entries[x.doc], x.party_id, x.id, uuidv7(), x.open_minor)::ceiling.paying) into made
  from (select d.doc, o.party_id, o.id, o.open_minor from unnest(bills) with ordinality d(id, doc)
    join payables.open_item o on o.company_id = co and o.document_id = d.id order by o.id for no key update of o) x;
  insert into payables.payment (company_id, id, party_id, paid_on, currency, digits, rate, amount_minor, base_minor, method, event_id)
  select co, payment, party, day, 'EUR', 2, 1, paid, paid, 'transfer', event from unnest(made);
  insert into payables.open_item (company_id, id, party_id, kind, document_id, opened_on, due_on, currency, amount_minor, base_minor, open_minor, open_base_minor)
  select co, credit, party, 'payment', payment, day, day, 'EUR', -paid, -paid, -paid, -paid from unnest(made);
  update payables.open_item o set open_minor = 0, open_base_minor = 0 from unnest(made) m where o.company_id = co and o.id in (m.owed, m.credit);
  insert into payables.match (company_id, id, party_id, owed_id, credit_id, amount_minor, owed_base_minor, credit_base_minor, matched_on, event_id)
  select co, uuidv7(), party, owed, credit, paid, paid, paid, day, event from unnest(made);
  perform ceiling.post(co, event, day, 'bank', 'Payment to supplier', 'payables.payment', entries, payments,
    entries || entries, array_fill('payable'::text, array[cardinality(bills)]) || array_fill('bank'::text, array[cardinality(bills)]),
    array_agg(paid order by doc) || array_agg(-paid order by doc), array_agg(party order by doc) || array_agg(party order by doc), null, null) from unnest(made);
  perform ceiling.event(co, event, 'payables.record_payment', jsonb_build_object('bills', bills), jsonb_build_object('payments', payments), null,
    array_fill('payables.payment'::text, array[cardinality(bills)]) || array_fill('payables.bill'::text, array[cardinality(bills)]), payments || bills,
    array_fill('{"currency":"EUR","amountMinor":"4800"}'::jsonb, array[cardinality(bills)]) || array_fill('{"paid":true}'::jsonb, array[cardinality(bills)]));
  first := ceiling.numbers(co, 'payables.payment', extract(year from day)::int, cardinality(bills));
  update payables.payment p set number = 'PMT-' || extract(year from day) || '-' || lpad((first + m.doc - 1)::text, 5, '0') from unnest(made) m where p.company_id = co and p.id = m.payment;
end $$;
