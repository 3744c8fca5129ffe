import { Text } from '@mantine/core';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { type Model, type Row, useModel } from '../../api/meta.ts';
import { anyListQuery, reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatTime } from '../../values/format.ts';
import { recordName } from '../../values/record-name.ts';
import { type Shown, valueText } from '../../values/value-text.ts';
import { Section } from '../section.tsx';
import { type Deciding, decidingOf } from './waiting.ts';

const COUNTS = 'inventory.counts_to_approve';

/** What else waits for a decision of somebody with the user's rights: each leads to its page, where it is decided. */
export function Decisions() {
  const { t } = useTranslation('screens');
  const model = useModel();
  const deciding = decidingOf(model);
  const found = useQueries({
    queries: deciding.map(({ entity, state }) => anyListQuery(entity, { filter: { state }, size: 50 })),
  });
  const approves = model.operation('inventory.approve_count') !== undefined && model.report(COUNTS) !== undefined;
  const counts = useQuery({ ...reportQuery(COUNTS, {}), enabled: approves });
  const rows = deciding.flatMap((of, at) => (found[at]?.data?.rows ?? []).map((row) => ({ of, row })));
  const counted = counts.data?.rows ?? [];
  const asked = [...found, ...(approves ? [counts] : [])];
  if (rows.length + counted.length === 0 && asked.every(({ isSuccess }) => isSuccess)) return null;
  return (
    <Section title={t('approvals.others')} count={rows.length + counted.length} asked={asked}>
      <ul className="desk-list">
        {rows.map(({ of, row }) => (
          <Waiting key={String(row.id)} of={of} row={row} />
        ))}
        {counted.map((row) => (
          <Count key={String(row.countId)} row={row} />
        ))}
      </ul>
    </Section>
  );
}

function Waiting({ of, row }: { of: Deciding; row: Row }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const entity = model.entity(of.entity)!;
  const text = (name: string): string => {
    const field = entity.fields[name];
    return field ? String(row[`${name}Title`] ?? valueText(model, field, row[name], row)) : '';
  };
  const own = [model.user.id, model.user.name].includes(String(row[of.asker]));
  const when = of.askedAt && row[of.askedAt] ? formatTime(row[of.askedAt], model.company.timeZone) : '';
  const said = when ? t('approvals.by', { who: text(of.asker), when }) : text(of.asker);
  const field = of.amount ? entity.fields[of.amount] : undefined;
  return (
    <Line
      to={{ entity: of.entity, id: String(row.id) }}
      title={`${entity.label} ${recordName(model, entity, row)}`}
      about={[...of.about.map(text), said, own ? t('approvals.own') : '']}
      amount={field && of.amount ? amountText(model, field, row[of.amount], row) : ''}
    />
  );
}

function Count({ row }: { row: RowOf<typeof COUNTS> }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const worth = model.columns(COUNTS).worthMinor;
  const when = formatTime(row.startedAt, model.company.timeZone);
  return (
    <Line
      to={{ entity: 'inventory.stock_count', id: String(row.countId) }}
      title={`${model.entity('inventory.stock_count')?.label ?? ''} ${String(row.number)}`}
      about={[
        ...[String(row.site), t('approvals.countLines', { count: Number(row.lines) })],
        ...[t('approvals.by', { who: String(row.starter ?? ''), when }), row.own ? t('approvals.youCounted') : ''],
      ]}
      amount={worth ? amountText(model, worth, row.worthMinor, row) : ''}
    />
  );
}

/** With its currency, the company's own too: amounts of several stand below each other. */
function amountText(model: Model, field: Shown, value: unknown, row: Row): string {
  const text = valueText(model, field, value, row);
  return text === '' || /[A-Z]{3}$/.test(text) ? text : `${text} ${model.company.currency}`;
}

interface LineProps {
  readonly to: { readonly entity: string; readonly id: string };
  readonly title: string;
  readonly about: readonly string[];
  readonly amount: string;
}

function Line({ to, title, about, amount }: LineProps) {
  return (
    <li className="desk-row">
      <div className="desk-row-main">
        <Text size="sm" fw={600} component="div">
          <TextLink to="/e/$entity/$id" params={to}>
            {title}
          </TextLink>
        </Text>
        <Text size="xs" c="dimmed">
          {about.filter(Boolean).join(' · ')}
        </Text>
      </div>
      <Text size="sm" component="div" className="figure">
        {amount}
      </Text>
    </li>
  );
}
