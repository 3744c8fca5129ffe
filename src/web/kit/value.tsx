import IconCheck from 'icon:check';
import { Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../api/meta.ts';
import { countryName } from '../values/format.ts';
import { jsonText, type Shown, valueText } from '../values/value-text.ts';
import { TextLink } from './link.tsx';
import { StateBadge } from './state-badge.tsx';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

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
    const entity = field.entity ?? (field.kindIn ? String(row[field.kindIn]) : '');
    const code = entity === 'organisation.country' ? countryName(String(value), model.locale) : value;
    const title = String(row[`${name}Title`] ?? (UUID.test(String(value)) ? '–' : code));
    if (!link || !model.anyEntity(entity)) return title;
    return (
      <TextLink to="/e/$entity/$id" params={{ entity, id: String(value) }}>
        {title}
      </TextLink>
    );
  }
  if (field.type === 'json') return <JsonValue value={value} />;
  if (field.type === 'text' && row[`${name}Title`]) return String(row[`${name}Title`]);
  const negative =
    !field.neutral && ['money', 'quantity', 'price'].includes(field.type) && String(value).startsWith('-');
  return <span className={negative ? 'figure negative' : 'figure'}>{valueText(model, field, value, row)}</span>;
}

/** Structured details, as words rather than braces; long ones open. */
function JsonValue({ value }: { value: unknown }) {
  const [open, setOpen] = useState(false);
  const { t } = useTranslation('kit');
  const text = jsonText(useModel(), value) || '–';
  const long = text.length > 240;
  return (
    <span className="details">
      {long && !open ? `${text.slice(0, 200)}…` : text}
      {long && !open ? (
        <button type="button" className="more" onClick={() => setOpen(true)}>
          {t('more')}
        </button>
      ) : null}
    </span>
  );
}
