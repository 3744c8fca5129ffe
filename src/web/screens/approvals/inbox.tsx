import { Badge, Button, Group, Paper, Stack, Text, Textarea } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { useDecisions } from '../../app/decisions.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { StateBadge } from '../../kit/state-badge.tsx';
import { formatTime } from '../../values/format.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import { Decisions } from './decisions.tsx';
import { Documents } from './documents.tsx';
import { factsOf } from './facts.ts';
import { Facts, What } from './what.tsx';

const route = getRouteApi('/s/$desk');

/** What waits for the user's decision, made for a phone, and what became of their own requests. */
export default function ApprovalInbox() {
  const { t } = useTranslation('screens');
  const given = route.useSearch().with?.request;
  const waiting = useQuery(reportQuery('approvals.inbox', {}));
  const cases = useQuery(reportQuery('approvals.case', {}));
  const mine = useQuery(reportQuery('approvals.mine', {}));
  const documents = useQuery(reportQuery('approvals.documents', {}));
  const decisions = useDecisions();
  const requests = waiting.data?.rows ?? [];
  const rows = mine.data?.rows ?? [];
  const sent = rows.find(({ request }) => request === given);
  const own = rows.filter((row) => row !== sent);
  const documentsOf = ({ request }: { request?: unknown }) =>
    (documents.data?.rows ?? []).filter((row) => row.request === request);
  return (
    <Page title={t('approvals.title')} about={t('approvals.about')}>
      {sent ? (
        <Section title={t('approvals.sent')}>
          <ul className="desk-list">
            <Own request={sent} documents={documentsOf(sent)} />
          </ul>
          {sent.state === 'pending' ? (
            <Text size="sm" c="dimmed">
              {t('approvals.sentNext')}
            </Text>
          ) : null}
        </Section>
      ) : null}
      <Section
        title={t('approvals.waiting')}
        count={requests.length + decisions.count}
        asked={[waiting, cases, ...decisions.asked]}
      >
        {requests.length + decisions.count === 0 ? (
          <Text size="sm" c="dimmed">
            {t('approvals.nothing')}
          </Text>
        ) : (
          <Stack gap="sm">
            {requests.map((request) => (
              <Request
                key={String(request.request)}
                request={request}
                what={(cases.data?.rows ?? []).filter((row) => row.request === request.request)}
                documents={documentsOf(request)}
              />
            ))}
            {decisions.count > 0 ? (
              <section aria-labelledby="others">
                <Text component="h3" size="sm" fw={650} id="others" mb={4}>
                  {t('approvals.others')}
                </Text>
                <Decisions of={decisions.open} counted={decisions.counted} />
              </section>
            ) : null}
          </Stack>
        )}
      </Section>
      {decisions.own.length + decisions.countedOwn.length > 0 ? (
        <Section title={t('approvals.ownOthers')}>
          <Decisions of={decisions.own} counted={decisions.countedOwn} />
        </Section>
      ) : null}
      <Section title={t('approvals.mine')} asked={[mine]}>
        {own.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('approvals.noneAsked')}
          </Text>
        ) : (
          <ul className="desk-list">
            {own.map((request) => (
              <Own key={String(request.request)} request={request} documents={documentsOf(request)} />
            ))}
          </ul>
        )}
      </Section>
    </Page>
  );
}

/** The number, as a link for those who may see requests. */
function Numbered({ request }: { request: Pick<RowOf<'approvals.inbox'>, 'number' | 'request'> }) {
  const readable = useModel().entity('approvals.request') !== undefined;
  const number = String(request.number);
  return readable ? (
    <TextLink to="/e/$entity/$id" params={{ entity: 'approvals.request', id: String(request.request) }}>
      {number}
    </TextLink>
  ) : (
    number
  );
}

/** How a request stands after a decision. */
type Settled = 'pending' | 'approved' | 'rejected' | 'done' | 'failed' | 'outdated';

interface RequestProps {
  readonly request: RowOf<'approvals.inbox'>;
  readonly what: readonly RowOf<'approvals.case'>[];
  readonly documents: readonly RowOf<'approvals.documents'>[];
}

function Request({ request, what, documents }: RequestProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const [comment, setComment] = useState('');
  const [silent, setSilent] = useState(false);
  const yes = useOperation('approvals.approve');
  const no = useOperation('approvals.reject');
  const number = String(request.number);
  const facts = factsOf(
    String(request.summary ?? ''),
    what.map(({ will }) => String(will)),
  );
  const decide = async (verdict: 'approve' | 'reject') => {
    setSilent(verdict === 'reject' && comment.trim() === '');
    if (verdict === 'reject' && comment.trim() === '') return;
    yes.again();
    no.again();
    const asked = String(request.request);
    const sent =
      verdict === 'approve'
        ? await yes.send({ request: asked, ...(comment.trim() ? { comment } : {}) })
        : await no.send({ request: asked, comment });
    if (!sent) return;
    const state = sent.output.state as Settled;
    const failure = sent.output.failure ?? '';
    notifications.show({
      color: state === 'failed' || state === 'outdated' ? 'orange' : 'teal',
      message: t(`approvals.${state}`, { number, failure }),
    });
  };
  const busy = yes.sending || no.sending;
  return (
    <Paper withBorder p="md" radius="md" component="article" aria-label={`${number} ${request.label}`}>
      <Group justify="space-between" gap="xs">
        <Text fw={650} component="h3" size="md">
          {String(request.label)}
        </Text>
        <Text size="sm" c="dimmed" component="div">
          <Numbered request={request} />
        </Text>
      </Group>
      <Group gap={8}>
        <Text size="sm" c="dimmed">
          {t('approvals.asked', {
            asker: String(request.asker),
            time: formatTime(request.askedAt, model.company.timeZone),
          })}
        </Text>
        <Documents rows={documents} />
        {request.behalf ? (
          <Badge variant="light" color="gray" tt="none" className="state">
            {t('approvals.behalf', { name: String(request.behalf) })}
          </Badge>
        ) : null}
        {request.escalated ? (
          <Badge variant="light" color="orange" tt="none" className="state">
            {t('approvals.escalated')}
          </Badge>
        ) : null}
      </Group>
      <What rows={what} about={String(request.label)} />
      <Text size="sm">{t('approvals.because', { reason: String(request.reason) })}</Text>
      <Facts facts={facts} />
      {request.decided ? <Text size="sm">{t('approvals.decided', { decided: String(request.decided) })}</Text> : null}
      <Textarea
        mt="sm"
        autosize
        minRows={1}
        label={t('approvals.comment')}
        value={comment}
        onChange={(event) => setComment(event.currentTarget.value)}
        error={silent ? t('approvals.sayWhy') : undefined}
      />
      <Refused error={yes.error ?? no.error} issues={no.issues} fields={[]} operation={no.operation} />
      <Group mt="sm" gap="sm" grow preventGrowOverflow={false}>
        <Button loading={yes.sending} disabled={busy} onClick={() => void decide('approve')}>
          {t('approvals.approve')}
          <span className="sr-only"> {number}</span>
        </Button>
        <Button variant="default" loading={no.sending} disabled={busy} onClick={() => void decide('reject')}>
          {t('approvals.reject')}
          <span className="sr-only"> {number}</span>
        </Button>
      </Group>
    </Paper>
  );
}

const OPEN = ['pending', 'approved', 'failed'];

interface OwnProps {
  readonly request: RowOf<'approvals.mine'>;
  readonly documents: readonly RowOf<'approvals.documents'>[];
}

function Own({ request, documents }: OwnProps) {
  const { t } = useTranslation('screens');
  const { operation, send, sending, error, issues } = useOperation('approvals.withdraw');
  const number = String(request.number);
  const withdraw = async () => {
    if (await send({ request: String(request.request) }))
      notifications.show({ color: 'teal', message: t('approvals.withdrawn', { number }) });
  };
  return (
    <li className="desk-row">
      <div className="desk-row-main">
        <Group gap={8}>
          <Text size="sm" fw={600} component="div">
            <Numbered request={request} />
          </Text>
          <Text size="sm">{String(request.label)}</Text>
          <StateBadge state={request.state} />
        </Group>
        <Text size="xs" c="dimmed">
          {factsOf(String(request.summary ?? ''), [])
            .map(([label, value]) => `${label} ${value}`)
            .join(' · ')}
        </Text>
        <Documents rows={documents} />
        {request.waitsFor ? <Text size="xs">{t('approvals.waitsFor', { who: String(request.waitsFor) })}</Text> : null}
        {request.comment ? <Text size="xs">{String(request.comment)}</Text> : null}
        <Refused error={error} issues={issues} fields={[]} operation={operation} />
      </div>
      {OPEN.includes(String(request.state)) ? (
        <Button size="compact-sm" variant="default" loading={sending} onClick={() => void withdraw()}>
          {t('approvals.withdraw')}
          <span className="sr-only"> {number}</span>
        </Button>
      ) : null}
    </li>
  );
}
