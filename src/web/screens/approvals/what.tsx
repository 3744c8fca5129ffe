import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { reportQuery } from '../../api/queries.ts';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import { Documents } from './documents.tsx';

type Told = RowOf<'approvals.case'>;

/** On a request's own page: what it asks for, and the documents it is about or made. */
export default function RequestPart({ row }: RecordScreenProps<'approvals.request'>) {
  const { t } = useTranslation('screens');
  const found = useQuery(reportQuery('approvals.case', { request: row.id }));
  const documents = useQuery(reportQuery('approvals.documents', { request: row.id }));
  return (
    <Section title={t('approvals.what')} asked={[found]}>
      <Documents rows={documents.data?.rows ?? []} />
      <What rows={found.data?.rows ?? []} about={String(row.label)} />
    </Section>
  );
}

/** What a request would make or change: who and when as terms, lines as a table, what it comes to below them. `about` names it already. */
export function What({ rows, about }: { rows: readonly Told[]; about: string }) {
  const parts = [...Map.groupBy(rows, (row) => String(row.part))];
  const named = (part: string) => about.toLowerCase().endsWith(part.toLowerCase());
  return (
    <div className="approval-what">
      {parts.map(([part, of], at) => {
        const head = of.filter((row) => row.line === null);
        const lines = of.filter((row) => row.line !== null);
        const within = parts.slice(0, at).some(([other]) => part.startsWith(`${other} · `));
        const sums = parts.slice(at + 1).some(([other]) => other.startsWith(`${part} · `)) ? head.filter(isAmount) : [];
        const above = parts.find(([other]) => part.startsWith(`${other} · `))?.[1] ?? [];
        return (
          <section key={part} aria-label={part}>
            {named(part) || within ? null : (
              <Text component="h4" size="sm" fw={600} mb={4}>
                {part}
              </Text>
            )}
            <Facts
              facts={head
                .filter((row) => !sums.includes(row))
                .map((row) => [String(row.label), <Was key="" row={row} />])}
            />
            <Lines caption={part} rows={lines} />
            {within ? <Sums rows={above.filter((row) => row.line === null && isAmount(row))} /> : null}
          </section>
        );
      })}
    </div>
  );
}

const isAmount = ({ figure, will, was }: Told): boolean => figure === true && / [A-Z]{3}$/.test(String(will || was));

/** Single values by name. */
export function Facts({ facts }: { facts: readonly (readonly [label: string, value: ReactNode])[] }) {
  if (facts.length === 0) return null;
  return (
    <dl className="approval-facts">
      {facts.map(([label, value], index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two values may bear one name
        <div key={`${label}/${index}`}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** What the lines come to, below them. */
function Sums({ rows }: { rows: readonly Told[] }) {
  if (rows.length === 0) return null;
  return (
    <dl className="approval-sums">
      {rows.map((row) => (
        <div key={String(row.label)}>
          <dt>{String(row.label)}</dt>
          <dd>
            <Was row={row} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A value as it would stand, after the one that stands today. */
function Was({ row }: { row: Told | undefined }) {
  const { t } = useTranslation('screens');
  if (!row) return '–';
  return (
    <>
      {row.was ? (
        <>
          <del>
            <span className="sr-only">{t('approvals.was')} </span>
            {String(row.was)}
          </del>
          <span aria-hidden> → </span>
          <span className="sr-only"> {t('approvals.would')} </span>
        </>
      ) : null}
      {row.was ? <strong>{String(row.will || '–')}</strong> : String(row.will)}
    </>
  );
}

const MOST = 50;

function Lines({ rows, caption }: { rows: readonly Told[]; caption: string }) {
  const { t } = useTranslation('screens');
  if (rows.length === 0) return null;
  // Amounts stand last, above what they come to.
  const ordered = [...rows.filter((row) => !isAmount(row)), ...rows.filter(isAmount)];
  const columns = [...new Map(ordered.map((row) => [String(row.label), row.figure === true]))];
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
                  <td key={label} className={figure ? 'figure' : undefined} data-label={label}>
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
