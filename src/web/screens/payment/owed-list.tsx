import { Checkbox, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { NumberText } from '../../kit/number-input.tsx';
import { formatDay, formatMinor } from '../../values/format.ts';
import type { OwedItem, Take, Takes } from './owed-items.ts';

interface OwedListProps {
  readonly items: readonly OwedItem[];
  readonly takes: Takes;
  /** What is still to be put somewhere. */
  readonly left: bigint;
  readonly digits: number;
  readonly onTake: (item: string, take: Take | undefined) => void;
}

/** What is open, with a tick and what the payment takes of each. */
export function OwedList({ items, takes, left, digits, onTake }: OwedListProps) {
  const { t } = useTranslation('screens');
  const money = (minor: bigint) => formatMinor(minor, digits);
  /** As much as is left, with the discount when it is enough for that. */
  const tick = (item: OwedItem): Take => {
    const room = left > 0n ? left : 0n;
    const discount = item.open - item.discount <= room ? item.discount : 0n;
    const most = item.open - discount;
    return { amount: room > 0n && room < most ? room : most, discount };
  };
  return (
    <ul className="desk-list">
      {items.map((item) => {
        const take = takes.get(item.item);
        const over = take !== undefined && take.amount + take.discount > item.open;
        return (
          <li key={item.item} className="desk-row owed-row" data-done={take !== undefined || undefined}>
            <Checkbox
              className="touch"
              checked={take !== undefined}
              onChange={(event) => onTake(item.item, event.currentTarget.checked ? tick(item) : undefined)}
              aria-label={t('payment.take', { number: item.number })}
            />
            <div className="desk-row-main">
              <Text size="sm" fw={600}>
                {item.number}
              </Text>
              <Text size="xs" c={item.late ? 'orange' : 'dimmed'}>
                {t('payment.due', { day: formatDay(item.dueOn) })}
                {item.discount > 0n ? ` · ${t('payment.discount', { amount: money(item.discount) })}` : ''}
              </Text>
              {take ? (
                <Text size="xs" c="dimmed">
                  {[
                    take.why ?? t('payment.byHand'),
                    ...(take.discount > 0n ? [t('payment.withDiscount', { amount: money(take.discount) })] : []),
                    ...(take.amount + take.discount < item.open
                      ? [t('payment.staysOpen', { amount: money(item.open - take.amount - take.discount) })]
                      : []),
                  ].join(' · ')}
                </Text>
              ) : null}
            </div>
            <Group gap="sm" wrap="nowrap">
              <Text size="sm" className="figure">
                <span className="sr-only">{t('payment.open')} </span>
                {money(item.open)}
              </Text>
              <NumberText
                w={120}
                size="sm"
                digits={digits}
                value={take ? String(take.amount) : ''}
                error={over ? t('payment.overOpen', { amount: money(item.open - take.discount) }) : undefined}
                onChange={(typed) =>
                  onTake(
                    item.item,
                    typed !== undefined && /^\d+$/.test(typed) && BigInt(typed) > 0n
                      ? { amount: BigInt(typed), discount: discountFor(item, BigInt(typed)) }
                      : undefined,
                  )
                }
                aria-label={t('payment.takes', { number: item.number })}
              />
            </Group>
          </li>
        );
      })}
    </ul>
  );
}

/** The discount belongs to who pays the rest less it, and to nobody else. */
const discountFor = ({ open, discount }: OwedItem, amount: bigint): bigint =>
  discount > 0n && amount === open - discount ? discount : 0n;
