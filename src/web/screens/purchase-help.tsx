import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { addDays } from '#kernel/values/day.ts';
import { dec } from '#kernel/values/decimal.ts';
import { type Row, useModel } from '../api/meta.ts';
import { listQuery, recordQuery } from '../api/queries.ts';
import { HelpContext } from '../form/help.ts';
import type { GridColumn, Values } from '../grid/grid-model.ts';
import { formatDecimal } from '../values/format.ts';
import { netOf } from './net-of.ts';
import './kit.ts';

const MOST = 200;
const FIGURE = /^\d+(\.\d+)?$/;

/** What a purchase order takes from the supplier where nothing is entered, and what its lines cost and when they come. */
export default function PurchaseHelp({ values, children }: { values: Row; children: ReactNode }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const supplier = typeof values.supplier === 'string' ? values.supplier : '';
  const party = useQuery({ ...recordQuery('parties.party', supplier), enabled: supplier !== '' }).data;
  const sites = useQuery({
    ...listQuery('organisation.site', { filter: { active: true }, size: MOST, sort: 'code' }),
    enabled: model.entity('organisation.site') !== undefined,
  }).data?.rows;
  const home = sites?.find((site) => site.isDefault === true) ?? sites?.[0];
  const currency = String(values.currency ?? party?.currency ?? model.company.currency);
  const day = String(values.orderedOn ?? model.company.today);
  const ids = [...new Set(linesOf(values).flatMap(({ item }) => (typeof item === 'string' ? [item] : [])))].sort();
  const items = ids.slice(0, MOST);
  const prices = useQuery({
    ...listQuery('purchasing.supplier_price', {
      filter: { supplier, currency, active: true, item: items },
      size: MOST,
    }),
    enabled: supplier !== '' && items.length > 0 && model.entity('purchasing.supplier_price') !== undefined,
  }).data?.rows;
  const goods = useQuery({
    ...listQuery('catalog.item', { filter: { id: items }, size: MOST }),
    enabled: items.length > 0 && model.entity('catalog.item') !== undefined,
  }).data?.rows;
  const digits = model.digits(currency);
  const help = useMemo(() => {
    const agreed = (what: unknown) => (what ? t('purchase.agreed', { what: String(what) }) : undefined);
    const hints = party && {
      currency: agreed(currency),
      terms: agreed(party.purchaseTermsTitle),
      site: home && `${home.code} · ${home.name}`,
      expectedOn: t('purchase.byLeadTime'),
    };
    const offer = (line: Values) => offerFor(prices ?? [], line, day);
    const priceOf = (line: Values) =>
      text(line.unitPrice) ?? (text(line.unit) ? undefined : text(offer(line)?.unitPrice));
    const unitOf = (line: Values) => text(line.unit) ?? text(goods?.find(({ id }) => id === line.item)?.unit) ?? '';
    const why = (line: Values): string | undefined => {
      const found = offer(line);
      if (text(line.unitPrice)) return t('purchase.byHand');
      if (!found) return prices && line.item ? t('purchase.noPrice') : undefined;
      const unit = unitOf(line);
      if (FIGURE.test(String(line.quantity)) && dec(String(line.quantity)).lt(dec(String(found.minimum ?? '0'))))
        return t('purchase.least', { quantity: formatDecimal(found.minimum), unit });
      return t('purchase.from', { quantity: formatDecimal(found.fromQuantity), unit });
    };
    const shown: GridColumn[] = [
      { name: '$price', label: t('purchase.price'), type: 'price', compute: priceOf },
      {
        ...{ name: '$net', label: t('purchase.net'), type: 'money', total: true },
        compute: (line) => netOf({ quantity: line.quantity, price: priceOf(line) }, digits),
      },
      {
        ...{ name: '$comes', label: t('purchase.comes'), type: 'day' },
        compute: (line) => {
          const days = offer(line)?.leadDays;
          return (
            text(line.expectedOn) ?? text(values.expectedOn) ?? (days == null ? undefined : addDays(day, Number(days)))
          );
        },
      },
      { name: '$why', label: t('purchase.why'), type: 'text', width: 170, compute: why },
    ];
    const columns = (all: GridColumn[]) => {
      const at = all.findIndex(({ name }) => name === 'quantity') + 1;
      return all.toSpliced(at, 0, ...shown);
    };
    return { hints, columns };
  }, [t, party, home, currency, day, digits, prices, goods, values.expectedOn]);
  return <HelpContext value={help}>{children}</HelpContext>;
}

const linesOf = ({ lines }: Row): readonly Values[] => (Array.isArray(lines) ? lines : []);

const text = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);

/** Of the supplier's prices that hold on the day the one with the highest quantity reached, then the latest, as the order takes it. */
function offerFor(prices: readonly Row[], { item, quantity }: Values, day: string): Row | undefined {
  const wanted = dec(FIGURE.test(String(quantity)) ? String(quantity) : '1');
  return prices
    .filter((one) => one.item === item && wanted.gte(dec(String(one.fromQuantity))))
    .filter(({ fromDay, toDay }) => (!fromDay || String(fromDay) <= day) && (!toDay || String(toDay) >= day))
    .sort(
      (a, b) =>
        dec(String(b.fromQuantity)).cmp(dec(String(a.fromQuantity))) ||
        String(b.fromDay ?? '').localeCompare(String(a.fromDay ?? '')),
    )[0];
}
