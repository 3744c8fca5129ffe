import { Paper, SimpleGrid, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { anyReportQuery } from '../api/queries.ts';
import { cleanInput, fieldSpecs, initialValues } from '../values/fields.ts';
import { valueText } from '../values/value-text.ts';
import type { FigureSpec } from './home-widgets.ts';

/** A row of large figures; each leads to the report it is taken from. */
export function Figures({ figures }: { figures: readonly FigureSpec[] }) {
  return (
    <SimpleGrid cols={{ base: 2, md: Math.min(figures.length, 4) }} spacing="md">
      {figures.map((figure) => (
        <Figure key={figure.label} figure={figure} />
      ))}
    </SimpleGrid>
  );
}

function Figure({ figure }: { figure: FigureSpec }) {
  const { t } = useTranslation();
  const model = useModel();
  const fields = fieldSpecs(model.anyReport(figure.report)?.params ?? {});
  const params = cleanInput(fields, { ...initialValues(fields, model.company.today), ...figure.params });
  const { data, isError } = useQuery(anyReportQuery(figure.report, params));
  const text = (value: unknown) => valueText(model, { type: figure.type }, value);
  const shown = data && text(figure.value(data, model.company.today) ?? '0');
  if (data && figure.column && !data.columns[figure.column]) return null;
  const alarm = figure.alarm === true && shown !== undefined && shown !== '0';
  const tone = alarm ? 'alarm' : shown?.startsWith('-') ? 'negative' : '';
  return (
    <Paper
      withBorder
      p="md"
      className="tile"
      renderRoot={(props) => (
        <Link
          {...props}
          to="/r/$report"
          params={{ report: figure.report }}
          search={figure.params ? { params: figure.params } : {}}
        />
      )}
    >
      <Text size="sm" c="dimmed">
        {t(`home.${figure.label}`)}
      </Text>
      <div className={`tile-figure ${tone}`}>
        {isError ? '–' : (shown ?? <Skeleton component="span" display="inline-block" h={26} w={110} />)}
      </div>
      {figure.note && data ? (
        <Text size="xs" c="dimmed" className="figure">
          {t(`home.${figure.note.label}`)} {text(figure.note.value(data, model.company.today) ?? '0')}
        </Text>
      ) : null}
    </Paper>
  );
}
