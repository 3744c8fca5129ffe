import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ROW_WEIGHT } from '#kernel/values/row-weight.ts';
import type { FieldType, ReportColumn, Row } from '../api/meta.ts';
import { Value } from '../kit/value.tsx';
import { Figure } from './figure.tsx';

type Columns = readonly (readonly [string, ReportColumn])[];

interface ReportCardsProps {
  readonly label: string;
  readonly columns: Columns;
  readonly rows: readonly Row[];
  readonly params: Row;
  readonly totals: Row | null;
}

const NAMES: ReadonlySet<FieldType> = new Set(['text', 'code', 'reference']);
const MOST_NAMES = 2;

/** A report on a phone: an entry a row, what it is first, then each of its figures by name; nothing is pushed sideways. */
export function ReportCards({ label, columns, rows, params, totals }: ReportCardsProps) {
  const { t } = useTranslation();
  const summed = columns.filter(([name]) => totals?.[name] !== undefined && totals[name] !== null);
  return (
    <ul className="report-cards" aria-label={label}>
      {rows.map((row, index) => (
        <Card key={String(row.id ?? index)} columns={columns} row={row} params={params} />
      ))}
      {totals && summed.length > 0 ? (
        <li className="strong">
          <Text size="sm" fw="inherit">
            {t('report.totals')}
          </Text>
          <dl>
            {summed.map(([name, column]) => (
              <Part key={name} label={column.label}>
                <Value field={column} name={name} row={totals} />
              </Part>
            ))}
          </dl>
        </li>
      ) : null}
    </ul>
  );
}

function Card({ columns, row, params }: { columns: Columns; row: Row; params: Row }) {
  const said = columns.filter(([name]) => row[name] !== null && row[name] !== undefined && row[name] !== '');
  const named = said.filter(([, { type }]) => NAMES.has(type)).slice(0, MOST_NAMES);
  const names = named.length > 0 ? named : said.slice(0, 1);
  const rest = said.filter((column) => !names.includes(column));
  const figure = ([name, column]: Columns[number]) => <Figure name={name} column={column} row={row} params={params} />;
  const weight = ROW_WEIGHT[String(row.kind)];
  // A lone figure needs no name, the report has it; nor does the first of a statement, which names its days above.
  const lone = rest.length === 1 || weight ? rest[0] : undefined;
  const others = rest.filter((column) => column !== lone);
  return (
    <li className={weight}>
      <Group justify="space-between" gap="sm" wrap="nowrap" align="baseline">
        <Text size="sm" fw={550} component="div" className="report-card-name">
          {names.map((column, at) => (
            <span key={column[0]}>
              {at > 0 ? ' · ' : null}
              {figure(column)}
            </span>
          ))}
        </Text>
        {lone ? (
          <Text size="sm" fw="inherit" component="div">
            {figure(lone)}
          </Text>
        ) : null}
      </Group>
      {others.length === 0 ? null : (
        <dl>
          {others.map((column) => (
            <Part key={column[0]} label={column[1].label}>
              {figure(column)}
            </Part>
          ))}
        </dl>
      )}
    </li>
  );
}

function Part({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </>
  );
}
