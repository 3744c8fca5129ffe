import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordOf, RowOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { listQuery, reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Empty, Page } from '../../kit/page.tsx';
import { ReferenceInput } from '../../kit/reference-input.tsx';
import { formatDay, formatDecimal, formatMinor, humanise } from '../../values/format.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import { Explained } from './explained.tsx';

const route = getRouteApi('/s/$desk');

/** Why things cost what they cost: of an item what is in stock and what left, of an order what was delivered. */
export default function CostsDesk() {
  const { t } = useTranslation('screens');
  const navigate = useNavigate();
  const model = useModel();
  const { item, order, move } = (route.useSearch().with ?? {}) as { item?: string; order?: string; move?: string };
  const go = (asked: Row) => void navigate({ to: '/s/$desk', params: { desk: 'costs' }, search: { with: asked } });
  return (
    <Page title={t('costs.title')} about={t('costs.about')}>
      <Group align="flex-end" gap="sm">
        <ReferenceInput
          entity="catalog.item"
          label={t('costs.item')}
          value={item}
          onChange={(id) => go(id ? { item: id } : {})}
        />
        {model.entity('sales.sales_order') ? (
          <ReferenceInput
            entity="sales.sales_order"
            label={t('costs.order')}
            value={order}
            onChange={(id) => go(id ? { order: id } : {})}
          />
        ) : null}
      </Group>
      {move ? (
        <Section title={t('costs.ofMove')}>
          <Explained move={move} />
        </Section>
      ) : item ? (
        <Item key={item} item={item} />
      ) : order ? (
        <Order key={order} order={order} />
      ) : (
        <Empty title={t('costs.choose')} text={t('costs.chooseText')} />
      )}
    </Page>
  );
}

const MOST = 20;

function Item({ item }: { item: string }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const stock = useQuery(listQuery('inventory.stock', { filter: { item }, size: 50 }));
  const pooled = stock.data?.rows.some((row) => row.method === 'average') ?? false;
  const came = useQuery({
    ...listQuery('inventory.move', { filter: { item, kind: 'receipt' }, size: MOST }),
    enabled: pooled,
  });
  const issued = useQuery(listQuery('inventory.move', { filter: { item, kind: 'issue' }, size: MOST }));
  const rows = stock.data?.rows ?? [];
  return (
    <>
      <Section title={t('costs.stock')} asked={[stock]}>
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('costs.noStock')}
          </Text>
        ) : (
          <ul className="desk-list">
            {rows.map((row) => (
              <li key={String(row.id)} className="desk-row">
                <Text size="sm" className="desk-row-main">
                  {String(row.siteTitle ?? '')} · {humanise(String(row.method ?? ''))}
                </Text>
                <Text size="sm" className="figure">
                  {t('costs.times', {
                    quantity: formatDecimal(row.onHand),
                    unitCost: formatDecimal(row.unitCost ?? '', model.digits()),
                  })}
                </Text>
                <Text size="sm" fw={650} className="figure">
                  {formatMinor(row.valueMinor, model.digits())}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {pooled ? (
        <Section title={t('costs.came')} asked={[came]} tools={<AllMoves item={item} kind="receipt" />}>
          <Text size="xs" c="dimmed" mb="xs">
            {t('costs.pooled')}
          </Text>
          <Moves none={t('costs.noLayers')} moves={(came.data?.rows ?? []).map(moveOf)} />
        </Section>
      ) : (
        <Layers item={item} />
      )}
      <Section title={t('costs.issued')} asked={[issued]} tools={<AllMoves item={item} kind="issue" />}>
        <Moves none={t('costs.noIssues')} moves={(issued.data?.rows ?? []).map(moveOf)} />
      </Section>
    </>
  );
}

/** The way to every move of a kind, page by page. */
function AllMoves({ item, kind }: { item: string; kind: string }) {
  const { t } = useTranslation('screens');
  return (
    <TextLink to="/e/$entity" params={{ entity: 'inventory.move' }} search={{ filter: { item, kind } }} size="sm">
      {t('costs.all')}
    </TextLink>
  );
}

/** The open layers of an item, the oldest first; each leads to the receipt it came with. */
function Layers({ item }: { item: string }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const layers = useQuery(reportQuery('inventory.stock_layers', { item, size: MOST }));
  const amount = (row: RowOf<'inventory.stock_layers'>) => formatMinor(row.valueMinor, model.digits());
  return (
    <Section
      title={t('costs.layers')}
      count={layers.data?.more ? undefined : layers.data?.rows.length}
      asked={[layers]}
      tools={
        layers.data?.more ? (
          <TextLink
            to="/r/$report"
            params={{ report: 'inventory.stock_layers' }}
            search={{ params: { item, size: 10_000 } }}
            size="sm"
          >
            {t('costs.all')}
          </TextLink>
        ) : null
      }
    >
      <Moves
        none={t('costs.noLayers')}
        moves={(layers.data?.rows ?? []).map((row) => ({
          id: String(row.moveId),
          title: [humanise(String(row.origin ?? '')), formatDay(row.effectiveOn), String(row.site ?? '')].join(' · '),
          figure: `${t('costs.left', { quantity: formatDecimal(row.quantity) })} · ${amount(row)}`,
        }))}
      />
    </Section>
  );
}

const moveOf = (row: RecordOf<'inventory.move'>): Shown => ({
  id: String(row.id),
  title: [humanise(String(row.kind)), String(row.itemTitle ?? ''), formatDay(row.effectiveOn)].join(' · '),
  figure: formatDecimal(row.change),
});

/** What was delivered of an order, each delivery's cost explained. */
function Order({ order }: { order: string }) {
  const { t } = useTranslation('screens');
  const deliveries = useQuery(listQuery('sales.delivery', { filter: { order: order }, size: 100 }));
  const ids = (deliveries.data?.rows ?? []).map((row) => String(row.id));
  const moves = useQuery({
    ...listQuery('inventory.move', { filter: { sourceId: ids }, size: 200 }),
    enabled: ids.length > 0,
  });
  return (
    <Section
      title={t('costs.delivered')}
      asked={[deliveries, ...(ids.length > 0 ? [moves] : [])]}
      tools={
        <TextLink to="/e/$entity/$id" params={{ entity: 'sales.sales_order', id: order }} size="sm">
          {t('costs.openOrder')}
        </TextLink>
      }
    >
      <Moves none={t('costs.noDeliveries')} moves={(ids.length > 0 ? (moves.data?.rows ?? []) : []).map(moveOf)} />
    </Section>
  );
}

interface Shown {
  readonly id: string;
  readonly title: string;
  readonly figure: string;
}

/** Moves of stock; each opens to what its cost is made of, asked for only then. */
function Moves({ moves, none }: { moves: readonly Shown[]; none: string }) {
  const { t } = useTranslation('screens');
  const [open, setOpen] = useState<string>();
  if (moves.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  return (
    <ul className="desk-list">
      {moves.map(({ id, title, figure }) => (
        <li key={id} className="cost-move">
          <Group justify="space-between" gap="sm" wrap="nowrap">
            <Text size="sm" className="desk-row-main">
              {title}
            </Text>
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" className="figure">
                {figure}
              </Text>
              <Button
                size="compact-sm"
                variant="default"
                aria-expanded={open === id}
                onClick={() => setOpen(open === id ? undefined : id)}
              >
                {open === id ? t('costs.hide') : t('costs.why')}
                <span className="sr-only"> {title}</span>
              </Button>
            </Group>
          </Group>
          {open === id ? <Explained move={id} /> : null}
        </li>
      ))}
    </ul>
  );
}
