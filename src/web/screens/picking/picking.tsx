import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dec } from '#kernel/values/decimal.ts';
import type { RecordOf, RowOf } from '../../api/contracts.ts';
import { useModel } from '../../api/meta.ts';
import { useAskedFor } from '../../form/asked-for.ts';
import { useDraft, useKept } from '../../form/draft.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { TextLink } from '../../kit/link.tsx';
import { Page } from '../../kit/page.tsx';
import { useNewest } from '../../kit/use-newest.ts';
import { formatDecimal, humanise, parseDecimal } from '../../values/format.ts';
import { inUnit, measureText } from '../../values/measure.ts';
import { readScan } from '../receiving/tally.ts';
import { ask, findItems } from '../scan/find-items.ts';
import { LineNow } from '../scan/line-now.tsx';
import { ScanField } from '../scan/scan-field.tsx';
import type { Told } from '../scan/scan-told.tsx';
import { beep } from '../scan/sound.ts';
import { TickList } from '../scan/tick-list.tsx';
import { WorkedOn } from '../scan/worked-on.tsx';
import {
  isDone,
  leftOf,
  lineOf,
  nextOpen,
  type Picked,
  type PickLine,
  type Picks,
  pickedOf,
  pickLineOf,
  shippedLines,
  take,
  takeLot,
} from './pick.ts';

/** A delivery that is being picked; one that is not any more says so. */
export function Picking({ delivery: id }: { delivery: string }) {
  const { t } = useTranslation('screens');
  const [left, setLeft] = useState(false);
  return (
    <WorkedOn desk="picking" entity="sales.delivery" id={id} report="sales.pick_list" params={{ delivery: id }}>
      {(delivery, rows, crumbs) =>
        delivery.state === 'picking' || left ? (
          <Lines delivery={delivery} rows={rows} crumbs={crumbs} onLeaving={() => setLeft(true)} />
        ) : (
          <Page title={String(delivery.number)} crumbs={crumbs}>
            <Text size="sm">
              {t('picking.over', { number: String(delivery.number), state: humanise(String(delivery.state)) })}
            </Text>
          </Page>
        )
      }
    </WorkedOn>
  );
}

interface LinesProps {
  readonly delivery: RecordOf<'sales.delivery'>;
  readonly rows: readonly RowOf<'sales.pick_list'>[];
  readonly crumbs: React.ReactNode;
  readonly onLeaving: () => void;
}

function Lines({ delivery, rows, crumbs, onLeaving }: LinesProps) {
  const { t } = useTranslation('screens');
  const id = String(delivery.id);
  const lines = useMemo(() => rows.map(pickLineOf), [rows]);
  const navigate = useNavigate();
  const kept = useKept<Picks>(`picking.${id}`);
  const [picks, change, newest] = useNewest<Picks>(kept.found ?? {});
  const [touched, setTouched] = useState(false);
  const { drop } = useDraft(kept, picks, touched);
  const [at, setAt] = useState(() => (nextOpen(lines, picks) ?? lines[0])?.id);
  const [short, setShort] = useState(false);
  const [told, setTold] = useState<Told>();
  const changed = useRef<string[]>([]);
  const model = useModel();
  const { operation, send, sending, error, issues } = useOperation('sales.ship_delivery');
  useAskedFor(error, drop);
  const line = lines.find((one) => one.id === at) ?? lines[0];
  const done = lines.filter((one) => isDone(picks, one));
  const whole = done.length === lines.length;
  const tell = (good: boolean, text: string) => {
    beep(good);
    setTold({ good, text, at: Date.now() });
  };
  const set = (of: PickLine, picked: Picked | undefined) => {
    setTouched(true);
    setShort(false);
    changed.current.push(of.id);
    change((old) => {
      const { [of.id]: _, ...others } = old;
      return picked ? { ...others, [of.id]: picked } : others;
    });
    if (!picked || !isDone(newest.current, of)) return setAt(of.id);
    setAt((nextOpen(lines, newest.current, of.id) ?? of).id);
  };
  const taken = (of: PickLine, quantity?: string) => {
    const picked = take(pickedOf(newest.current, of), of, quantity);
    if (picked === 'tooMuch') {
      setAt(of.id);
      return tell(false, t('picking.tooMuch', said(of, of.quantity)));
    }
    set(of, picked);
    tell(true, t('picking.taken', said(of, picked.quantity)));
  };
  const read = async (text: string) => {
    const { code, quantity } = readScan(text);
    try {
      const direct = lines.filter((one) => one.code.toLowerCase() === code.toLowerCase());
      const items =
        direct.length > 0 ? direct.map(({ item }) => ({ item, factor: '1' })) : await findItems(model, code);
      const found = lineOf(
        lines,
        newest.current,
        items.map(({ item }) => item),
      );
      if (found) {
        if (isDone(newest.current, found)) {
          setAt(found.id);
          return tell(false, t('picking.before', { code: found.code }));
        }
        if (found.tracking !== 'none') {
          setAt(found.id);
          return tell(true, t('picking.scanLot', { code: found.code }));
        }
        const { factor } = items.find(({ item }) => item === found.item)!;
        return taken(found, quantity ? dec(quantity).times(factor).toFixed() : undefined);
      }
      if (items.length > 0) return tell(false, t('picking.notHere', { code }));
      const [lot] = await ask('inventory.stock_lot', { number: code, site: delivery.site });
      const of = lot && lineOf(lines, newest.current, [String(lot.item)]);
      if (!of) return tell(false, t(lot ? 'picking.notHere' : 'picking.unknown', { code }));
      const picked = takeLot(pickedOf(newest.current, of), of, {
        number: String(lot.number),
        onHand: String(lot.onHand),
      });
      if (typeof picked === 'string') {
        setAt(of.id);
        return tell(false, t(picked === 'full' ? 'picking.before' : 'picking.lotAgain', { code: of.code, lot: code }));
      }
      set(of, picked);
      tell(true, t('picking.lotTaken', { ...said(of, picked.quantity), lot: code }));
    } catch (trouble) {
      tell(false, (trouble as Error).message);
    }
  };
  const ship = async () => {
    if (!whole) return tell(false, t('picking.notAll', { count: lines.length - done.length }));
    onLeaving();
    const sent = await send({ delivery: id, lines: shippedLines(lines, newest.current) });
    beep(sent !== undefined);
    if (!sent) return;
    drop();
    void navigate({ to: '/s/$desk', params: { desk: 'picking' }, search: { with: { shipped: id } } });
  };
  const step = (by: number) => {
    const place = lines.findIndex((one) => one.id === line?.id) + by;
    setShort(false);
    if (lines[place]) setAt(lines[place].id);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') step(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'z' && (event.ctrlKey || event.metaKey)) {
      const last = lines.find((one) => one.id === changed.current.at(-1));
      if (last) set(last, undefined);
    } else return;
    event.preventDefault();
  };
  return (
    <Page
      title={String(delivery.number)}
      about={[delivery.customerTitle, delivery.orderTitle].filter(Boolean).map(String).join(' · ')}
      crumbs={crumbs}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a key for the whole of it */}
      <div
        className="tick-place"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          void ship();
        }}
      >
        <Stack gap="sm">
          <ScanField
            label={t('picking.scan')}
            told={told}
            resting={short}
            onCode={(code) => void read(code)}
            onEnter={() => line && !isDone(picks, line) && (mayTake(line, picks) ? taken(line) : setShort(true))}
            onKey={onKey}
          />
          {line ? (
            <Now
              key={line.id}
              line={line}
              picked={pickedOf(picks, line)}
              done={isDone(picks, line)}
              short={short}
              onTake={() => taken(line)}
              onShort={setShort}
              onLess={(quantity) => {
                const { lots } = pickedOf(picks, line);
                set(line, { quantity, lots: lots.length > 0 ? lots : [], short: true });
                tell(true, t('picking.lessTaken', said(line, quantity)));
              }}
              onUndo={() => set(line, undefined)}
            />
          ) : (
            <Text size="sm">{t('picking.noGoods')}</Text>
          )}
        </Stack>
        <TickList
          label={t('picking.list')}
          current={line?.id}
          onChoose={(chosen) => {
            setShort(false);
            setAt(chosen);
          }}
          rows={lines.map((one) => {
            const picked = pickedOf(picks, one);
            const state = !isDone(picks, one) ? 'open' : dec(leftOf(one, picked)).gt(0) ? 'less' : 'done';
            return {
              id: one.id,
              title: `${one.code} · ${one.name}`,
              note:
                [one.places, picked.lots.map((lot) => lot.number).join(', ')].filter(Boolean).join(' · ') || undefined,
              figure: `${formatDecimal(picked.quantity)} / ${measureText(one.quantity, one.unit)}`,
              state,
              said: t(`picking.state.${state}`),
            };
          })}
        />
      </div>
      <div className="desk-foot">
        <Refused error={error} issues={issues} fields={[]} operation={operation} />
        <div className="desk-foot-row">
          <Text size="sm" role="status">
            {t('picking.progress', { done: done.length, count: lines.length })}
          </Text>
          <Button size="md" loading={sending} disabled={!whole} onClick={() => void ship()}>
            {t('picking.ship')}
          </Button>
        </div>
      </div>
      <Text size="xs" c="dimmed" visibleFrom="sm">
        {t('picking.keys')}
      </Text>
    </Page>
  );
}

const said = ({ code, unit }: PickLine, quantity: string) => ({ code, quantity: measureText(quantity, unit) });

/** Of goods followed by number all are named, or none and those that expire first are taken. */
const mayTake = (line: PickLine, picks: Picks): boolean =>
  line.tracking === 'none' || pickedOf(picks, line).lots.length === 0;

interface NowProps {
  readonly line: PickLine;
  readonly picked: Picked;
  readonly done: boolean;
  readonly short: boolean;
  readonly onTake: () => void;
  readonly onShort: (yes: boolean) => void;
  readonly onLess: (quantity: string) => void;
  readonly onUndo: () => void;
}

/** The line in focus: where, what, how much; one large button. */
function Now({ line, picked, done, short, onTake, onShort, onLess, onUndo }: NowProps) {
  const { t } = useTranslation('screens');
  const left = leftOf(line, picked);
  const named = picked.lots.length > 0;
  return (
    <LineNow label={t('picking.now')} done={done} head={line.places || t('picking.atLarge')}>
      <p className="tick-big">{measureText(done ? picked.quantity : left, line.unit)}</p>
      <Text size="md" component="div">
        <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: line.item }}>
          {`${line.code} · ${line.name}`}
        </TextLink>
      </Text>
      {line.lots || named ? (
        <Text size="sm" c="dimmed">
          {named
            ? t('picking.lotsTaken', {
                lots: picked.lots.map((lot) => `${lot.number} (${formatDecimal(lot.quantity)})`).join(', '),
              })
            : t('picking.lots', { lots: line.lots })}
        </Text>
      ) : null}
      {short ? (
        <Less line={line} picked={picked} onDone={onLess} onCancel={() => onShort(false)} />
      ) : (
        <Group gap="sm" mt="sm" className="tick-buttons">
          {done ? (
            <Button size="lg" variant="default" onClick={onUndo}>
              {t('picking.undo')}
            </Button>
          ) : (
            <>
              {line.tracking === 'none' || !named ? (
                <Button size="lg" onClick={onTake}>
                  {t('picking.take', { quantity: measureText(left, line.unit) })}
                </Button>
              ) : null}
              <Button size="lg" variant="default" onClick={() => onShort(true)}>
                {t('picking.short')}
              </Button>
            </>
          )}
        </Group>
      )}
    </LineNow>
  );
}

interface LessProps {
  readonly line: PickLine;
  readonly picked: Picked;
  readonly onDone: (quantity: string) => void;
  readonly onCancel: () => void;
}

/** There is less than asked for: how many are taken. Pieces scanned by number are as many as were scanned. */
function Less({ line, picked, onDone, onCancel }: LessProps) {
  const { t } = useTranslation('screens');
  const named = picked.lots.length > 0;
  const [quantity, setQuantity] = useState(named ? picked.quantity : '');
  const [wrong, setWrong] = useState(false);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const amount = parseDecimal(quantity);
        if (amount === undefined || amount.startsWith('-') || dec(amount).gt(line.quantity)) setWrong(true);
        else onDone(amount);
      }}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onCancel();
      }}
    >
      <TextInput
        autoFocus
        mt="sm"
        size="lg"
        label={inUnit(t('picking.howMany'), line.unit)}
        description={t('picking.restBack')}
        value={quantity}
        readOnly={named}
        inputMode="decimal"
        autoComplete="off"
        error={wrong ? t('picking.wrongQuantity', { quantity: formatDecimal(line.quantity) }) : undefined}
        onChange={(event) => {
          setWrong(false);
          setQuantity(event.currentTarget.value);
        }}
      />
      <Group gap="sm" mt="sm" className="tick-buttons">
        <Button size="lg" type="submit">
          {t('picking.less')}
        </Button>
        <Button size="lg" variant="default" onClick={onCancel}>
          {t('picking.cancel')}
        </Button>
      </Group>
    </form>
  );
}
