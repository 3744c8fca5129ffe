import { Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { isHeading, ROW_WEIGHT } from '#kernel/values/row-weight.ts';
import type { ReportColumn, ReportMeta, Row } from '../api/meta.ts';
import type { ReportAnswer } from '../api/queries.ts';
import { usePhone } from '../kit/use-phone.ts';
import { Value } from '../kit/value.tsx';
import { RIGHT_ALIGNED } from '../values/format.ts';
import { Figure } from './figure.tsx';
import { ReportCards } from './report-cards.tsx';

interface ReportTableProps {
  readonly report: ReportMeta;
  readonly answer: ReportAnswer;
  /** At most so many rows, without totals: a glimpse of a longer table. */
  readonly most?: number;
  /** Its name when the same report stands more than once on a page. */
  readonly label?: string;
}

/** The figures of a report: headings and totals stay in view, each figure leads to what is behind it. */
export function ReportTable({ report, answer, most, label = report.label }: ReportTableProps) {
  const { t } = useTranslation();
  const columns = Object.entries(answer.columns).filter(([, column]) => !column.hidden);
  const rows = most ? answer.rows.slice(0, most) : answer.rows;
  const phone = usePhone();
  const totals = !most && columns.some(([name, column]) => column.total && answer.totals?.[name] !== undefined);
  if (phone)
    return (
      <ReportCards
        label={label}
        columns={columns}
        rows={rows}
        params={answer.params}
        totals={totals ? answer.totals : null}
      />
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section className="scroll" tabIndex={0} aria-label={label}>
      <table className="data">
        <thead>
          <tr>
            {columns.map(([name, column]) => (
              <th key={name} scope="col" className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}>
                {column.explain ? (
                  <Tooltip
                    label={column.explain}
                    multiline
                    maw={320}
                    events={{ hover: true, focus: true, touch: true }}
                  >
                    <button type="button" className="sort" aria-label={`${column.label}: ${column.explain}`}>
                      {column.label}
                      <sup aria-hidden className="no-print">
                        ?
                      </sup>
                    </button>
                  </Tooltip>
                ) : (
                  column.label
                )}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <Line key={rowKey(row, index)} columns={columns} row={row} params={answer.params} />
          ))}
        </tbody>
        {totals ? (
          <tfoot>
            <tr>
              {columns.map(([name, column], index) => (
                <td key={name} className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}>
                  {answer.totals?.[name] === undefined || answer.totals?.[name] === null ? (
                    index === 0 ? (
                      t('report.totals')
                    ) : null
                  ) : (
                    <Value field={column} name={name} row={answer.totals} />
                  )}
                </td>
              ))}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  );
}

interface LineProps {
  readonly columns: readonly (readonly [string, ReportColumn])[];
  readonly row: Row;
  readonly params: Row;
}

/** A row as it weighs: what heads others is their name alone, what sums them leaves empty what it has none of. */
function Line({ columns, row, params }: LineProps) {
  const weight = ROW_WEIGHT[String(row.kind)];
  if (isHeading(row.kind))
    return (
      <tr className={weight}>
        <th scope="rowgroup" colSpan={columns.length}>
          {String(columns.map(([name]) => row[name]).find(Boolean) ?? '')}
        </th>
      </tr>
    );
  return (
    <tr className={weight}>
      {columns.map(([name, column]) => (
        <td key={name} className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}>
          {weight && isEmpty(row[name]) ? null : <Figure name={name} column={column} row={row} params={params} />}
        </td>
      ))}
    </tr>
  );
}

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';

const rowKey = (row: Row, index: number): string => String(row.id ?? index);
