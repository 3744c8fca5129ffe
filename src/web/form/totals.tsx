import { Group, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiError, post } from '../api/http.ts';
import { type OperationMeta, type Row, useModel } from '../api/meta.ts';
import { type FieldSpec, isWhole } from '../values/fields.ts';
import { formatMinor } from '../values/format.ts';

interface TotalsProps {
  readonly operation: OperationMeta;
  readonly fields: readonly FieldSpec[];
  /** What would be sent, as it is typed so far. */
  readonly input: Row;
  /** Neither being sent nor sent. */
  readonly idle: boolean;
  /** Stands there as long as it could not be sent. */
  readonly otherwise?: ReactNode;
}

const TYPING_MS = 500;

/** What the document comes to as it is typed: carried out by the server and rolled back, as soon as it could be sent. */
export function Totals({ operation, fields, input, idle, otherwise = null }: TotalsProps) {
  const { t } = useTranslation('form');
  const model = useModel();
  const [asked] = useDebouncedValue(JSON.stringify(input), TYPING_MS);
  const whole = isWhole(fields, JSON.parse(asked) as Row);
  const found = useQuery({
    queryKey: ['totals', operation.name, asked],
    queryFn: () =>
      post<{ output: Row; reports: readonly { rows: readonly Row[] }[] }>(
        `/api/preview/${operation.name}`,
        JSON.parse(asked),
      ),
    enabled: operation.totals && whole && idle,
    placeholderData: keepPreviousData,
    retry: false,
    gcTime: 0,
  });
  if (!operation.totals || !whole) return otherwise;
  if (found.isError)
    return found.error instanceof ApiError && found.error.status === 422 ? (
      <Text size="sm" c="dimmed" role="status">
        {found.error.message}
      </Text>
    ) : (
      otherwise
    );
  if (!found.data) return otherwise;
  const { netMinor, taxMinor, totalMinor, currency } = found.data.output;
  const digits = model.digits(currency);
  const figures = { net: netMinor ?? lessOf(totalMinor, taxMinor), tax: taxMinor, total: totalMinor };
  const remarks = found.data.reports.flatMap(({ rows }) =>
    rows.flatMap(({ remark }) => (remark ? [String(remark)] : [])),
  );
  return (
    <Stack gap={4} role="status" aria-label={t('totals')}>
      <Group component="dl" gap="lg" m={0} className="totals">
        {(['net', 'tax', 'total'] as const).map((name) =>
          figures[name] === undefined ? null : (
            <div key={name}>
              <Text component="dt" size="xs" c="dimmed">
                {t(name)}
              </Text>
              <Text component="dd" m={0} className="figure" fw={name === 'total' ? 650 : undefined}>
                {formatMinor(figures[name], digits)} {name === 'tax' ? '' : String(currency)}
              </Text>
            </div>
          ),
        )}
      </Group>
      {remarks.length > 0 ? (
        <Text size="sm" c="dimmed">
          {t('lacking', { what: remarks.join(', ') })}
        </Text>
      ) : null}
    </Stack>
  );
}

const lessOf = (total: unknown, tax: unknown): string | undefined =>
  total === undefined || tax === undefined ? undefined : String(BigInt(String(total)) - BigInt(String(tax)));
