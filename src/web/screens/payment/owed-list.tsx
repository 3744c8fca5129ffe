import { Button, Checkbox, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SMALL_WRITE_OFF_MINOR } from '#engines/settlement/plan.ts';
import { useModel } from '../../api/meta.ts';
import { NumberText } from '../../kit/number-input.tsx';
import { formatDay, formatDecimal, formatMinor } from '../../values/format.ts';
import {
  cashOf,
  isOver,
  type OwedItem,
  paidFor,
  settledBy,
  type Take,
  type Takes,
  wholeOf,
  withheldOf,
} from './owed-items.ts';

interface OwedListProps {
  readonly items: readonly OwedItem[];
  readonly takes: Takes;
  /** What is still to be put somewhere. */
  readonly left: bigint;
  /** Of the payment. */
  readonly currency: string;
  /** Tax withheld from what is settled. */
  readonly percent: string;
  readonly onTake: (item: string, take: Take | undefined) => void;
}

type RowProps = Omit<OwedListProps, 'items' | 'takes'> & { readonly item: OwedItem; readonly take: Take | undefined };

/** What is open, with a tick and what the payment takes of each; what is in other currencies stands last, with its rate. */
export function OwedList({ items, takes, ...rest }: OwedListProps) {
  return (
    <ul className="desk-list">
      {items.map((item) => (
        <OwedRow key={item.item} item={item} take={takes.get(item.item)} {...rest} />
      ))}
    </ul>
  );
}

/** As much as is left, with the discount when it is enough for that. */
function ticked(item: OwedItem, left: bigint, percent: string): Take {
  const room = left > 0n ? left : 0n;
  const whole = (discount: bigint) => paidFor(item, cashOf(item, discount, percent));
  const discount = whole(item.discount) <= room ? item.discount : 0n;
  const most = whole(discount);
  return { amount: room > 0n && room < most ? room : most, discount };
}

const isAmount = (typed: string | undefined): typed is string =>
  typed !== undefined && /^\d+$/.test(typed) && BigInt(typed) > 0n;

function OwedRow({ item, take, left, currency, percent, onTake }: RowProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const digits = { paid: model.digits(currency), owed: model.digits(item.currency) };
  const foreign = item.other !== undefined;
  const over = take !== undefined && isOver(item, take, percent);
  const most = paidFor(
    item,
    foreign ? cashOf(item, take?.discount ?? 0n, percent) : item.open - (take?.discount ?? 0n),
  );
  const enter = (typed: string | undefined) =>
    onTake(
      item.item,
      isAmount(typed) ? { amount: BigInt(typed), discount: discountFor(item, BigInt(typed), percent) } : undefined,
    );
  return (
    <li className="desk-row owed-row" data-done={take !== undefined || undefined}>
      <Checkbox
        className="touch"
        checked={take !== undefined}
        disabled={item.other === null}
        onChange={(event) => onTake(item.item, event.currentTarget.checked ? ticked(item, left, percent) : undefined)}
        aria-label={t('payment.take', { number: item.number })}
      />
      <div className="desk-row-main">
        <Text size="sm" fw={600}>
          {item.number}
        </Text>
        <About item={item} currency={currency} />
        {take ? <Settles item={item} take={take} percent={percent} onTake={onTake} /> : null}
      </div>
      <Group gap="sm" wrap={foreign ? 'wrap' : 'nowrap'} justify="flex-end">
        <Text size="sm" className="figure">
          <span className="sr-only">{t('payment.open')} </span>
          {formatMinor(item.open, digits.owed)}
          {foreign ? ` ${item.currency}` : ''}
        </Text>
        <NumberText
          w={foreign ? 140 : 120}
          size="sm"
          digits={digits.paid}
          {...(foreign ? { unit: currency } : {})}
          disabled={item.other === null}
          value={take ? String(take.amount) : ''}
          error={over ? t('payment.overOpen', { amount: formatMinor(most, digits.paid) }) : undefined}
          onChange={enter}
          aria-label={t('payment.takes', { number: item.number })}
        />
        {take && item.other ? (
          <NumberText
            w={140}
            size="sm"
            digits={digits.owed}
            unit={item.currency}
            value={String(settledBy(item, take, percent))}
            onChange={(typed) => {
              const settles = isAmount(typed) ? BigInt(typed) : undefined;
              onTake(item.item, { ...take, why: undefined, writeOff: undefined, settles });
            }}
            aria-label={t('payment.settlesOf', { number: item.number, currency: item.currency })}
          />
        ) : null}
      </Group>
    </li>
  );
}

/** When it is due, and what else is to be known before it is paid. */
function About({ item, currency }: { item: OwedItem; currency: string }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const said: string[] = [t('payment.due', { day: formatDay(item.dueOn) })];
  if (item.other === null) said.push(t('payment.noRate', { currency: item.currency }));
  else if (item.other)
    said.push(
      t('payment.worth', {
        ...{ rate: formatDecimal(item.other.rate), currency },
        amount: formatMinor(item.other.worth, model.digits(currency)),
      }),
    );
  if (item.discount > 0n)
    said.push(t('payment.discount', { amount: formatMinor(item.discount, model.digits(item.currency)) }));
  return (
    <Text size="xs" c={item.late ? 'orange' : 'dimmed'}>
      {said.join(' · ')}
    </Text>
  );
}

type SettlesProps = Pick<RowProps, 'item' | 'percent' | 'onTake'> & { readonly take: Take };

/** Why it is taken, what goes with it, and what stays open. */
function Settles({ item, take, percent, onTake }: SettlesProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const money = (minor: bigint) => formatMinor(minor, model.digits(item.currency));
  const withheld = withheldOf(item, take, percent);
  const writeOff = take.writeOff ?? 0n;
  const rest = item.open - wholeOf(item, take, percent);
  const settles = item.other ? settledBy(item, take, percent) : undefined;
  const small = withheld === 0n && rest > 0n && rest <= SMALL_WRITE_OFF_MINOR;
  const said = [
    take.why ?? t('payment.byHand'),
    ...(take.discount > 0n ? [t('payment.withDiscount', { amount: money(take.discount) })] : []),
    ...(withheld > 0n ? [t('payment.withheld', { amount: money(withheld) })] : []),
    ...(writeOff > 0n ? [t('payment.writtenOff', { amount: money(writeOff) })] : []),
    ...(rest > 0n ? [t('payment.staysOpen', { amount: money(rest) })] : []),
  ];
  return (
    <>
      <Text size="xs" c="dimmed">
        {said.join(' · ')}
      </Text>
      {small ? (
        <Button
          size="compact-xs"
          variant="default"
          onClick={({ currentTarget }) => {
            // The button goes: the amount beside it has the focus in its place.
            currentTarget.closest('.owed-row')?.querySelector<HTMLElement>('input:not([type=checkbox])')?.focus();
            onTake(item.item, { ...take, why: undefined, writeOff: rest, settles });
          }}
        >
          {t('payment.writeOff', { amount: money(rest) })}
        </Button>
      ) : null}
    </>
  );
}

/** The discount belongs to who pays the rest less it, and to nobody else. */
function discountFor(item: OwedItem, amount: bigint, percent: string): bigint {
  return amount === paidFor(item, cashOf(item, item.discount, percent)) ? item.discount : 0n;
}
