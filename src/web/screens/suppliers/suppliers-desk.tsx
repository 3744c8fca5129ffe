import { Grid, Group, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { ParamsOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { DayInput } from '../../kit/day-input.tsx';
import { Empty, Failure, Loading, Page } from '../../kit/page.tsx';
import { ReferenceInput } from '../../kit/reference-input.tsx';
import { ReportTable } from '../../report/report-table.tsx';
import { Section } from '../section.tsx';
import '../kit.ts';

const SupplierChart = lazy(() => import('./supplier-chart.tsx'));
const route = getRouteApi('/s/$desk');

const CHARTS = [
  { name: 'punctual', columns: ['onTimePercent', 'inFullPercent'] },
  { name: 'rejected', columns: ['rejectedPercent'] },
  { name: 'spent', columns: ['spentMinor'] },
] as const;

/** How suppliers did, as pictures above the figures they are drawn from. */
export default function SuppliersDesk() {
  const { t } = useTranslation('screens');
  const navigate = useNavigate();
  const report = useModel().report('purchasing.scorecard')!;
  const params = (route.useSearch().with ?? {}) as ParamsOf<'purchasing.scorecard'>;
  const found = useQuery({ ...reportQuery('purchasing.scorecard', params), placeholderData: keepPreviousData });
  const set = (name: keyof typeof params, value: unknown) => {
    const next = Object.fromEntries(
      Object.entries({ ...params, [name]: value }).filter(([, one]) => one !== undefined),
    );
    void navigate({ to: '/s/$desk', params: { desk: 'suppliers' }, search: { with: next }, replace: true });
  };
  const rows = found.data?.rows ?? [];
  return (
    <Page title={t('suppliers.title')} about={t('suppliers.about')}>
      <Group align="flex-end" gap="sm">
        <DayInput label={t('suppliers.from')} value={params.from} onChange={(day) => set('from', day)} />
        <DayInput label={t('suppliers.to')} value={params.to} onChange={(day) => set('to', day)} />
        <ReferenceInput
          entity="parties.party"
          filter={{ isSupplier: true }}
          label={t('suppliers.supplier')}
          value={params.supplier}
          onChange={(id) => set('supplier', id)}
        />
      </Group>
      {found.isError ? (
        <Failure error={found.error} retry={() => void found.refetch()} />
      ) : found.isPending ? (
        <Loading rows={8} />
      ) : rows.length === 0 ? (
        <Empty title={t('suppliers.nothing')} text={t('suppliers.nothingText')} />
      ) : (
        <>
          <Grid gap="md">
            {CHARTS.map(({ name, columns }) => (
              <Grid.Col key={name} span={{ base: 12, md: name === 'punctual' ? 12 : 6 }}>
                <Section title={t(`suppliers.${name}`)}>
                  <Suspense fallback={<Skeleton height={220} radius="sm" />}>
                    <SupplierChart report={report} rows={rows} columns={columns} label={t(`suppliers.${name}Text`)} />
                  </Suspense>
                </Section>
              </Grid.Col>
            ))}
          </Grid>
          <Section title={t('suppliers.figures')}>
            <ReportTable report={report} answer={found.data} label={t('suppliers.figures')} />
          </Section>
        </>
      )}
    </Page>
  );
}
