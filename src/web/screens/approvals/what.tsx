import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { reportQuery } from '../../api/queries.ts';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';

type Told = RowOf<'approvals.case'>;

/** On a request's own page: what it asks for. */
export default function RequestPart({ row }: RecordScreenProps<'approvals.request'>) {
  const { t } = useTranslation('screens');
  const found = useQuery(reportQuery('approvals.case', { request: row.id }));
  return (
    <Section title={t('approvals.what')} asked={[found]}>
      <What rows={found.data?.rows ?? []} />
    </Section>
  );
}

/** What a request would make or change: single values as terms, lines as a table, the old value struck through before the new. */
export function What({ rows }: { rows: readonly Told[] }) {
  const parts = [...Map.groupBy(rows, (row) => String(row.part))];
  return (
    <div className="approval-what">
      {parts.map(([part, of]) => (
        <section key={part} aria-label={part}>
          <Text component="h4" size="sm" fw={600} mb={4}>
            {part}
          </Text>
          <Facts rows={of.filter((row) => row.line === null)} />
          <Lines caption={part} rows={of.filter((row) => row.line !== null)} />
        </section>
      ))}
    </div>
  );
}

function Facts({ rows }: { rows: readonly Told[] }) {
  if (rows.length === 0) return null;
  return (
    <dl className="approval-facts">
      {rows.map((row, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two values may bear one name
        <div key={`${row.label}/${index}`}>
          <dt>{String(row.label)}</dt>
          <dd>
            <Was row={row} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Was({ row }: { row: Told | undefined }) {
  const { t } = useTranslation('screens');
  if (!row) return '–';
  return (
    <>
      {row.was ? (
        <del>
          <span className="sr-only">{t('approvals.was')} </span>
          {String(row.was)}
        </del>
      ) : null}
      {row.was && row.will ? ' ' : null}
      {String(row.will)}
    </>
  );
}

const MOST = 50;

function Lines({ rows, caption }: { rows: readonly Told[]; caption: string }) {
  const { t } = useTranslation('screens');
  if (rows.length === 0) return null;
  const columns = [...new Map(rows.map((row) => [String(row.label), row.figure === true]))];
  const lines = [...Map.groupBy(rows, (row) => Number(row.line)).values()];
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is reached by the keyboard too */}
      <section className="approval-lines" aria-label={caption} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {columns.map(([label, figure]) => (
                <th key={label} scope="col" className={figure ? 'figure' : undefined}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.slice(0, MOST).map((line) => (
              <tr key={Number(line[0]!.line)}>
                {columns.map(([label, figure]) => (
                  <td key={label} className={figure ? 'figure' : undefined}>
                    <Was row={line.find((row) => row.label === label)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {lines.length > MOST ? (
        <Text size="xs" c="dimmed">
          {t('approvals.moreLines', { count: lines.length - MOST })}
        </Text>
      ) : null}
    </>
  );
}
