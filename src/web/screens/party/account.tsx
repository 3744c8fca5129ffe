import { Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityName, FieldOf, ParamsOf, RecordOf, ReportName, RowOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { type ListQuery, listQuery, reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatDay, formatDecimal, formatMinor, humanise } from '../../values/format.ts';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

/** How somebody stands with us: what is owed and open, and what was ordered and billed last; by role. */
export default function Account({ row }: RecordScreenProps<'parties.party'>) {
  const { id } = row;
  return (
    <>
      {row.isCustomer ? <Customer id={id} /> : null}
      {row.isSupplier ? <Supplier id={id} /> : null}
    </>
  );
}

const LAST = 5;

/** A report of this party, asked where the user may see it. */
function useReport<N extends ReportName>(name: N, params: ParamsOf<N>) {
  const known = useModel().report(name) !== undefined;
  return { ...useQuery({ ...reportQuery(name, params), enabled: known }), known };
}

/** The latest documents of this party. */
function useLast<E extends EntityName>(entity: E, { filter, sort }: ListQuery<FieldOf<E>>) {
  const known = useModel().entity(entity) !== undefined;
  return { ...useQuery({ ...listQuery(entity, { filter, sort, size: LAST }), enabled: known }), known };
}

function Customer({ id }: { id: string }) {
  const { t } = useTranslation('screens');
  const ageing = useReport('receivables.ageing', { customer: id });
  const credit = useReport('sales.customer_credit', { customer: id });
  const items = useReport('receivables.open_items', { customer: id });
  const orders = useLast('sales.sales_order', { filter: { customer: id }, sort: '-orderedOn' });
  const invoices = useLast('receivables.invoice', { filter: { customer: id }, sort: '-invoicedOn' });
  const asked = [ageing, credit, items, orders, invoices].filter(({ known }) => known);
  if (asked.length === 0) return null;
  const limits = credit.data?.rows[0];
  const { total, overdue } = owed(ageing.data?.rows[0]);
  return (
    <Section title={t('party.customer')} asked={asked}>
      <Stack gap="md">
        <dl className="party-figures">
          {ageing.known || limits ? (
            <Figure label={t('party.owes')} to="receivables.open_items" params={{ customer: id }}>
              <Money minor={ageing.known ? total : limits?.owedMinor} />
            </Figure>
          ) : null}
          {ageing.known ? (
            <Figure label={t('party.overdue')} alarm={overdue > 0n}>
              <Money minor={overdue} />
            </Figure>
          ) : null}
          {limits ? (
            <>
              <Figure label={t('party.onOrder')} to="sales.open_lines" params={{ customer: id }}>
                <Money minor={limits.ordersMinor} />
              </Figure>
              <Figure label={t('party.limit')}>
                {limits.limitMinor == null ? t('party.noLimit') : <Money minor={limits.limitMinor} />}
              </Figure>
              {limits.leftMinor == null ? null : (
                <Figure label={t('party.left')} alarm={String(limits.leftMinor).startsWith('-')}>
                  <Money minor={limits.leftMinor} />
                </Figure>
              )}
            </>
          ) : null}
        </dl>
        {limits?.hold ? (
          <Text size="sm" className="desk-alarm">
            {t('party.hold')}
          </Text>
        ) : null}
        <div className="party-lists">
          <OpenItems
            title={t('party.openItems')}
            none={t('party.nothingOwed')}
            of={items}
            report="receivables.open_items"
            params={{ customer: id }}
          />
          <Documents
            title={t('party.lastOrders')}
            none={t('party.noOrders')}
            entity="sales.sales_order"
            day={(order) => order.orderedOn}
            amount={(order) => order.totalMinor ?? order.netMinor}
            of={orders}
          />
          <Documents
            title={t('party.lastInvoices')}
            none={t('party.noInvoices')}
            entity="receivables.invoice"
            day={(invoice) => invoice.invoicedOn}
            amount={(invoice) => invoice.totalMinor}
            of={invoices}
          />
        </div>
      </Stack>
    </Section>
  );
}

function Supplier({ id }: { id: string }) {
  const { t } = useTranslation('screens');
  const ageing = useReport('payables.ageing', { supplier: id });
  const items = useReport('payables.open_items', { supplier: id });
  const arrivals = useReport('purchasing.arrivals', { supplier: id });
  const score = useReport('purchasing.scorecard', { supplier: id });
  const orders = useLast('purchasing.purchase_order', { filter: { supplier: id }, sort: '-orderedOn' });
  const asked = [ageing, items, arrivals, score, orders].filter(({ known }) => known);
  if (asked.length === 0) return null;
  const { total, overdue } = owed(ageing.data?.rows[0]);
  const coming = arrivals.data?.rows ?? [];
  const open = countOf(coming, () => true);
  const late = countOf(coming, ({ daysLate }) => Number(daysLate) > 0);
  const measured = score.data?.rows[0];
  return (
    <Section title={t('party.supplier')} asked={asked}>
      <Stack gap="md">
        <dl className="party-figures">
          {ageing.known ? (
            <>
              <Figure label={t('party.weOwe')} to="payables.open_items" params={{ supplier: id }}>
                <Money minor={total} />
              </Figure>
              <Figure label={t('party.overdue')} alarm={overdue > 0n}>
                <Money minor={overdue} />
              </Figure>
            </>
          ) : null}
          {arrivals.known ? (
            <>
              <Figure label={t('party.openOrders')} to="purchasing.arrivals" params={{ supplier: id }}>
                {open}
              </Figure>
              <Figure label={t('party.lateOrders')} alarm={late > 0}>
                {late}
              </Figure>
            </>
          ) : null}
          {score.known ? (
            <Figure label={t('party.onTime')} to="purchasing.scorecard" params={{ supplier: id }}>
              {measured ? `${formatDecimal(measured.onTimePercent)} %` : t('party.notMeasured')}
            </Figure>
          ) : null}
        </dl>
        <div className="party-lists">
          <OpenItems
            title={t('party.openBills')}
            none={t('party.nothingToPay')}
            of={items}
            report="payables.open_items"
            params={{ supplier: id }}
          />
          <Documents
            title={t('party.lastOrders')}
            none={t('party.noPurchases')}
            entity="purchasing.purchase_order"
            day={(order) => order.orderedOn}
            amount={(order) => order.netMinor}
            of={orders}
          />
        </div>
      </Stack>
    </Section>
  );
}

type Arrival = RowOf<'purchasing.arrivals'>;

const countOf = (rows: readonly Arrival[], which: (row: Arrival) => boolean): number =>
  new Set(rows.filter(which).map(({ orderId }) => orderId)).size;

/** Of a line of a report by age: nothing when nothing is owed. */
function owed(ages: Pick<RowOf<'receivables.ageing' | 'payables.ageing'>, 'totalMinor' | 'notDueMinor'> | undefined): {
  total: bigint;
  overdue: bigint;
} {
  const total = BigInt(String(ages?.totalMinor ?? 0));
  return { total, overdue: total - BigInt(String(ages?.notDueMinor ?? 0)) };
}

function Money({ minor }: { minor: unknown }) {
  const { company, digits } = useModel();
  return `${formatMinor(minor, digits())} ${company.currency}`;
}

interface FigureProps {
  readonly label: string;
  readonly alarm?: boolean;
  /** The report it is taken from. */
  readonly to?: ReportName;
  readonly params?: Row;
  readonly children: ReactNode;
}

function Figure({ label, alarm = false, to, params, children }: FigureProps) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className={alarm ? 'desk-alarm' : undefined}>
        {to ? (
          <TextLink to="/r/$report" params={{ report: to }} search={{ params }}>
            {children}
          </TextLink>
        ) : (
          children
        )}
      </dd>
    </div>
  );
}

function List({ title, none, count, more, children }: ListProps) {
  return (
    <section aria-label={title}>
      <Group justify="space-between" gap="xs">
        <Text size="sm" fw={600} component="h3">
          {title}
        </Text>
        {more}
      </Group>
      {count === 0 ? (
        <Text size="sm" c="dimmed">
          {none}
        </Text>
      ) : (
        <ul className="party-list">{children}</ul>
      )}
    </section>
  );
}

interface ListProps {
  readonly title: string;
  readonly none: string;
  readonly count: number;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** What was asked; nothing is shown of what the user may not see. */
interface Asked<R> {
  readonly known: boolean;
  readonly data?: { readonly rows: readonly R[] } | undefined;
}

interface OpenItemsProps {
  readonly title: string;
  readonly none: string;
  readonly of: Asked<RowOf<'receivables.open_items'> | RowOf<'payables.open_items'>>;
  readonly report: ReportName;
  readonly params: Row;
}

/** What is not settled, the longest due first. */
function OpenItems({ title, none, of: { known, data }, report, params }: OpenItemsProps) {
  const { t } = useTranslation('screens');
  const { digits } = useModel();
  const rows = data?.rows ?? [];
  if (!known) return null;
  const more =
    rows.length > LAST ? (
      <TextLink to="/r/$report" params={{ report }} search={{ params }} size="xs">
        {t('party.all', { count: rows.length })}
      </TextLink>
    ) : null;
  return (
    <List title={title} none={none} count={rows.length} more={more}>
      {rows.slice(0, LAST).map((item) => (
        <li key={`${item.documentId}/${item.dueOn}/${item.openMinor}`}>
          <TextLink to="/e/$entity/$id" params={{ entity: String(item.entity), id: String(item.documentId) }} size="sm">
            {String(item.number)}
          </TextLink>
          <span className="figure">
            {formatMinor(item.openMinor, digits(item.currency))} {String(item.currency)}
          </span>
          <small className={Number(item.daysOverdue) > 0 ? 'desk-alarm' : undefined}>
            {Number(item.daysOverdue) > 0
              ? t('party.daysOverdue', { count: Number(item.daysOverdue) })
              : t('party.due', { day: formatDay(item.dueOn) })}
          </small>
        </li>
      ))}
    </List>
  );
}

type Head = Pick<RecordOf<'sales.sales_order'>, 'id' | 'number' | 'state' | 'currency'>;

interface DocumentsProps<R extends Head> {
  readonly title: string;
  readonly none: string;
  readonly entity: EntityName;
  readonly day: (row: R) => string | null;
  readonly amount: (row: R) => string | null | undefined;
  readonly of: Asked<R>;
}

function Documents<R extends Head>({ title, none, entity, of: { known, data }, ...row }: DocumentsProps<R>) {
  const { digits } = useModel();
  const rows = data?.rows ?? [];
  if (!known) return null;
  return (
    <List title={title} none={none} count={rows.length}>
      {rows.map((one) => {
        const [day, amount] = [row.day(one), row.amount(one)];
        return (
          <li key={one.id}>
            <TextLink to="/e/$entity/$id" params={{ entity, id: one.id }} size="sm">
              {one.number ?? humanise(String(one.state))}
            </TextLink>
            <span className="figure">
              {amount == null ? '' : `${formatMinor(amount, digits(one.currency))} ${one.currency}`}
            </span>
            <small>
              {formatDay(day)} · {humanise(String(one.state))}
            </small>
          </li>
        );
      })}
    </List>
  );
}
