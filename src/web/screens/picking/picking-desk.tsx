import { Alert, Anchor, Badge, Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { recordQuery, reportQuery } from '../../api/queries.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { formatDay } from '../../values/format.ts';
import '../kit.ts';
import { ScanField } from '../scan/scan-field.tsx';
import type { Told } from '../scan/scan-told.tsx';
import { beep } from '../scan/sound.ts';
import { Section } from '../section.tsx';
import { Picking } from './picking.tsx';

const route = getRouteApi('/s/$desk');

/** Orders picked line by line, then shipped: what waits, or the delivery named in the address. */
export default function PickingDesk() {
  const { delivery, shipped } = route.useSearch().with ?? {};
  return typeof delivery === 'string' ? (
    <Picking key={delivery} delivery={delivery} />
  ) : (
    <Waiting shipped={typeof shipped === 'string' ? shipped : undefined} />
  );
}

const GROUPS = ['late', 'today', 'later'] as const;
const groupOf = (row: RowOf<'sales.to_pick'>, today: string): (typeof GROUPS)[number] =>
  !row.promisedOn || String(row.promisedOn) > today ? 'later' : String(row.promisedOn) < today ? 'late' : 'today';

/** What waits to be picked, the earliest promise first. */
function Waiting({ shipped }: { shipped: string | undefined }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const navigate = useNavigate();
  const asked = useQuery(reportQuery('sales.to_pick', {}));
  const { operation, send, again, sending, error, issues } = useOperation('sales.pick_delivery');
  const [told, setTold] = useState<Told>();
  const [starting, setStarting] = useState<string>();
  const rows = asked.data?.rows ?? [];
  const open = (delivery: string) =>
    void navigate({ to: '/s/$desk', params: { desk: 'picking' }, search: { with: { delivery } } });
  const start = async (row: RowOf<'sales.to_pick'>) => {
    if (row.deliveryId) return open(String(row.deliveryId));
    if (sending) return;
    setStarting(String(row.orderId));
    again();
    const sent = await send({ order: String(row.orderId) });
    beep(sent !== undefined);
    if (sent) open(sent.output.delivery);
  };
  const read = (code: string) => {
    const wanted = code.toUpperCase();
    const row = rows.find((one) => one.delivery === wanted) ?? rows.find((one) => one.number === wanted);
    if (row) return void start(row);
    beep(false);
    setTold({ good: false, text: t('picking.notWaiting', { code }), at: Date.now() });
  };
  return (
    <Page title={t('picking.title')} about={t('picking.about')}>
      {shipped ? <Left delivery={shipped} /> : null}
      <Refused error={error} issues={issues} fields={[]} operation={operation} />
      {rows.length > 0 ? <ScanField label={t('picking.scanOrder')} told={told} onCode={read} /> : null}
      <Section title={t('picking.waiting')} count={rows.length} asked={[asked]}>
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed" component="div">
            {t('picking.nothing')}{' '}
            {model.report('sales.open_lines') ? (
              <TextLink to="/r/$report" params={{ report: 'sales.open_lines' }}>
                {t('picking.seeOpen')}
              </TextLink>
            ) : null}
          </Text>
        ) : (
          GROUPS.map((group) => {
            const own = rows.filter((row) => groupOf(row, model.company.today) === group);
            return own.length === 0 ? null : (
              <section key={group} aria-label={t(`picking.group.${group}`)}>
                <Text size="xs" c="dimmed" fw={600} mt="xs">
                  {t(`picking.group.${group}`)}
                </Text>
                <ul className="desk-list">
                  {own.map((row) => (
                    <li key={String(row.deliveryId ?? row.orderId)} className="desk-row tick-order">
                      <div className="desk-row-main">
                        <Text size="sm" component="div">
                          <TextLink
                            to="/e/$entity/$id"
                            params={{ entity: 'sales.sales_order', id: String(row.orderId) }}
                          >
                            {`${row.number} · ${row.customer}`}
                          </TextLink>
                        </Text>
                        <Text
                          size="xs"
                          c={group === 'late' ? undefined : 'dimmed'}
                          className={group === 'late' ? 'desk-alarm' : undefined}
                        >
                          {[
                            row.promisedOn
                              ? t('picking.promised', { day: formatDay(row.promisedOn) })
                              : t('picking.noDay'),
                            t('picking.lines', { count: Number(row.lines) }),
                            ...(Number(row.short) > 0 ? [t('picking.shortLines', { count: Number(row.short) })] : []),
                          ].join(' · ')}
                        </Text>
                      </div>
                      {row.delivery ? (
                        <Badge variant="light" color="blue" size="sm" className="nav-count">
                          {String(row.delivery)}
                        </Badge>
                      ) : null}
                      <Button
                        size="md"
                        variant={row.delivery ? 'light' : 'default'}
                        loading={sending && starting === row.orderId && !row.deliveryId}
                        onClick={() => void start(row)}
                      >
                        {row.delivery ? t('picking.goOn') : t('picking.pick')}
                        <span className="sr-only"> {String(row.number)}</span>
                      </Button>
                    </li>
                  ))}
                </ul>
              </section>
            );
          })
        )}
      </Section>
    </Page>
  );
}

/** What has just left, with its paper. */
function Left({ delivery }: { delivery: string }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const { data } = useQuery(recordQuery('sales.delivery', delivery));
  if (!data) return null;
  const paper = model.entity('sales.delivery')?.printed.find(({ name }) => name === 'sales.delivery_note');
  return (
    <Alert color="teal" role="status">
      <Group gap="md">
        <Text size="sm" fw={600}>
          {t('picking.left', { number: String(data.number), customer: String(data.customerTitle ?? '') })}
        </Text>
        {paper ? (
          <Anchor
            size="sm"
            href={`/api/print/${paper.name}/${delivery}?company=${model.company.id}`}
            target="_blank"
            rel="noreferrer"
          >
            {paper.label}
          </Anchor>
        ) : null}
        <Text size="sm" component="div">
          <TextLink to="/e/$entity/$id" params={{ entity: 'sales.delivery', id: delivery }}>
            {t('picking.open')}
          </TextLink>
        </Text>
      </Group>
    </Alert>
  );
}
