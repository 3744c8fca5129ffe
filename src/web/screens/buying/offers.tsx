import { Badge, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ColumnOf, RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatRounded } from '../../values/round.ts';
import { valueText } from '../../values/value-text.ts';
import { Section } from '../section.tsx';
import type { Need } from './needs.ts';

const REPORT = 'purchasing.which_supplier';
const FACTS: readonly ColumnOf<typeof REPORT>[] = [
  ...(['quantity', 'unitCost', 'landed', 'goodUnitCost', 'totalMinor', 'arrivesOn'] as const),
  ...(['leadDays', 'onTimePercent', 'rejectedPercent'] as const),
];

/** Who offers what is needed, ranked, with the reason for each rank. */
export function Offers({ need, quantity }: { need: Need | undefined; quantity: string }) {
  const { t } = useTranslation('screens');
  const found = useQuery({
    ...reportQuery(REPORT, {
      item: need?.item ?? '',
      quantity: /^\d+(\.\d+)?$/.test(quantity) && /[1-9]/.test(quantity) ? quantity : '1',
      ...(need?.needOn ? { needOn: need.needOn } : {}),
    }),
    enabled: need !== undefined,
  });
  const title = need ? t('buying.offersFor', { item: need.itemTitle }) : t('buying.offers');
  const rows = found.data?.rows ?? [];
  return (
    <Section title={title} asked={need ? [found] : []} count={need ? rows.length : undefined}>
      {!need ? (
        <Text size="sm" c="dimmed">
          {t('buying.offersNone')}
        </Text>
      ) : rows.length === 0 ? (
        <Stack gap="xs" align="flex-start">
          <Text size="sm" c="dimmed">
            {t('buying.noOffer')}
          </Text>
          <TextLink
            to="/do/$operation"
            params={{ operation: 'purchasing.create_supplier_price' }}
            search={{ with: { item: need.item } }}
            size="sm"
          >
            {t('buying.addPrice')}
          </TextLink>
        </Stack>
      ) : (
        <ol className="desk-list">
          {rows.map((row) => (
            <Offer key={String(row.supplierId)} row={row} need={need} />
          ))}
        </ol>
      )}
    </Section>
  );
}

function Offer({ row, need }: { row: RowOf<typeof REPORT>; need: Need }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const columns = model.columns(REPORT);
  const text = (name: ColumnOf<typeof REPORT>) =>
    columns[name]!.type === 'price' && row[name] != null
      ? formatRounded(row[name], 4, 2)
      : valueText(model, columns[name]!, row[name], row);
  const best = Number(row.rank) === 1;
  const leadTime =
    row.leadDays == null ? '' : t('buying.leadDays', { count: Number(row.leadDays), how: text('confidence') });
  return (
    <li className="desk-offer">
      <Group justify="space-between" gap={8} wrap="nowrap" align="flex-start">
        <Text size="sm" fw={600} component="div">
          <TextLink
            to="/s/$desk"
            params={{ desk: 'suppliers' }}
            search={{ with: { supplier: String(row.supplierId) } }}
          >
            {t('buying.ranked', { rank: text('rank'), supplier: text('supplier') })}
          </TextLink>
        </Text>
        <Badge variant="light" color={row.inTime ? 'teal' : 'orange'} tt="none" size="sm" className="state">
          {row.inTime ? t('buying.inTime') : t('buying.tooLate')}
        </Badge>
      </Group>
      <Text size="xs" c={best ? undefined : 'dimmed'}>
        {text('reason')}
      </Text>
      <dl className="desk-facts">
        {FACTS.map((name) => (
          <div key={name}>
            <dt>{name === 'leadDays' ? t('buying.leadTime') : columns[name]!.label}</dt>
            <dd>{(name === 'leadDays' ? leadTime : text(name)) || '–'}</dd>
          </div>
        ))}
      </dl>
      {model.operation('purchasing.place_order') ? (
        <TextLink
          to="/do/$operation"
          params={{ operation: 'purchasing.place_order' }}
          search={{
            with: {
              supplier: String(row.supplierId),
              site: need.site,
              expectedOn: row.arrivesOn,
              lines: [
                {
                  ...{ item: need.item, quantity: String(row.quantity) },
                  ...(row.blanketLine ? { blanketLine: String(row.blanketLine) } : {}),
                },
              ],
            },
          }}
          size="sm"
        >
          {t('buying.orderHere')}
        </TextLink>
      ) : null}
    </li>
  );
}
