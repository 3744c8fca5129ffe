import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { type Model, type Row, useModel } from '../../api/meta.ts';
import type { Decision } from '../../app/decisions.ts';
import { TextLink } from '../../kit/link.tsx';
import { formatTime } from '../../values/format.ts';
import { recordName } from '../../values/record-name.ts';
import { type Shown, valueText } from '../../values/value-text.ts';

/** What waits for a decision at its own page, to which each leads. */
export function Decisions({ of, counted = [] }: { of: readonly Decision[]; counted?: readonly Counted[] }) {
  return (
    <ul className="desk-list">
      {of.map((one) => (
        <Waiting key={String(one.row.id)} {...one} />
      ))}
      {counted.map((row) => (
        <Count key={String(row.countId)} row={row} />
      ))}
    </ul>
  );
}

type Counted = RowOf<'inventory.counts_to_approve'>;

function Waiting({ of, row }: Decision) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const entity = model.entity(of.entity)!;
  const text = (name: string): string => {
    const field = entity.fields[name];
    return field ? String(row[`${name}Title`] ?? valueText(model, field, row[name], row)) : '';
  };
  const when = of.askedAt && row[of.askedAt] ? formatTime(row[of.askedAt], model.company.timeZone) : '';
  const said = when ? t('approvals.by', { who: text(of.asker), when }) : text(of.asker);
  const field = of.amount ? entity.fields[of.amount] : undefined;
  return (
    <Line
      to={{ entity: of.entity, id: String(row.id) }}
      title={`${entity.label} ${recordName(model, entity, row)}`}
      about={[...of.about.map(text), said]}
      amount={field && of.amount ? amountText(model, field, row[of.amount], row) : ''}
    />
  );
}

function Count({ row }: { row: Counted }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const worth = model.columns('inventory.counts_to_approve').worthMinor;
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
