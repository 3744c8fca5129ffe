import { Text } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '#kernel/values/report-sentence.ts';
import { type ReportMeta, type Row, useModel } from '../api/meta.ts';
import { anyRecordQuery, titleOf } from '../api/queries.ts';
import type { FieldSpec } from '../values/fields.ts';
import { formatDay } from '../values/format.ts';
import { valueText } from '../values/value-text.ts';

const NO_WORDS = { from: '', to: '', day: '', currency: '', label: '', value: '' };

/** Says of a report whose figures, of when, in what and of which part they are; printed with it. */
export function ReportSentence({
  report,
  fields,
  params,
}: {
  report: ReportMeta;
  fields: readonly FieldSpec[];
  params: Row;
}) {
  const { t } = useTranslation();
  const model = useModel();
  const named = fields.flatMap((field) => {
    const id = params[field.name];
    return field.type === 'reference' && model.anyEntity(field.entity) && typeof id === 'string'
      ? [{ entity: field.entity!, id }]
      : [];
  });
  const found = useQueries({ queries: named.map(({ entity, id }) => anyRecordQuery(entity, id)) });
  const titles = new Map(
    named.flatMap(({ entity, id }, at) =>
      found[at]?.data ? [[id, titleOf(model.anyEntity(entity)!, found[at].data)] as const] : [],
    ),
  );
  const value = (field: FieldSpec, given: unknown): string => {
    if (Array.isArray(given)) return given.map((one) => value(field.item ?? field, one)).join(', ');
    if (field.type === 'reference') return titles.get(String(given)) ?? '…';
    const type =
      field.type === 'object' || field.type === 'list' || field.type === 'lines' || field.type === 'any'
        ? 'text'
        : field.type;
    return valueText(model, { type }, given);
  };
  const parts = sentenceOf(
    {
      company: model.company.name,
      currency: model.company.currency,
      today: model.company.today,
      fields,
      params,
      money: Object.values(report.columns).some(({ type, hidden }) => type === 'money' && !hidden),
    },
    {
      day: (day) => formatDay(day, model.locale),
      value,
      say: (text, values) => t(`report.sentence.${text}`, { ...NO_WORDS, ...values }),
    },
  );
  const [company, period, ...rest] = parts;
  return (
    <Text size="sm" className="report-sentence" role="note">
      <strong>
        {company} · {period}
      </strong>
      {rest.map((part) => ` · ${part}`)}
    </Text>
  );
}
