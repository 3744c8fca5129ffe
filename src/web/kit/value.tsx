import IconCheck from 'icon:check';
import { Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Field, type Model, type Row, useModel } from '../api/meta.ts';
import { formatDay, formatDecimal, formatMinor, formatTime, humanise } from '../values/format.ts';
import { TextLink } from './link.tsx';
import { StateBadge } from './state-badge.tsx';

type Shown = Pick<Field, 'type' | 'currency' | 'entity'>;

/** The currency of a money value: a column of its row, a fixed code, or nothing for the company's own. */
export function currencyOf(field: Shown, row: Row | undefined): string | undefined {
  if (!field.currency) return undefined;
  const inRow = row?.[field.currency];
  if (typeof inRow === 'string') return inRow;
  return /^[A-Z]{3}$/.test(field.currency) ? field.currency : undefined;
}

/** A value as plain text, the way lists, exports of the screen and screen readers get it. */
export function valueText(model: Model, field: Shown, value: unknown, row?: Row): string {
  if (value === null || value === undefined || value === '') return '';
  switch (field.type) {
    case 'money': {
      const currency = currencyOf(field, row);
      const amount = formatMinor(value, model.digits(currency));
      return currency && currency !== model.company.currency ? `${amount} ${currency}` : amount;
    }
    case 'quantity':
    case 'rate':
    case 'number':
      return formatDecimal(value);
    case 'price':
      return formatDecimal(value, model.digits(currencyOf(field, row)));
    case 'percent':
      return `${formatDecimal(value)} %`;
    case 'day':
      return formatDay(value, model.locale);
    case 'time':
      return formatTime(value, model.company.timeZone);
    case 'state':
    case 'choice':
      return humanise(String(value));
    case 'json':
      return typeof value === 'string' ? value : JSON.stringify(value);
    default:
      return String(value);
  }
}

/** A value on the screen. References lead to their record. */
export function Value({
  field,
  name,
  row,
  link = true,
}: {
  field: Shown;
  name: string;
  row: Row;
  link?: boolean;
}): ReactNode {
  const model = useModel();
  const { t } = useTranslation('kit');
  const value = row[name];
  if (value === null || value === undefined || value === '')
    return (
      <Text span inherit c="dimmed" aria-hidden>
        –
      </Text>
    );
  if (field.type === 'state') return <StateBadge state={value} />;
  if (field.type === 'flag')
    return value ? (
      <IconCheck size={16} role="img" aria-label={t('yes')} />
    ) : (
      <Text span inherit c="dimmed">
        {t('no')}
      </Text>
    );
  if (field.type === 'reference') {
    const title = String(row[`${name}Title`] ?? value);
    if (!link || !field.entity || !model.entity(field.entity)) return title;
    return (
      <TextLink to="/e/$entity/$id" params={{ entity: field.entity, id: String(value) }}>
        {title}
      </TextLink>
    );
  }
  if (field.type === 'json') return <JsonValue value={value} />;
  if (field.type === 'text' && row[`${name}Title`]) return String(row[`${name}Title`]);
  const negative = ['money', 'quantity', 'price'].includes(field.type) && String(value).startsWith('-');
  return <span className={negative ? 'figure negative' : 'figure'}>{valueText(model, field, value, row)}</span>;
}

/** Structured details, as indented words rather than braces. */
function JsonValue({ value }: { value: unknown }) {
  const [open, setOpen] = useState(false);
  const { t } = useTranslation('kit');
  if (typeof value !== 'object' || value === null) return String(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== null && inner !== undefined);
  if (entries.length === 0) return '–';
  const long = entries.length > 4;
  const line = ([name, inner]: [string, unknown]) =>
    `${Array.isArray(value) ? '' : `${humanise(name)}: `}${typeof inner === 'object' ? JSON.stringify(inner) : String(inner)}`;
  return (
    <span className="details">
      {(long && !open ? entries.slice(0, 3) : entries).map(line).join('; ')}
      {long && !open ? (
        <button type="button" className="more" onClick={() => setOpen(true)}>
          {t('more')}
        </button>
      ) : null}
    </span>
  );
}
