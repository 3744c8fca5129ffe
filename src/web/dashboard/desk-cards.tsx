import { Paper, SimpleGrid, Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Model, useModel } from '../api/meta.ts';
import { anyListQuery, anyReportQuery } from '../api/queries.ts';
import { useDecisions } from '../app/decisions.ts';
import type { Desk, Waiting } from '../app/desks.ts';
import { cleanInput, fieldSpecs, initialValues } from '../values/fields.ts';

/** The places where one works, a tap away, each with what waits at it. */
export function DeskCards({ desks }: { desks: readonly Desk[] }) {
  const { t } = useTranslation();
  if (desks.length === 0) return null;
  return (
    <SimpleGrid component="nav" cols={{ base: 1, xs: 2, lg: 4 }} spacing="sm" aria-label={t('app.desks')}>
      {desks.map((desk) => (
        <DeskCard key={desk.name} desk={desk} />
      ))}
    </SimpleGrid>
  );
}

function DeskCard({ desk }: { desk: Desk }) {
  const { t } = useTranslation();
  const model = useModel();
  const waits = (desk.waits ?? []).filter(
    ({ report, entity }) => model.anyReport(report) !== undefined || model.anyEntity(entity) !== undefined,
  );
  const reports = useQueries({
    queries: waits.map((one) => ({
      ...anyReportQuery(one.report ?? '', paramsOf(model, one)),
      enabled: one.report !== undefined,
    })),
  });
  const lists = useQueries({
    queries: waits.map((one) => ({
      ...anyListQuery(one.entity ?? '', { filter: one.params ?? {}, size: 1, count: true }),
      enabled: one.entity !== undefined,
    })),
  });
  const decisions = useDecisions(desk.name === 'approvals');
  const said = waits.flatMap(({ text }, at) => {
    const here = Number(reports[at]?.data?.rows.length ?? lists[at]?.data?.total ?? 0);
    const count = here + (text === 'toDecide' ? decisions.count : 0);
    return count > 0 ? [t(`waits.${text}`, { count })] : [];
  });
  return (
    <Paper
      withBorder
      px="md"
      py="sm"
      className="tile"
      renderRoot={(props) => <Link {...props} to="/s/$desk" params={{ desk: desk.name }} />}
    >
      <Text fw={600}>{t(`desk.${desk.name}`)}</Text>
      {said.length > 0 ? (
        <Text size="sm" className="figure">
          {said.join(' · ')}
        </Text>
      ) : null}
    </Paper>
  );
}

function paramsOf(model: Model, { report, params }: Waiting) {
  const fields = fieldSpecs(model.anyReport(report)?.params ?? {});
  return cleanInput(fields, { ...initialValues(fields, model.company.today), ...params });
}
