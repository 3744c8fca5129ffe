import { Alert, Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { RecordOf, RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { useDraft, useKept } from '../../form/draft.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { useNewest } from '../../kit/use-newest.ts';
import { formatDecimal, humanise, parseDecimal } from '../../values/format.ts';
import { inUnit, measureText } from '../../values/measure.ts';
import { findItems } from '../scan/find-items.ts';
import { LineNow } from '../scan/line-now.tsx';
import { ScanField } from '../scan/scan-field.tsx';
import type { Told } from '../scan/scan-told.tsx';
import { beep } from '../scan/sound.ts';
import { TickList } from '../scan/tick-list.tsx';
import { WorkedOn } from '../scan/worked-on.tsx';
import { Found } from './found.tsx';
import { type CountLine, type Counts, countedOf, countLineOf, enteredLines, lineFor, nextUncounted } from './tally.ts';

const TO_APPROVE = 'inventory.counts_to_approve';

/** A count that goes on; one that is over says so. */
export function Counting({ count: id }: { count: string }) {
  const { t } = useTranslation('screens');
  return (
    <WorkedOn
      desk="counting"
      entity="inventory.stock_count"
      id={id}
      report="inventory.count_sheet"
      params={{ count: id }}
    >
      {(count, rows, crumbs) =>
        count.state === 'counting' ? (
          <Lines count={count} rows={rows} crumbs={crumbs} />
        ) : (
          <Page title={String(count.number)} crumbs={crumbs}>
            <Text size="sm" component="div">
              {t('counting.over', { number: String(count.number), state: humanise(String(count.state)) })}{' '}
              <TextLink to="/e/$entity/$id" params={{ entity: 'inventory.stock_count', id }}>
                {t('counting.see')}
              </TextLink>
            </Text>
          </Page>
        )
      }
    </WorkedOn>
  );
}

type Count = RecordOf<'inventory.stock_count'>;

interface LinesProps {
  readonly count: Count;
  readonly rows: readonly RowOf<'inventory.count_sheet'>[];
  readonly crumbs: React.ReactNode;
}

function Lines({ count, rows, crumbs }: LinesProps) {
  const { t } = useTranslation('screens');
  const id = String(count.id);
  const model = useModel();
  const lines = useMemo(() => rows.map(countLineOf), [rows]);
  const kept = useKept<Counts>(`counting.${id}`);
  const [counts, change, newest] = useNewest<Counts>(kept.found ?? {});
  const [touched, setTouched] = useState(false);
  useDraft(kept, counts, touched);
  const [at, setAt] = useState(() => (nextUncounted(lines, counts) ?? lines[0])?.id);
  const [adding, setAdding] = useState<{ item?: string | undefined; lot?: string | undefined }>();
  const [told, setTold] = useState<Told>();
  const { operation, send, again, sending, error, issues } = useOperation('inventory.enter_count');
  const line = lines.find((one) => one.id === at) ?? lines[0];
  const waiting = enteredLines(lines, counts);
  const done = lines.filter((one) => countedOf(one, counts) !== undefined).length;
  const tell = (good: boolean, text: string) => {
    beep(good);
    setTold({ good, text, at: Date.now() });
  };
  const set = (of: CountLine, quantity: string) => {
    setTouched(true);
    change((old) => ({ ...old, [of.id]: quantity }));
    beep(true);
    setTold(undefined);
    setAt((nextUncounted(lines, newest.current, of.id) ?? of).id);
  };
  const read = async (code: string) => {
    try {
      const byLot = lineFor(lines, newest.current, { lot: code });
      const direct = lines.filter((one) => one.code.toLowerCase() === code.toLowerCase()).map(({ item }) => item);
      const items = byLot || direct.length > 0 ? direct : (await findItems(model, code)).map(({ item }) => item);
      const found = byLot ?? lineFor(lines, newest.current, { items });
      if (found) {
        setAdding(undefined);
        setAt(found.id);
        return tell(true, t('counting.here', { code: found.code, places: found.places || t('picking.atLarge') }));
      }
      if (items.length === 0) return tell(false, t('counting.unknown', { code }));
      setAdding({ item: items[0] });
      tell(false, t('counting.notInCount', { code }));
    } catch (trouble) {
      tell(false, (trouble as Error).message);
    }
  };
  const handIn = async () => {
    if (waiting.length === 0 || sending) return;
    const sentIds = lines
      .filter((one) => newest.current[one.id] !== undefined)
      .map((one) => [one.id, newest.current[one.id]] as const);
    again();
    const sent = await send({ count: id, lines: waiting });
    if (!sent) return beep(false);
    // What was typed again meanwhile is still to be handed in.
    change((old) =>
      Object.fromEntries(
        Object.entries(old).filter(([key, value]) => !sentIds.some(([one, was]) => one === key && was === value)),
      ),
    );
    tell(true, t('counting.handedIn', { count: sentIds.length }));
  };
  const step = (by: number) => {
    const place = lines.findIndex((one) => one.id === line?.id) + by;
    if (lines[place]) setAt(lines[place].id);
  };
  return (
    <Page
      title={String(count.number)}
      about={[count.siteTitle, count.note, count.blind ? t('counting.blindText') : undefined]
        .filter(Boolean)
        .map(String)
        .join(' · ')}
      crumbs={crumbs}
    >
      {done === lines.length && waiting.length === 0 ? <Over count={count} own={touched} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a key for the whole of it */}
      <div
        className="tick-place"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void handIn();
        }}
      >
        <Stack gap="sm">
          <ScanField label={t('counting.scan')} told={told} resting onCode={(code) => void read(code)} />
          {adding ? (
            <Found
              count={id}
              given={adding}
              onCancel={() => setAdding(undefined)}
              onDone={(quantity) => {
                setAdding(undefined);
                tell(true, t('counting.added', { quantity: formatDecimal(quantity) }));
              }}
            />
          ) : line ? (
            <Now
              key={`${line.id} ${countedOf(line, counts) ?? ''}`}
              line={line}
              counted={countedOf(line, counts)}
              focus={told}
              onCount={(quantity) => set(line, quantity)}
              onCode={(code) => void read(code)}
              onStep={step}
            />
          ) : null}
          {adding ? null : (
            <Button variant="subtle" className="start" onClick={() => setAdding({})}>
              {t('counting.foundElse')}
            </Button>
          )}
        </Stack>
        <TickList
          label={t('counting.list')}
          current={adding ? undefined : line?.id}
          onChoose={(chosen) => {
            setAdding(undefined);
            setAt(chosen);
          }}
          rows={lines.map((one) => {
            const quantity = countedOf(one, counts);
            const state = quantity === undefined ? 'open' : 'done';
            return {
              id: one.id,
              title: `${one.code} · ${one.name}`,
              note:
                [one.places, one.lot, one.found ? t('counting.foundMark') : ''].filter(Boolean).join(' · ') ||
                undefined,
              figure: quantity === undefined ? '' : measureText(quantity, one.unit),
              state,
              said: t(counts[one.id] === undefined ? `counting.state.${state}` : 'counting.state.waits'),
            };
          })}
        />
      </div>
      <div className="desk-foot">
        <Refused error={error} issues={issues} fields={[]} operation={operation} />
        <div className="desk-foot-row">
          <Text size="sm" role="status">
            {t('counting.progress', { done, count: lines.length })}
          </Text>
          <Button size="md" loading={sending} disabled={waiting.length === 0} onClick={() => void handIn()}>
            {t('counting.handIn', { count: waiting.length })}
          </Button>
        </div>
      </div>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {t('counting.keys')}
      </Text>
    </Page>
  );
}

interface NowProps {
  readonly line: CountLine;
  readonly counted: string | undefined;
  /** After every answer the figure may be typed. */
  readonly focus: unknown;
  readonly onCount: (quantity: string) => void;
  readonly onCode: (code: string) => void;
  readonly onStep: (by: number) => void;
}

/** A scanner types where the focus is: letters, or more digits than anybody counts to, are a code. */
const isCode = (text: string): boolean => /\p{L}/u.test(text) || /^\d{8,}$/.test(text.trim());

/** The line in focus: where, what, and how much lies there. */
function Now({ line, counted, focus, onCount, onCode, onStep }: NowProps) {
  const { t } = useTranslation('screens');
  const [quantity, setQuantity] = useState(counted ?? '');
  const [wrong, setWrong] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every answer the figure may be typed
  useEffect(() => {
    input.current?.focus({ preventScroll: true });
    input.current?.select();
  }, [focus]);
  return (
    <LineNow label={t('counting.now')} done={counted !== undefined} head={line.places || t('picking.atLarge')}>
      <Text size="lg" fw={600} component="div">
        <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: line.item }}>
          {`${line.code} · ${line.name}`}
        </TextLink>
      </Text>
      {line.lot ? <Text size="sm">{t('counting.lot', { lot: line.lot })}</Text> : null}
      {line.book === undefined ? null : (
        <Text size="sm" c="dimmed">
          {t('counting.book', { quantity: measureText(line.book, line.unit) })}
        </Text>
      )}
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const amount = parseDecimal(quantity);
          if (isCode(quantity)) {
            setQuantity(counted ?? '');
            onCode(quantity.trim());
          } else if (amount === undefined || amount.startsWith('-')) setWrong(true);
          else onCount(amount);
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
          event.preventDefault();
          onStep(event.key === 'ArrowDown' ? 1 : -1);
        }}
      >
        <TextInput
          ref={input}
          mt="sm"
          size="lg"
          label={inUnit(t('counting.howMany'), line.unit)}
          value={quantity}
          inputMode="decimal"
          autoComplete="off"
          enterKeyHint="next"
          error={wrong ? t('receiving.wrongQuantity') : undefined}
          onChange={(event) => {
            setWrong(false);
            setQuantity(event.currentTarget.value);
          }}
        />
        <Group gap="sm" mt="sm" className="tick-buttons">
          <Button size="lg" type="submit">
            {t('counting.next')}
          </Button>
          <Button size="lg" variant="default" onClick={() => onCount('0')}>
            {t('counting.none')}
          </Button>
        </Group>
      </form>
    </LineNow>
  );
}

/** All is counted and handed in: somebody looks at what differs and posts it; of a blind count somebody who did not count. */
function Over({ count, own }: { count: Count; own: boolean }) {
  const { t } = useTranslation('screens');
  const id = String(count.id);
  const model = useModel();
  const navigate = useNavigate();
  const whole = useQuery({
    ...reportQuery(TO_APPROVE, {}),
    enabled: model.report(TO_APPROVE) !== undefined,
  });
  const counted = own || whole.data?.rows.find((row) => row.countId === id)?.own === true;
  const others = count.blind === true && counted;
  const { operation, send, sending, error, issues } = useOperation('inventory.approve_count');
  const approve = others ? undefined : operation;
  const post = async () => {
    const sent = await send({ count: id });
    beep(sent !== undefined);
    if (sent) void navigate({ to: '/e/$entity/$id', params: { entity: 'inventory.stock_count', id } });
  };
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.scrollIntoView({ block: 'center' }), []);
  return (
    <Alert color="teal" title={t('counting.all')} ref={box}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{t(approve ? 'counting.allPost' : others ? 'counting.allOthers' : 'counting.allWait')}</Text>
        <Refused error={error} issues={issues} fields={[]} operation={approve} />
        <Group gap="md">
          {approve ? (
            <Button size="md" loading={sending} onClick={() => void post()}>
              {approve.label}
            </Button>
          ) : null}
          {!others && model.report('inventory.count_review') ? (
            <TextLink
              to="/e/$entity/$id"
              params={{ entity: 'inventory.stock_count', id }}
              size="sm"
              c="var(--mantine-color-text)"
              underline="always"
            >
              {t('counting.review')}
            </TextLink>
          ) : null}
        </Group>
      </Stack>
    </Alert>
  );
}
