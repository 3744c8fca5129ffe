-- The ceiling of bench o2c: the same durable rows as the four operations write, in the same tables with all their
-- constraints and triggers, by functions written by hand for just that. They know the prices, the tax and the cost layers
-- beforehand, check nothing but the locks, and compute nothing they are not asked. $1 of each is the company.
create type ceiling.shipping as (doc int, line uuid, delivery_line uuid, move uuid, item uuid, quantity numeric, stock uuid, layer uuid, cost bigint);
create type ceiling.billing as (doc int, entry uuid, invoice uuid, customer uuid, number text, terms uuid, net bigint, tax bigint);
create type ceiling.paying as (doc int, payment uuid, entry uuid, party uuid, debit uuid, credit uuid, paid bigint);

-- Confirms orders; `each` lines an order, their items one after the other. Returns the orders.
create function ceiling.place(co int, customers uuid[], items uuid[], each int, ordered numeric, day date) returns uuid[] language plpgsql as $$
declare
  event uuid := uuidv7();
  orders uuid[] := ceiling.ids(cardinality(customers));
  lines uuid[] := ceiling.ids(cardinality(items));
begin
  perform from parties.party where company_id = co and id = any(customers) order by id for no key update;
  perform from inventory.stock where company_id = co and item_id = any(items) order by item_id, site_id for no key update;
  with priced as (
    select l.n, (l.n - 1) / each + 1 as doc, i.id as item, i.name, i.unit, i.list_price, (i.list_price * ordered * 100)::bigint as net, s.id as stock, s.site_id
    from unnest(items) with ordinality l(item, n)
    join catalog.item i on i.company_id = co and i.id = l.item
    join inventory.stock s on s.company_id = co and s.item_id = l.item
  ), made as (
    insert into sales.sales_order (company_id, id, number, state, customer_id, ordered_on, confirmed_at, site_id, currency, terms_id, owner, net_minor, tax_minor, open_base_minor)
    select co, orders[doc], 'CE-' || nextval('ceiling.number'), 'confirmed', customers[doc], day, now(), (array_agg(site_id))[1], 'EUR',
      (select sales_terms_id from parties.party where company_id = co and id = customers[doc]), 'owner', sum(net), round(sum(net) * 0.2), sum(net) + round(sum(net) * 0.2)
    from priced group by doc
  ), line as (
    insert into sales.order_line (company_id, id, order_id, position, item_id, stocked, description, quantity, unit, unit_price, price_reason, net_minor)
    select co, lines[n], orders[doc], (n - 1) % each + 1, item, true, name, ordered, unit, list_price,
      '{"kind":"list_price","list":null,"rule":null,"text":"List price of the item","break":"0"}', net
    from priced
  ), reserved as (
    update inventory.stock s set reserved = s.reserved + p.quantity
    from (select stock, count(*) * ordered as quantity from priced group by stock) p where s.company_id = co and s.id = p.stock
  )
  insert into inventory.reservation (company_id, demand_id, stock_id, quantity, source_entity, source_id, reserved_at)
  select co, lines[n], stock, ordered, 'sales.sales_order', orders[doc], now() from priced;
  perform ceiling.event(co, event, 'sales.place_order', jsonb_build_object('customers', customers, 'items', items, 'confirm', true), jsonb_build_object('orders', orders), null,
    array_fill('sales.sales_order'::text, array[cardinality(orders)]), orders,
    array_fill('{"lines":5,"state":"confirmed","totalMinor":"15600"}'::jsonb, array[cardinality(orders)]));
  return orders;
end $$;

create function ceiling.ship(co int, orders uuid[], day date) returns void language plpgsql as $$
declare
  event uuid := uuidv7();
  deliveries uuid[] := ceiling.ids(cardinality(orders));
  entries uuid[] := ceiling.ids(cardinality(orders));
  costs bigint[];
  goods ceiling.shipping[];
begin
  perform from sales.sales_order where company_id = co and id = any(orders) order by id for no key update;
  select array_agg(row(array_position(orders, x.order_id), x.id, uuidv7(), uuidv7(), x.item_id, x.quantity, x.stock, y.layer_id, (y.value_minor * x.quantity / y.quantity)::bigint)::ceiling.shipping)
  into goods
  from (select l.order_id, l.id, l.item_id, l.quantity, s.id as stock from sales.order_line l
    join inventory.stock s on s.company_id = co and s.item_id = l.item_id
    where l.company_id = co and l.order_id = any(orders) order by s.item_id, s.site_id for no key update of s) x
  join lateral (select * from inventory.layer_state y where y.company_id = co and y.stock_id = x.stock and y.is_open order by y.effective_on, y.seq limit 1) y on true;
  insert into sales.delivery (company_id, id, number, state, order_id, customer_id, site_id, shipped_on)
  select co, deliveries[d.doc], 'CD-' || nextval('ceiling.number'), 'shipped', o.id, o.customer_id, o.site_id, day
  from unnest(orders) with ordinality d(id, doc) join sales.sales_order o on o.company_id = co and o.id = d.id;
  insert into sales.delivery_line (company_id, id, delivery_id, order_line_id, item_id, quantity, move_id)
  select co, delivery_line, deliveries[doc], line, item, quantity, move from unnest(goods);
  update sales.order_line l set shipped = l.quantity from unnest(goods) s where l.company_id = co and l.id = s.line;
  delete from inventory.reservation r using unnest(goods) s where r.company_id = co and r.demand_id = s.line;
  update inventory.stock t set on_hand = on_hand - q, reserved = reserved - q, value_minor = value_minor - c, last_on = day, last_seq = s.seq
  from (select stock, sum(quantity) as q, sum(cost) as c, nextval('inventory.move_seq') as seq from unnest(goods) group by stock) s where t.company_id = co and t.id = s.stock;
  update inventory.layer_state t set quantity = t.quantity - q, value_minor = value_minor - c
  from (select layer, sum(quantity) as q, sum(cost) as c from unnest(goods) group by layer) s where t.company_id = co and t.layer_id = s.layer;
  insert into inventory.move (company_id, id, stock_id, kind, quantity, other_side, counterpart, effective_on, seq, source_entity, source_id, line_id, demand_id, recorded_at, event_id)
  select co, move, stock, 'issue', quantity, 'cogs', 'customer', day, nextval('inventory.move_seq'), 'sales.delivery', deliveries[doc], delivery_line, line, now(), event from unnest(goods);
  insert into inventory.layer_entry (company_id, id, stock_id, layer_id, move_id, cause_id, kind, quantity, value_minor, effective_on, posted_on, ledger_entry_id, event_id)
  select co, uuidv7(), stock, layer, move, move, 'CONSUME', -quantity, -cost, day, day, entries[doc], event from unnest(goods);
  select array_agg(c order by doc) into costs from (select doc, sum(cost)::bigint as c from unnest(goods) group by doc) x;
  perform ceiling.post(co, event, day, 'stock', 'Goods shipped', 'sales.delivery', entries, deliveries,
    entries || entries, array_fill('cogs'::text, array[cardinality(orders)]) || array_fill('inventory'::text, array[cardinality(orders)]),
    costs || (select array_agg(-c) from unnest(costs) c), null, null, null);
  perform ceiling.event(co, event, 'sales.ship_orders', jsonb_build_object('orders', orders), jsonb_build_object('deliveries', deliveries),
    (select jsonb_agg(jsonb_build_object('item', item, 'line', delivery_line, 'move', move, 'demand', line, 'quantity', quantity)) from unnest(goods)),
    array_fill('sales.delivery'::text, array[cardinality(orders)]) || array_fill('sales.sales_order'::text, array[cardinality(orders)]), deliveries || orders,
    array_fill('{"state":"shipped"}'::jsonb, array[2 * cardinality(orders)]));
end $$;

create function ceiling.invoice(co int, orders uuid[], day date) returns uuid[] language plpgsql as $$
declare
  event uuid := uuidv7();
  invoices uuid[] := ceiling.ids(cardinality(orders));
  entries uuid[] := ceiling.ids(cardinality(orders));
  bills ceiling.billing[];
  vat uuid := (select id from tax.code where company_id = co and code = 'STD');
  first bigint;
begin
  perform from sales.sales_order where company_id = co and id = any(orders) order by id for no key update;
  select array_agg(row(d.doc, entries[d.doc], invoices[d.doc], o.customer_id, o.number, o.terms_id, o.net_minor, o.tax_minor)::ceiling.billing) into bills
  from unnest(orders) with ordinality d(id, doc) join sales.sales_order o on o.company_id = co and o.id = d.id;
  insert into receivables.invoice (company_id, id, kind, party_id, source_entity, source_id, invoiced_on, currency, digits, rate, terms_id, reference, net_minor, tax_minor, total_minor, base_minor, event_id)
  select co, invoice, 'invoice', customer, 'sales.sales_order', orders[doc], day, 'EUR', 2, 1, terms, number, net, tax, net + tax, net + tax, event from unnest(bills);
  with line as (
    insert into receivables.invoice_line (company_id, id, invoice_id, position, item_id, description, quantity, unit, unit_price, discount_percent, net_minor, role, source_line_id, event_id)
    select co, uuidv7(), b.invoice, l.position, l.item_id, l.description, l.quantity, l.unit, l.unit_price, 0, l.net_minor, 'revenue', l.id, event
    from unnest(bills) b join sales.order_line l on l.company_id = co and l.order_id = orders[b.doc]
  ), item as (
    insert into receivables.open_item (company_id, id, party_id, kind, document_id, opened_on, due_on, currency, amount_minor, base_minor, open_minor, open_base_minor)
    select co, uuidv7(), customer, 'invoice', invoice, day, day + 30, 'EUR', net + tax, net + tax, net + tax, net + tax from unnest(bills)
  ), done as (
    update sales.sales_order o set state = 'done', open_base_minor = 0 from unnest(bills) b where o.company_id = co and o.id = orders[b.doc]
  ), lines as (
    update sales.order_line l set invoiced = shipped, billed_minor = net_minor where l.company_id = co and l.order_id = any(orders)
  )
  insert into tax.tax_line (company_id, id, document_entity, document_id, party_id, day, direction, code_id, box, base_minor, tax_minor, base_base_minor, tax_base_minor, event_id)
  select co, uuidv7(), 'receivables.invoice', invoice, customer, day, 'sale', vat, 'Sales, standard rate', net, tax, net, tax, event from unnest(bills);
  update sales.delivery_line x set billed = x.quantity from sales.delivery d
  where d.company_id = co and d.order_id = any(orders) and x.company_id = co and x.delivery_id = d.id;
  insert into sales.billing (company_id, id, order_line_id, delivery_line_id, invoice_id, invoice_line_id, quantity)
  select co, uuidv7(), x.order_line_id, x.id, i.invoice_id, i.id, x.quantity
  from receivables.invoice_line i join sales.delivery_line x on x.company_id = co and x.order_line_id = i.source_line_id
  where i.company_id = co and i.invoice_id = any(invoices);
  perform ceiling.post(co, event, day, 'sales', 'Invoice', 'receivables.invoice', entries, invoices,
      array_agg(entry order by n), array_agg(role order by n), array_agg(amount order by n), array_agg(customer order by n), array_agg(item order by n), array_agg(code order by n))
  from (
    select row_number() over () as n, * from (
      select entry, 'receivable' as role, net + tax as amount, customer, null::uuid as item, null::uuid as code from unnest(bills)
      union all select b.entry, 'revenue', -l.net_minor, customer, l.item_id, null from unnest(bills) b join sales.order_line l on l.company_id = co and l.order_id = orders[b.doc]
      union all select entry, 'tax_payable', -tax, customer, null, vat from unnest(bills)) x) x;
  perform ceiling.event(co, event, 'sales.invoice_orders', jsonb_build_object('orders', orders), jsonb_build_object('invoices', invoices), null,
    array_fill('receivables.invoice'::text, array[cardinality(orders)]) || array_fill('sales.sales_order'::text, array[cardinality(orders)]), invoices || orders,
    array_fill('{"kind":"invoice"}'::jsonb, array[2 * cardinality(orders)]));
  first := ceiling.numbers(co, 'receivables.invoice', extract(year from day)::int, cardinality(orders));
  update receivables.invoice i set number = 'INV-' || extract(year from day) || '-' || lpad((first + b.doc - 1)::text, 5, '0') from unnest(bills) b where i.company_id = co and i.id = b.invoice;
  return invoices;
end $$;

-- Pays what is open of invoices, one payment each; a part of it when `amount` is given.
create function ceiling.pay(co int, invoices uuid[], amount bigint, day date) returns void language plpgsql as $$
declare
  event uuid := uuidv7();
  payments uuid[] := ceiling.ids(cardinality(invoices));
  entries uuid[] := ceiling.ids(cardinality(invoices));
  paid_ones ceiling.paying[];
  first bigint;
begin
  perform from parties.party where company_id = co and id in (select party_id from receivables.open_item where company_id = co and document_id = any(invoices)) order by id for no key update;
  select array_agg(row(x.doc, payments[x.doc], entries[x.doc], x.party_id, x.id, uuidv7(), coalesce(amount, x.open_minor))::ceiling.paying) into paid_ones
  from (select d.doc, o.party_id, o.id, o.open_minor from unnest(invoices) with ordinality d(id, doc)
    join receivables.open_item o on o.company_id = co and o.document_id = d.id order by o.id for no key update of o) x;
  insert into receivables.payment (company_id, id, party_id, received_on, currency, digits, rate, amount_minor, base_minor, method, event_id)
  select co, payment, party, day, 'EUR', 2, 1, paid, paid, 'transfer', event from unnest(paid_ones);
  insert into receivables.open_item (company_id, id, party_id, kind, document_id, opened_on, due_on, currency, amount_minor, base_minor, open_minor, open_base_minor)
  select co, credit, party, 'payment', payment, day, day, 'EUR', -paid, -paid, -paid, -paid from unnest(paid_ones);
  update receivables.open_item o set open_minor = open_minor - p.paid, open_base_minor = open_base_minor - p.paid from unnest(paid_ones) p where o.company_id = co and o.id = p.debit;
  update receivables.open_item o set open_minor = 0, open_base_minor = 0 from unnest(paid_ones) p where o.company_id = co and o.id = p.credit;
  insert into receivables.match (company_id, id, party_id, debit_id, credit_id, amount_minor, debit_base_minor, credit_base_minor, matched_on, event_id)
  select co, uuidv7(), party, debit, credit, paid, paid, paid, day, event from unnest(paid_ones);
  perform ceiling.post(co, event, day, 'bank', 'Payment received', 'receivables.payment', entries, payments,
    entries || entries, array_fill('bank'::text, array[cardinality(invoices)]) || array_fill('receivable'::text, array[cardinality(invoices)]),
    array_agg(paid order by doc) || array_agg(-paid order by doc), array_agg(party order by doc) || array_agg(party order by doc), null, null) from unnest(paid_ones);
  perform ceiling.event(co, event, 'receivables.record_payment', jsonb_build_object('documents', invoices), jsonb_build_object('payments', payments), null,
    array_fill('receivables.payment'::text, array[cardinality(invoices)]) || array_fill('receivables.invoice'::text, array[cardinality(invoices)]), payments || invoices,
    array_fill('{"paid":true}'::jsonb, array[2 * cardinality(invoices)]));
  first := ceiling.numbers(co, 'receivables.payment', extract(year from day)::int, cardinality(invoices));
  update receivables.payment y set number = 'PAY-' || extract(year from day) || '-' || lpad((first + p.doc - 1)::text, 5, '0') from unnest(paid_ones) p where y.company_id = co and y.id = p.payment;
end $$;
