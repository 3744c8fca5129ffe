import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../api/meta.ts';
import { listQuery, recordQuery } from '../api/queries.ts';
import { HelpContext } from '../form/help.ts';
import type { GridColumn, Values } from '../grid/grid-model.ts';
import { knownOf, useLinePrices } from './line-prices.ts';
import { netOf } from './net-of.ts';
import './kit.ts';

const MOST = 200;

/** What a purchase order takes from the supplier where nothing is entered, and what its lines cost and when they come. */
export default function PurchaseHelp({ values, children }: { values: Row; children: ReactNode }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const supplier = text(values.supplier);
  const party = useQuery({ ...recordQuery('parties.party', supplier ?? ''), enabled: supplier !== undefined }).data;
  const sites = useQuery({
    ...listQuery('organisation.site', { filter: { active: true }, size: MOST, sort: 'code' }),
    enabled: model.entity('organisation.site') !== undefined,
  }).data?.rows;
  const home = sites?.find((site) => site.isDefault === true) ?? sites?.[0];
  const currency = text(values.currency) ?? party?.currency ?? model.company.currency;
  const asked = supplier !== undefined && model.report('purchasing.prices') !== undefined;
  const prices = useLinePrices(
    'purchasing.prices',
    linesOf(values),
    asked ? { supplier, ...knownOf({ currency, day: values.orderedOn }) } : undefined,
  );
  const digits = model.digits(currency);
  const help = useMemo(() => {
    const agreed = (what: unknown) => (what ? t('purchase.agreed', { what: String(what) }) : undefined);
    const hints = party && {
      currency: agreed(currency),
      terms: agreed(party.purchaseTermsTitle),
      site: home && `${home.code} · ${home.name}`,
      expectedOn: t('purchase.byLeadTime'),
    };
    // Asked for in the item's own unit.
    const priceOf = (line: Values) =>
      text(line.unitPrice) ?? (text(line.unit) ? undefined : text(prices(line)?.unitPrice));
    const shown: GridColumn[] = [
      { name: '$price', label: t('purchase.price'), type: 'price', compute: priceOf },
      {
        ...{ name: '$net', label: t('purchase.net'), type: 'money', total: true },
        compute: (line) => netOf({ quantity: line.quantity, price: priceOf(line) }, digits),
      },
      {
        ...{ name: '$comes', label: t('purchase.comes'), type: 'day' },
        compute: (line) => text(line.expectedOn) ?? text(values.expectedOn) ?? text(prices(line)?.comesOn),
      },
      {
        ...{ name: '$why', label: t('purchase.why'), type: 'text', width: 170 },
        compute: (line) => (text(line.unitPrice) ? t('purchase.byHand') : text(prices(line)?.reason)),
      },
    ];
    const columns = (all: GridColumn[]) =>
      all.toSpliced(all.findIndex(({ name }) => name === 'quantity') + 1, 0, ...shown);
    return { hints, columns };
  }, [t, party, home, currency, digits, prices, values.expectedOn]);
  return <HelpContext value={help}>{children}</HelpContext>;
}

const linesOf = ({ lines }: Row): readonly Values[] => (Array.isArray(lines) ? lines : []);

const text = (value: unknown): string | undefined =>
  value === null || value === undefined || value === '' ? undefined : String(value);
