import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { type ReportColumn, type ReportMeta, type Row, useModel } from '../api/meta.ts';
import type { ReportAnswer } from '../api/queries.ts';
import { TextLink } from '../kit/link.tsx';
import { Value } from '../kit/value.tsx';
import { RIGHT_ALIGNED } from '../values/format.ts';
import { drillTarget } from './drill.ts';

/** Rows that sum others say so in a column `kind`. */
const WEIGHT: Record<string, string> = { heading: 'sub', section: 'strong', result: 'strong', total: 'strong' };

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
  const totals = !most && columns.some(([name, column]) => column.total && answer.totals?.[name] !== undefined);
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
                      <sup aria-hidden>?</sup>
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
            <tr key={rowKey(row, index)} className={WEIGHT[String(row.kind)]}>
              {columns.map(([name, column]) => (
                <td key={name} className={RIGHT_ALIGNED.has(column.type) ? 'number' : undefined}>
                  <Figure name={name} column={column} row={row} params={answer.params} />
                </td>
              ))}
            </tr>
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

const rowKey = (row: Row, index: number): string => String(row.id ?? index);

export function Figure({
  name,
  column,
  row,
  params,
}: {
  name: string;
  column: ReportColumn;
  row: Row;
  params: Row;
}): ReactNode {
  const model = useModel();
  const target = drillTarget(column.drill, row, params);
  const shown = <Value field={column} name={name} row={row} link={!target} />;
  if (!target || row[name] === null || row[name] === undefined || row[name] === '') return shown;
  if ('entity' in target)
    return model.entity(target.entity) ? (
      <TextLink to="/e/$entity/$id" params={{ entity: target.entity, id: target.id }} inherit>
        {shown}
      </TextLink>
    ) : (
      shown
    );
  if ('list' in target)
    return model.entity(target.list) ? (
      <TextLink to="/e/$entity" params={{ entity: target.list }} search={{ filter: target.filter }} inherit>
        {shown}
      </TextLink>
    ) : (
      shown
    );
  return model.report(target.report) ? (
    <TextLink to="/r/$report" params={{ report: target.report }} search={{ params: target.params }} inherit>
      {shown}
    </TextLink>
  ) : (
    shown
  );
}
