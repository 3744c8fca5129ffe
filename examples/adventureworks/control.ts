import { readTransaction } from '#kernel/run-report.ts';
import { dec, sumDecimals } from '#kernel/values/decimal.ts';
import { formatMajor, toMinor } from '#kernel/values/money.ts';
import type { Session } from '#modules/office/importing/cli.ts';
import { readRows } from '#modules/office/importing/files.ts';

export interface Totals {
  /** What was invoiced, in dollars. */
  readonly invoiced: string;
  readonly differences: string[];
}

/** The total the data is known for, before any rounding to cents. */
const KNOWN_TOTAL = '123216786.1159';

interface Group {
  year: string;
  channel: string;
  orders: bigint;
  net: bigint;
  tax: bigint;
  freight: bigint;
  total: bigint;
}

/**
 * Holds what was invoiced against the source. The source keeps four decimals; an invoice is in cents: each line, the tax and
 * the freight of an order are rounded once, half away from zero. So our total must equal the sum of those roundings to the
 * cent, and differ from the unrounded total by no more than half a cent for each amount rounded.
 */
export async function control(session: Session, folder: string, say: (text: string) => void): Promise<Totals> {
  const [headers, details, groups] = await Promise.all([
    readRows(folder, 'Sales.SalesOrderHeader'),
    readRows(folder, 'Sales.SalesOrderDetail'),
    invoiced(session),
  ]);
  const differences: string[] = [];
  const lines = Map.groupBy(details, (row) => row.SalesOrderID!);
  const expected = headers.map((row) => {
    const net = lines
      .get(row.SalesOrderID!)!
      .reduce(
        (sum, line) =>
          sum +
          toMinor(
            dec(line.OrderQty!).times(line.UnitPrice!).times(dec(1).minus(line.UnitPriceDiscount!)),
            2,
            'half-up',
          ),
        0n,
      );
    return {
      year: row.OrderDate!.slice(0, 4),
      channel: `territory-${row.TerritoryID}`,
      net,
      tax: toMinor(row.TaxAmt!, 2, 'half-up'),
      freight: toMinor(row.Freight!, 2, 'half-up'),
      exact: row.SubTotal!,
    };
  });
  const exact = sumDecimals(headers.map((row) => row.TotalDue!));
  const compare = (what: string, ours: bigint, theirs: bigint) => {
    if (ours !== theirs)
      differences.push(`${what}: invoiced ${formatMajor(ours, 2)}, expected ${formatMajor(theirs, 2)}`);
  };
  for (const by of ['year', 'channel'] as const) {
    for (const [key, rows] of [...Map.groupBy(expected, (row) => row[by])].sort(([a], [b]) =>
      a.localeCompare(b, 'en', { numeric: true }),
    )) {
      const ours = groups.filter((group) => group[by] === key);
      const net = ours.reduce((sum, group) => sum + group.net, 0n);
      compare(
        `${by} ${key}, net`,
        net,
        rows.reduce((sum, row) => sum + row.net, 0n),
      );
      say(
        `${by} ${key}: net ${formatMajor(net, 2)} (before rounding ${sumDecimals(rows.map((row) => row.exact)).toFixed(4)})`,
      );
    }
  }
  const total = groups.reduce((sum, group) => sum + group.total, 0n);
  compare(
    'tax',
    groups.reduce((sum, group) => sum + group.tax, 0n),
    expected.reduce((sum, row) => sum + row.tax, 0n),
  );
  compare(
    'freight',
    groups.reduce((sum, group) => sum + group.freight, 0n),
    expected.reduce((sum, row) => sum + row.freight, 0n),
  );
  if (!exact.eq(KNOWN_TOTAL)) differences.push(`the source adds up to ${exact.toFixed(4)}, not ${KNOWN_TOTAL}`);
  const roundings = details.length + 2 * headers.length;
  const rounding = dec(formatMajor(total, 2)).minus(exact);
  if (rounding.abs().gt(dec(roundings).times('0.005')))
    differences.push(`the total differs by ${rounding.toFixed(4)}, more than rounding explains`);
  say(
    `invoiced ${formatMajor(total, 2)}; before rounding ${exact.toFixed(4)}; ${rounding.toFixed(4)} from rounding ${details.length} lines and ${2 * headers.length} tax and freight amounts to cents`,
  );
  for (const difference of differences) say(`DIFFERENT: ${difference}`);
  return { invoiced: formatMajor(total, 2), differences };
}

const invoiced = (session: Session): Promise<Group[]> =>
  readTransaction(
    session,
    (tx) => tx.sql<Group>`
    select to_char(o.ordered_on, 'YYYY') as year, o.channel, count(*) as orders, sum(i.net_minor - o.freight_minor)::bigint as net, sum(i.tax_minor)::bigint as tax,
      sum(o.freight_minor)::bigint as freight, sum(i.total_minor)::bigint as total
    from receivables.invoice i join sales.sales_order o on o.company_id = i.company_id and o.id = i.source_id
    where i.company_id = ${tx.company} group by 1, 2`,
  );
