import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { TFunction } from 'i18next';
import { type KeyboardEvent, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useEntry, useKept } from '../../form/draft.ts';
import { afresh, Restored } from '../../form/restored.tsx';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { formatDecimal } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { ScanField } from '../scan/scan-field.tsx';
import type { Told } from '../scan/scan-told.tsx';
import { beep } from '../scan/sound.ts';
import { TickList } from '../scan/tick-list.tsx';
import { Section } from '../section.tsx';
import '../kit.ts';
import { Arrivals } from './arrivals.tsx';
import type { OrderChoice } from './find-code.ts';
import { Now, Over, type Surplus, titleOf } from './now.tsx';
import { useExpected, useOrder } from './order.ts';
import { Post } from './post.tsx';
import { type Pending, Quantity } from './quantity.tsx';
import { isAwaited, isTracked, refusedOf, useReader } from './read-code.ts';
import { ScanList } from './scan-list.tsx';
import {
  type Entered,
  type ExpectedLine,
  leftOf,
  nextLine,
  overOf,
  type Scan,
  type Sum,
  splitOff,
  sumScans,
} from './tally.ts';

const route = getRouteApi('/s/$desk');

/** Goods booked in: what is expected, then what came of an order, by tick or scan; nothing is booked before it is posted. */
export default afresh(Receiving);

function Receiving({ onAfresh }: { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const given = route.useSearch().with?.order;
  const navigate = useNavigate();
  const kept = useKept<{ order: OrderChoice | undefined; scans: readonly Scan[]; note: string }>('receiving');
  const { order, choose } = useOrder(typeof given === 'string' ? given : undefined, kept.found?.order);
  const expected = useExpected(order);
  const [scans, setScans] = useState<readonly Scan[]>(kept.found?.scans ?? []);
  const [note, setNote] = useState(kept.found?.note ?? '');
  const [each, setEach] = useState(false);
  const [at, setAt] = useState<string>();
  const [pending, setPending] = useState<Pending>();
  const [surplus, setSurplus] = useState<Surplus>();
  const [told, setTold] = useState<Told>();
  const [choices, setChoices] = useState<readonly OrderChoice[]>([]);
  const sums = useMemo(() => sumScans(scans), [scans]);
  const lines = expected.lines.filter((line) => order?.done || isAwaited(line) || sums.has(line.id));
  const line = lines.find(({ id }) => id === at) ?? nextLine(lines, sums) ?? lines[0];
  const typed = scans.length > 0 || note !== '';
  const { sent, drop } = useEntry(kept, { order, scans, note }, typed, IDLE);
  const tell = (good: boolean, text: string) => {
    beep(good);
    setTold({ good, text, at: Date.now() });
  };
  const leave = () => {
    setPending(undefined);
    setSurplus(undefined);
  };
  const look = (id: string | undefined) => {
    leave();
    setAt(id);
  };
  const take = (next: OrderChoice) => {
    setChoices([]);
    choose(next);
    if (next.done) tell(false, t('receiving.doneOrder', { number: next.number, supplier: next.supplier }));
    else tell(true, t('receiving.orderChosen', { number: next.number, supplier: next.supplier }));
  };
  const ask = (next: Pending) => {
    beep(true);
    setTold(undefined);
    setAt(next.line.id);
    setPending(next);
  };
  /** What came of a line; more than was ordered is asked about first. */
  const add = (of: ExpectedLine, scan: Entered) => {
    const over = overOf(of, sums.get(of.id), scan.quantity);
    if (over === undefined) return keep(of, scan);
    beep(false);
    setTold(undefined);
    look(of.id);
    setSurplus({ line: of, scan, over });
  };
  const keep = (of: ExpectedLine, scan: Entered) => {
    setScans((old) => [{ key: (old[0]?.key ?? 0) + 1, line: of.id, ...scan }, ...old]);
    look(each ? of.id : (nextLine(lines, sums, of.id) ?? of).id);
    const rejected = t('receiving.rejectedSum', { quantity: formatDecimal(scan.rejected), reason: scan.reason });
    const parts = [
      ...(Number(scan.quantity) > 0 ? [measureText(scan.quantity, of.unit)] : []),
      ...(Number(scan.rejected) > 0 ? [rejected] : []),
    ];
    tell(true, t('receiving.added', { code: of.code, what: parts.join(' · ') }));
  };
  const split =
    surplus && surplus.line.tracking !== 'serial'
      ? () => keep(surplus.line, splitOff(surplus.scan, surplus.over, t('receiving.surplus')))
      : undefined;
  const correct = () => {
    if (!surplus) return;
    setSurplus(undefined);
    setPending({ line: surplus.line, ...surplus.scan });
  };
  /** Takes what is still to come of a line, where nothing else has to be known of it. */
  const takeLeft = (of: ExpectedLine) => {
    const left = leftOf(of, sums.get(of.id));
    if (order?.done || !isAwaited(of)) setPending(refusedOf(of, '', order?.done === true));
    else if (isTracked(of) || Number(left) <= 0) setPending({ line: of, quantity: Number(left) > 0 ? left : '' });
    else keep(of, { quantity: left, rejected: '0', reason: '' });
  };
  const other = (of: ExpectedLine) => {
    const left = leftOf(of, sums.get(of.id));
    setPending(order?.done ? refusedOf(of, '', true) : { line: of, quantity: Number(left) > 0 ? left : '' });
  };
  const read = useReader({
    order,
    lines,
    sums,
    scans,
    surplus: surplus !== undefined,
    tell,
    take,
    setChoices,
    add,
    ask,
  });
  const undo = () => {
    const [last, ...rest] = scans;
    if (!last) return;
    setScans(rest);
    look(last.line);
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
  const onEnter = () => (surplus ? split?.() : line && takeLeft(line));
  const onKey = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) look(lines[lines.findIndex(({ id }) => id === line?.id) + step]?.id ?? line?.id);
    else if (event.key === 'Escape' && surplus) correct();
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) undo();
    else return;
    event.preventDefault();
  };
  return (
    <Page
      title={order ? order.number : t('receiving.title')}
      about={order ? order.supplier : t('receiving.about')}
      actions={
        order ? (
          <>
            <Text size="sm" component="div">
              <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.purchase_order', id: order.id }}>
                {t('receiving.openOrder')}
              </TextLink>
            </Text>
            <Button
              variant="default"
              disabled={scans.length > 0}
              onClick={() => {
                choose(undefined);
                look(undefined);
                setTold(undefined);
              }}
            >
              {t('receiving.otherOrder')}
            </Button>
          </>
        ) : undefined
      }
    >
      <Restored
        kept={kept}
        onDrop={() => {
          drop();
          onAfresh();
        }}
      />
      <div className={order ? 'tick-place' : undefined}>
        <Stack gap="sm">
          <ScanField
            label={order ? t('receiving.scan') : t('receiving.scanOrder')}
            told={told}
            resting={pending !== undefined}
            onCode={(code) => void read(code, each)}
            onEnter={onEnter}
            onKey={onKey}
          />
          {choices.length > 0 ? <Choices choices={choices} onTake={take} /> : null}
          {order ? (
            <SegmentedControl
              value={each ? 'each' : 'ask'}
              onChange={(value) => setEach(value === 'each')}
              aria-label={t('receiving.mode')}
              data={[
                { value: 'ask', label: t('receiving.ask') },
                { value: 'each', label: t('receiving.each') },
              ]}
            />
          ) : null}
          {pending ? (
            <Quantity
              key={pending.line.id}
              pending={{ ...pending, taken: sums.get(pending.line.id)?.lots.map(({ number }) => number) ?? [] }}
              onDone={(scan) => add(pending.line, scan)}
              onCancel={() => setPending(undefined)}
            />
          ) : surplus ? (
            <Over
              surplus={surplus}
              sum={sums.get(surplus.line.id)}
              onSplit={split}
              onAll={() => keep(surplus.line, surplus.scan)}
              onCorrect={correct}
            />
          ) : line ? (
            <Now
              line={line}
              sum={sums.get(line.id)}
              rejecting={order?.done === true}
              tracked={isTracked(line)}
              onTake={() => takeLeft(line)}
              onOther={() => other(line)}
              onUndo={() => setScans(scans.filter((one) => one.line !== line.id))}
            />
          ) : null}
        </Stack>
        {order ? (
          <Stack gap="sm">
            <Section
              title={t(order.done ? 'receiving.rejecting' : 'receiving.expected', { number: order.number })}
              asked={expected.asked}
            >
              {lines.length === 0 ? (
                <Text size="sm" c="dimmed">
                  {t('receiving.nothingOpen')}
                </Text>
              ) : (
                <TickList
                  label={t('receiving.list')}
                  current={line?.id}
                  onChoose={look}
                  rows={lines.map((one) => rowOf(one, sums.get(one.id), order.done === true, t))}
                />
              )}
            </Section>
            {scans.length > 0 ? (
              <ScanList
                scans={scans}
                lines={lines}
                onUndo={undo}
                onRemove={(key) => setScans(scans.filter((one) => one.key !== key))}
              />
            ) : null}
            <TextInput
              label={t('receiving.deliveryNote')}
              value={note}
              maxLength={80}
              autoComplete="off"
              onChange={(event) => setNote(event.currentTarget.value)}
            />
          </Stack>
        ) : null}
      </div>
      {order ? (
        <Post
          {...{ order, lines, sums, note }}
          waits={pending !== undefined || surplus !== undefined}
          onDone={done}
          onAsked={gone}
        />
      ) : (
        <Arrivals onTake={take} />
      )}
      {order ? (
        <Text size="xs" c="dimmed" visibleFrom="sm">
          {t('receiving.keys')}
        </Text>
      ) : null}
    </Page>
  );
}

/** It is sent by a part of the page. */
const IDLE = { sending: false, error: null };

/** A line as it stands in the list: what came of it, and of how much. */
function rowOf(line: ExpectedLine, sum: Sum | undefined, rejecting: boolean, t: TFunction<'screens'>) {
  const left = leftOf(line, sum);
  const state = !sum ? 'open' : rejecting || Number(left) <= 0 ? 'done' : 'less';
  const notes = [
    ...(left.startsWith('-') ? [t('receiving.tooMuch')] : []),
    ...(sum && Number(sum.rejected) > 0
      ? [t('receiving.rejectedSum', { quantity: formatDecimal(sum.rejected), reason: sum.reason })]
      : []),
  ];
  return {
    id: line.id,
    title: titleOf(line),
    note: notes.join(' · ') || undefined,
    figure: rejecting
      ? formatDecimal(sum?.rejected ?? '0')
      : `${formatDecimal(sum?.quantity ?? '0')} / ${measureText(line.open, line.unit)}`,
    state,
    said: t(`receiving.state.${state}`),
  } as const;
}

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
