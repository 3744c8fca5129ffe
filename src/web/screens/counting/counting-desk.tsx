import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { type Row, useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { formatDay, formatTime } from '../../values/format.ts';
import '../kit.ts';
import { Section } from '../section.tsx';
import { Counting } from './counting.tsx';

/** Stock counted line by line: the counts that go on, or the one named in the address. */
export default function CountingDesk() {
  const { with: given } = useSearch({ strict: false }) as { with?: Row };
  const { count } = given ?? {};
  return typeof count === 'string' ? <Counting key={count} count={count} /> : <OpenCounts />;
}

function OpenCounts() {
  const { t } = useTranslation('screens');
  const model = useModel();
  const asked = useQuery(reportQuery('inventory.open_counts', {}));
  const rows = asked.data?.rows ?? [];
  const start = model.operation('inventory.start_count');
  return (
    <Page
      title={t('counting.title')}
      about={t('counting.about')}
      actions={
        start ? (
          <Button component={Link} to="/do/inventory.start_count" variant={rows.length > 0 ? 'default' : 'filled'}>
            {start.label}
          </Button>
        ) : undefined
      }
    >
      <Section title={t('counting.open')} count={rows.length} asked={[asked]}>
        {rows.length === 0 ? (
          <Text size="sm" c="dimmed" component="div">
            {t('counting.nothing')}{' '}
            {model.report('inventory.counts_due') ? (
              <TextLink to="/r/$report" params={{ report: 'inventory.counts_due' }}>
                {t('counting.seeDue')}
              </TextLink>
            ) : null}
          </Text>
        ) : (
          <ul className="desk-list">
            {rows.map((row) => (
              <li key={String(row.countId)} className="desk-row tick-order">
                <div className="desk-row-main">
                  <Text size="sm" component="div">
                    <TextLink to="/e/$entity/$id" params={{ entity: 'inventory.stock_count', id: String(row.countId) }}>
                      {[row.number, row.site, row.note].filter(Boolean).map(String).join(' · ')}
                    </TextLink>
                  </Text>
                  <Text size="xs" c="dimmed">
                    {[
                      t('counting.started', { time: formatTime(row.startedAt, model.company.timeZone) }),
                      t('counting.progress', { done: Number(row.counted), count: Number(row.lines) }),
                      ...(row.blind === true ? [t('counting.blind')] : []),
                    ].join(' · ')}
                  </Text>
                </div>
                <Button
                  component={Link}
                  to={`/s/counting?with=${encodeURIComponent(JSON.stringify({ count: row.countId }))}`}
                  size="md"
                  variant="light"
                >
                  {t('counting.count')}
                  <span className="sr-only"> {String(row.number)}</span>
                </Button>
              </li>
            ))}
          </ul>
        )}
      </Section>
      <Overtaken />
    </Page>
  );
}

const OVERTAKEN = 'inventory.counts_overtaken';

/** Goods whose past changed after their count was approved: a count of them, a site each, is one click away. */
function Overtaken() {
  const { t } = useTranslation('screens');
  const model = useModel();
  const asked = useQuery({ ...reportQuery(OVERTAKEN, {}), enabled: model.report(OVERTAKEN) !== undefined });
  const rows = asked.data?.rows ?? [];
  if (rows.length === 0) return null;
  const sites = [...Map.groupBy(rows, ({ siteId }) => String(siteId))];
  return (
    <Section title={t('counting.overtaken')} count={rows.length} asked={[asked]}>
      <Text size="sm" c="dimmed">
        {t('counting.overtakenAbout')}
      </Text>
      {sites.map(([site, of]) => (
        <div key={site}>
          <ul className="desk-list">
            {of.map((row) => (
              <li key={`${row.moveId} ${row.countId}`} className="desk-row">
                <Text size="sm" className="desk-row-main" component="div">
                  <TextLink
                    to="/e/$entity/$id"
                    params={{ entity: 'catalog.item', id: String(row.itemId) }}
                    underline="always"
                  >
                    {String(row.item)}
                  </TextLink>{' '}
                  {t('counting.overtakenOf', {
                    number: String(row.count),
                    site: String(row.site),
                    day: formatDay(row.day),
                  })}
                </Text>
              </li>
            ))}
          </ul>
          {model.operation('inventory.start_count') ? (
            <Button
              component={Link}
              to={`/do/inventory.start_count?with=${encodeURIComponent(
                JSON.stringify({ site, items: [...new Set(of.map(({ itemId }) => itemId))] }),
              )}`}
              variant="light"
              size="sm"
            >
              {t('counting.recount')}
            </Button>
          ) : null}
        </div>
      ))}
    </Section>
  );
}
