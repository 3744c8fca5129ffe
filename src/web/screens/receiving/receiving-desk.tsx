import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dec } from '#kernel/values/decimal.ts';
import type { RecordOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { listQuery, recordQuery } from '../../api/queries.ts';
import { useAskedFor } from '../../form/asked-for.ts';
import { useEntry, useKept } from '../../form/draft.ts';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { formatDecimal } from '../../values/format.ts';
import { findItems } from '../scan/find-items.ts';
import { beep } from '../scan/sound.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import type { Told } from '../scan/scan-told.tsx';
import { Expected } from './expected.tsx';
import { choiceOf, findOrder, type OrderChoice, ordersWaitingFor } from './find-code.ts';
import { type Pending, ScanInput } from './scan-input.tsx';
import { ScanList } from './scan-list.tsx';
import { type Entered, type ExpectedLine, lineFor, readScan, type Scan, sumScans } from './tally.ts';

const route = getRouteApi('/s/$desk');

/** Goods booked in by scanning: an order, then what came of it; nothing is booked before it is posted. */
export default afresh(Receiving);

function Receiving({ onAfresh }: { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const given = route.useSearch().with?.order;
  const navigate = useNavigate();
  const kept = useKept<{ order: OrderChoice | undefined; scans: readonly Scan[]; note: string }>('receiving');
  const { order, choose } = useOrder(typeof given === 'string' ? given : undefined, kept.found?.order);
  const { lines, asked } = useExpected(order);
  const [scans, setScans] = useState<readonly Scan[]>(kept.found?.scans ?? []);
  const [note, setNote] = useState(kept.found?.note ?? '');
  const [pending, setPending] = useState<Pending>();
  const [told, setTold] = useState<Told>();
  const [choices, setChoices] = useState<readonly OrderChoice[]>([]);
  const sums = useMemo(() => sumScans(scans), [scans]);
  const typed = scans.length > 0 || note !== '';
  const { sent, drop } = useEntry(kept, { order, scans, note }, typed, IDLE);
  const tell = (good: boolean, text: string) => {
    beep(good);
    setTold({ good, text, at: Date.now() });
  };
  const take = (next: OrderChoice) => {
    setChoices([]);
    choose(next);
    if (next.done) tell(false, t('receiving.doneOrder', { number: next.number, supplier: next.supplier }));
    else tell(true, t('receiving.orderChosen', { number: next.number, supplier: next.supplier }));
  };
  const add = (line: ExpectedLine, scan: Entered) => {
    setScans((old) => [{ key: (old[0]?.key ?? 0) + 1, line: line.id, ...scan }, ...old]);
    setPending(undefined);
    const { rejected, reason } = scan;
    if (Number(scan.quantity) > 0)
      tell(true, t('receiving.added', { code: line.code, quantity: scan.quantity, unit: line.unit }));
    else tell(true, `${line.code}: ${t('receiving.rejectedSum', { quantity: formatDecimal(rejected), reason })}`);
  };
  const ask = (next: Pending) => {
    beep(true);
    setTold(undefined);
    setPending(next);
  };
  const read = useReader({ order, lines, sums, scans, tell, take, setChoices, add, ask });
  const undo = () => {
    const [last, ...rest] = scans;
    if (!last) return;
    setScans(rest);
    setTold({ good: true, text: t('receiving.undone'), at: Date.now() });
  };
  const gone = () => {
    sent();
    setScans([]);
    setNote('');
    choose(undefined);
  };
  const done = (receipt: string, number: string) => {
    gone();
    beep(true);
    notifications.show({ message: t('receiving.posted', { number }), color: 'teal' });
    setTimeout(() => void navigate({ to: '/e/$entity/$id', params: { entity: 'purchasing.receipt', id: receipt } }));
  };
  return (
    <Page title={t('receiving.title')} about={t('receiving.about')}>
      <Restored
        kept={kept}
        onDrop={() => {
          drop();
          onAfresh();
        }}
      />
      <ScanInput
        told={told}
        pending={pending && { ...pending, taken: sums.get(pending.line.id)?.lots.map(({ number }) => number) ?? [] }}
        ordered={order !== undefined}
        onCode={read}
        onPending={(scan) => pending && add(pending.line, scan)}
        onCancel={() => setPending(undefined)}
        onUndo={undo}
      />
      {choices.length > 0 ? <Choices choices={choices} onTake={take} /> : null}
      {order ? (
        <>
          <Section
            title={t(order.done ? 'receiving.rejecting' : 'receiving.expected', { number: order.number })}
            asked={asked}
            tools={
              <Group gap="sm">
                <Text size="sm" component="div">
                  <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.purchase_order', id: order.id }}>
                    {t('receiving.openOrder')}
                  </TextLink>
                </Text>
                <Button
                  size="compact-sm"
                  variant="default"
                  disabled={scans.length > 0}
                  onClick={() => {
                    choose(undefined);
                    setPending(undefined);
                  }}
                >
                  {t('receiving.otherOrder')}
                </Button>
              </Group>
            }
          >
            <Expected
              lines={lines.filter((line) => order.done || awaited(line) || sums.has(line.id))}
              sums={sums}
              rejecting={order.done === true}
              onTake={(line) => setPending(order.done ? refusedOf(line, '', true) : { line, quantity: line.open })}
            />
          </Section>
          <ScanList
            scans={scans}
            lines={lines}
            onUndo={undo}
            onRemove={(key) => setScans(scans.filter((one) => one.key !== key))}
          />
          <Post {...{ order, lines, sums, note }} onNote={setNote} onDone={done} onAsked={gone} />
        </>
      ) : null}
    </Page>
  );
}

/** It is sent by a part of the page. */
const IDLE = { sending: false, error: null };

/** Its lot or serial numbers are asked for, however it is scanned. */
const tracked = ({ tracking }: ExpectedLine): boolean => tracking === 'lot' || tracking === 'serial';

const awaited = (line: ExpectedLine): boolean => Number(line.open) > 0;

/** What came of a line of which nothing is awaited, to be rejected; of an order that is done nothing else is possible. */
const refusedOf = (line: ExpectedLine, rejected: string, only: boolean): Pending => ({
  ...{ line, quantity: '0', rejected, only },
});

interface Reading {
  readonly order: OrderChoice | undefined;
  readonly lines: readonly ExpectedLine[];
  readonly sums: ReturnType<typeof sumScans>;
  readonly scans: readonly Scan[];
  tell(good: boolean, text: string): void;
  take(order: OrderChoice): void;
  setChoices(choices: readonly OrderChoice[]): void;
  add(line: ExpectedLine, scan: Entered): void;
  ask(pending: Pending): void;
}

/** What a scanned code means at this moment: a line of the order, another order, or goods whose order is looked for. */
function useReader(now: Reading) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const newest = useRef(now);
  newest.current = now;
  return async (typed: string, each: boolean) => {
    const { code, quantity } = readScan(typed);
    const { order, lines, sums, scans, tell, take, setChoices, add, ask } = newest.current;
    try {
      const direct = lines.find((line) => line.code.toLowerCase() === code.toLowerCase());
      const items = direct ? [{ item: direct.item, factor: '1' }] : await findItems(model, code);
      const line = lineFor(
        lines,
        items.map(({ item }) => item),
        sums,
      );
      if (line) {
        const factor = items.find(({ item }) => item === line.item)!.factor;
        const amount = dec(quantity ?? '1')
          .times(dec(factor))
          .toFixed();
        if (order?.done || !awaited(line)) ask(refusedOf(line, amount, order?.done === true));
        else if ((each || quantity) && !tracked(line)) add(line, { quantity: amount, rejected: '0', reason: '' });
        else ask({ line, quantity: amount });
        return;
      }
      const found = items.length === 0 ? await findOrder(code) : undefined;
      if (found?.closed) return tell(false, t('receiving.closedOrder', { code, state: found.closed }));
      if ((found?.order || items.length > 0) && scans.length > 0)
        return tell(false, t('receiving.otherScans', { code, number: order?.number ?? '' }));
      if (found?.order) return take(found.order);
      if (items.length === 0) return tell(false, t('receiving.unknown', { code }));
      if (order) return tell(false, t('receiving.notInOrder', { code, number: order.number }));
      const waiting = await ordersWaitingFor(items);
      if (waiting.length === 0) return tell(false, t('receiving.notExpected', { code }));
      if (waiting.length === 1) return take(waiting[0]!);
      setChoices(waiting);
      tell(true, t('receiving.several', { code }));
    } catch (error) {
      tell(false, (error as Error).message);
    }
  };
}

/** The order goods are received of; begins with the one that was being received, else the one named in the address. */
function useOrder(given: string | undefined, kept: OrderChoice | undefined) {
  const [order, choose] = useState(kept);
  const found = useQuery({
    ...recordQuery('purchasing.purchase_order', given ?? ''),
    enabled: given !== undefined,
  });
  const started = useRef(kept !== undefined);
  useEffect(() => {
    if (started.current || !found.data) return;
    started.current = true;
    choose(choiceOf(found.data));
  }, [found.data]);
  return { order, choose };
}

/** The lines of an order of which goods are still to come or came already. */
function useExpected(order: OrderChoice | undefined) {
  const asked = useQuery({
    ...listQuery('purchasing.order_line', { filter: { order: order?.id }, size: 200, sort: 'position' }),
    enabled: order !== undefined,
  });
  const named = [...new Set((asked.data?.rows ?? []).flatMap(({ item }) => (item ? [String(item)] : [])))];
  const items = useQuery({
    ...listQuery('catalog.item', { filter: { id: named, tracking: ['lot', 'serial'] }, size: 200 }),
    enabled: order !== undefined && named.length > 0,
  });
  const lines = useMemo(() => {
    const tracking = new Map((items.data?.rows ?? []).map((row) => [String(row.id), row.tracking]));
    return (order ? (asked.data?.rows ?? []) : [])
      .filter((row) => Number(row.open) > 0 || Number(row.received) > 0)
      .map((row) => expectedLine(row, tracking.get(String(row.item))));
  }, [asked.data, items.data, order]);
  return { lines, asked: named.length > 0 ? [asked, items] : [asked] };
}

const expectedLine = (row: RecordOf<'purchasing.order_line'>, tracking: unknown): ExpectedLine => ({
  id: String(row.id),
  item: String(row.item),
  code: String(row.itemTitle ?? row.description),
  description: String(row.description ?? ''),
  unit: String(row.unit ?? ''),
  open: String(row.open),
  ...(tracking === 'lot' || tracking === 'serial' ? { tracking } : {}),
});

/** Goods that more than one order waits for: which of them came. */
function Choices({ choices, onTake }: { choices: readonly OrderChoice[]; onTake: (order: OrderChoice) => void }) {
  const { t } = useTranslation('screens');
  return (
    <Section title={t('receiving.which')}>
      <Group gap="sm">
        {choices.map((choice, index) => (
          <Button
            key={choice.id}
            variant="default"
            data-autofocus={index === 0 || undefined}
            onClick={() => onTake(choice)}
          >
            {t('receiving.choice', { number: choice.number, supplier: choice.supplier })}
          </Button>
        ))}
      </Group>
    </Section>
  );
}

interface PostProps {
  readonly order: OrderChoice;
  readonly lines: readonly ExpectedLine[];
  readonly sums: ReturnType<typeof sumScans>;
  readonly note: string;
  readonly onNote: (note: string) => void;
  readonly onDone: (receipt: string, number: string) => void;
  /** It waits for approval. */
  readonly onAsked: () => void;
}

/** Books everything that was scanned as one receipt. */
function Post({ order, lines: expected, sums, note, onNote, onDone, onAsked }: PostProps) {
  const { t } = useTranslation('screens');
  const { operation, send, sending, error, issues } = useOperation('purchasing.receive_goods');
  useAskedFor(error, onAsked);
  const post = async () => {
    const lines = [...sums].map(([line, { quantity, rejected, reason, lots }]) => ({
      line,
      quantity,
      // As it was counted and shown, whatever unit the order was written in.
      unit: expected.find((one) => one.id === line)?.unit || undefined,
      ...(Number(rejected) > 0 ? { rejected, rejectReason: reason } : {}),
      ...(lots.length > 0 ? { lots } : {}),
    }));
    const sent = await send({ order: order.id, lines, ...(note ? { deliveryNote: note } : {}) });
    if (sent) onDone(sent.output.receipt, sent.output.number);
    else beep(false);
  };
  return (
    <Stack gap="sm">
      <Refused error={error} issues={issues} fields={[]} operation={operation} />
      <Group align="flex-end" gap="sm">
        <TextInput
          label={t('receiving.deliveryNote')}
          value={note}
          maxLength={80}
          autoComplete="off"
          onChange={(event) => onNote(event.currentTarget.value)}
        />
        <Button disabled={sums.size === 0} loading={sending} onClick={() => void post()}>
          {t('receiving.post')}
        </Button>
      </Group>
    </Stack>
  );
}
