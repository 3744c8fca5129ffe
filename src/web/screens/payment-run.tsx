import { Alert, Button, Checkbox, Group, Paper, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OperationName, RecordOf } from '../api/contracts.ts';
import { type Row, useModel } from '../api/meta.ts';
import { type Change, listQuery, timelineQuery } from '../api/queries.ts';
import { Refused } from '../form/schema-form.tsx';
import { useOperation } from '../form/use-operation.ts';
import { TextLink } from '../kit/link.tsx';
import { formatDay, formatMinor, formatTime } from '../values/format.ts';
import { withDays } from '../values/value-text.ts';
import { BY, nextOf, ORDER } from './payment/run-steps.ts';
import type { RecordScreenProps } from './registry.ts';
import { Section } from './section.tsx';
import './kit.ts';

/** A payment run: how far it is, who is paid what and why, and what was left out. */
export default function PaymentRun({ entity, row }: RecordScreenProps<'payables.payment_run'>) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const id = String(row.id);
  const lines = useQuery(listQuery('payables.run_line', { filter: { run: id }, size: 200 }));
  const state = String(row.state);
  const own = row.proposedBy === model.user.id;
  const found = useQuery(timelineQuery(entity.name, id));
  const filed = found.data?.rows.some(({ operation }) => operation === BY.filed) ?? false;
  const may = (operation: OperationName) => model.operation(operation) !== undefined;
  const next = nextOf({
    state,
    own,
    filed,
    approves: may('payables.approve_run'),
    drops: may('payables.drop_from_run'),
  });
  const leftOut = (Array.isArray(row.leftOut) ? row.leftOut : []) as Row[];
  const digits = model.digits(row.currency);
  return (
    <>
      <Paper withBorder p="md" radius="md">
        <Stack gap="sm">
          <Group justify="space-between" gap="sm">
            <Text size="sm">{t('run.payOn', { day: formatDay(row.payOn) })}</Text>
            <Text fw={650} size="lg" className="figure">
              {formatMinor(row.totalMinor, digits)} {String(row.currency)}
            </Text>
          </Group>
          <Steps row={row} changes={found.data?.rows ?? []} />
          {next.length > 0 ? (
            <Alert color={state === 'proposed' && own ? 'orange' : 'gray'} py={8}>
              <Text size="sm">{next.map((text) => t(`run.${text}`)).join(' ')}</Text>
            </Alert>
          ) : null}
        </Stack>
      </Paper>
      <Section title={t('run.payments')} asked={[lines]}>
        <Payments run={id} rows={lines.data?.rows ?? []} open={state === 'proposed'} />
      </Section>
      <Section title={t('run.leftOut')} count={leftOut.length}>
        {leftOut.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t('run.nothingLeftOut')}
          </Text>
        ) : (
          <ul className="desk-list">
            {leftOut.map((one) => (
              <li key={`${one.supplier} ${one.reason}`} className="desk-row">
                <div className="desk-row-main">
                  <Text size="sm" fw={600}>
                    {String(one.supplier)}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {withDays(model, String(one.reason))}
                  </Text>
                </div>
                <Text size="sm" className="figure">
                  {formatMinor(one.amountMinor, digits)}
                </Text>
              </li>
            ))}
          </ul>
        )}
      </Section>
    </>
  );
}

/** Proposed, approved, given to the bank, paid: who took each step and when. */
function Steps({ row, changes }: { row: RecordOf<'payables.payment_run'>; changes: readonly Change[] }) {
  const { t } = useTranslation('screens');
  const { company } = useModel();
  const stopped = row.state === 'cancelled';
  const here = ORDER.indexOf(row.state as 'paid');
  return (
    <ol className="steps" aria-label={t('run.steps')}>
      {ORDER.map((step, index) => {
        const change = changes.find(({ operation }) => operation === BY[step]);
        // A run may be paid without a file: by hand in the bank's own program.
        const done = change !== undefined || (step !== 'filed' && index <= here);
        if (!done && (stopped || row.state === 'paid')) return null;
        return (
          <li key={step} data-done={done || undefined} aria-current={index === here ? 'step' : undefined}>
            <Text size="sm" fw="inherit">
              {t(`run.${step}`)}
            </Text>
            {change ? (
              <Text size="xs" c="dimmed">
                {change.actorName} · {formatTime(change.at, company.timeZone)}
              </Text>
            ) : null}
          </li>
        );
      })}
      {stopped ? (
        <li data-stopped aria-current="step">
          <Text size="sm" fw="inherit">
            {t('run.cancelled')}
          </Text>
        </li>
      ) : null}
    </ol>
  );
}

type RunLine = RecordOf<'payables.run_line'>;

/** Who is paid, with the bills behind it; while the run is proposed bills can be taken out. */
function Payments({ run, rows, open }: { run: string; rows: readonly RunLine[]; open: boolean }) {
  const { t } = useTranslation('screens');
  const { operation, send, again, sending, error, issues } = useOperation('payables.drop_from_run');
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const may = open && operation !== undefined;
  const picked = rows.map((row) => String(row.id)).filter((id) => chosen.has(id));
  const drop = async () => {
    if (!(await send({ run, lines: picked }))) return;
    again();
    setChosen(new Set());
    notifications.show({ message: t('run.dropped'), color: 'teal' });
  };
  if (rows.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('run.none')}
      </Text>
    );
  return (
    <Stack gap="sm">
      <Refused error={error} issues={issues} fields={[]} operation={operation} />
      {[...Map.groupBy(rows, (row) => String(row.supplier))].map(([party, lines]) => (
        <Supplier
          key={party}
          lines={lines}
          chosen={may ? chosen : undefined}
          onChoose={(id, on) =>
            setChosen((old) => {
              const next = new Set(old);
              on ? next.add(id) : next.delete(id);
              return next;
            })
          }
        />
      ))}
      {may && picked.length > 0 ? (
        <Group>
          <Button variant="default" loading={sending} onClick={() => void drop()}>
            {t('run.drop', { count: picked.length })}
          </Button>
        </Group>
      ) : null}
    </Stack>
  );
}

interface SupplierProps {
  readonly lines: readonly RunLine[];
  /** Bills chosen to be taken out; none can be when absent. */
  readonly chosen: ReadonlySet<string> | undefined;
  readonly onChoose: (id: string, on: boolean) => void;
}

function Supplier({ lines, chosen, onChoose }: SupplierProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const first = lines[0]!;
  const supplier = String(first.supplierTitle ?? '');
  const digits = model.digits(first.currency);
  const amount = (value: unknown) => formatMinor(value, digits);
  const sum = lines.reduce((total, line) => total + BigInt(String(line.amountMinor)), 0n);
  const account = 'account' in first ? first.account : undefined;
  return (
    <section aria-label={supplier} className="run-supplier">
      <Group justify="space-between" gap="sm" px={8} pb={6}>
        <div>
          <Text size="sm" fw={650} component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: 'parties.party', id: String(first.supplier) }}>
              {supplier}
            </TextLink>
          </Text>
          {account === undefined ? null : account ? (
            <Text size="xs" c="dimmed">
              {t('run.paidTo', { account: String(account) })}
            </Text>
          ) : (
            <Text size="xs" className="desk-alarm">
              {t('run.noAccount')}
            </Text>
          )}
        </div>
        <Text fw={650} className="figure">
          {amount(sum)}
        </Text>
      </Group>
      <ul className="desk-list">
        {lines.map((line) => {
          const notes = [
            line.dueOn && !String(line.reason).startsWith('Due') ? t('run.due', { day: formatDay(line.dueOn) }) : '',
            /[1-9]/.test(String(line.discountMinor)) ? t('run.discount', { amount: amount(line.discountMinor) }) : '',
            /[1-9]/.test(String(line.withheldMinor)) ? t('run.withheld', { amount: amount(line.withheldMinor) }) : '',
            withDays(model, String(line.reason ?? '')),
          ];
          return (
            <li key={String(line.id)} className="desk-row">
              {chosen ? (
                <Checkbox
                  checked={chosen.has(String(line.id))}
                  onChange={(event) => onChoose(String(line.id), event.currentTarget.checked)}
                  aria-label={t('run.choose', { number: String(line.supplierNumber ?? ''), supplier })}
                />
              ) : null}
              <div className="desk-row-main">
                <Text size="sm" component="div">
                  <TextLink to="/e/$entity/$id" params={{ entity: 'payables.bill', id: String(line.bill) }}>
                    {[line.supplierNumber, line.billTitle].filter(Boolean).join(' · ')}
                  </TextLink>
                </Text>
                <Text size="xs" c="dimmed">
                  {notes.filter(Boolean).join(' · ')}
                </Text>
              </div>
              <Text size="sm" className="figure">
                {amount(line.amountMinor)}
              </Text>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
