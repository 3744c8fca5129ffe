import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../kit/link.tsx';
import { NumberText } from '../../kit/number-input.tsx';
import { StateBadge } from '../../kit/state-badge.tsx';
import { formatDay, formatDecimal } from '../../values/format.ts';
import type { Need } from './needs.ts';

interface NeedRowProps {
  readonly need: Need;
  readonly chosen: boolean;
  readonly shown: boolean;
  readonly quantity: string;
  /** Whether it can be chosen: a requisition must be approved first. */
  readonly ready: boolean;
  readonly onChoose: (chosen: boolean) => void;
  readonly onShow: () => void;
  readonly onQuantity: (quantity: string | undefined) => void;
}

/** Characters of a reason that two lines of a phone hold. */
const CLAMPED = 60;

/** One need: what, how much, why; a click shows who offers it. */
export function NeedRow({ need, chosen, shown, quantity, ready, onChoose, onShow, onQuantity }: NeedRowProps) {
  const { t } = useTranslation('screens');
  const { requisition } = need;
  const [open, setOpen] = useState(false);
  return (
    <li className="desk-row" data-shown={shown || undefined}>
      <Checkbox
        checked={chosen}
        disabled={!ready}
        onChange={(event) => onChoose(event.currentTarget.checked)}
        aria-label={t('buying.choose', { item: [need.itemTitle, requisition?.number].filter(Boolean).join(', ') })}
      />
      <div className="desk-row-main">
        <Text size="sm" fw={600} component="div">
          <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: need.item }}>
            {[need.itemTitle, need.itemName].filter(Boolean).join(' · ')}
          </TextLink>
        </Text>
        <Text size="xs" c="dimmed" component="div" className={open ? undefined : 'desk-clamp'}>
          {[need.reason, need.needOn ? t('buying.neededOn', { day: formatDay(need.needOn) }) : '', need.siteTitle]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        {need.reason.length > CLAMPED ? (
          <button type="button" className="more desk-why" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('buying.why')}
          </button>
        ) : null}
        {requisition ? (
          <Text size="xs" component="div" className="desk-row-tags">
            <TextLink to="/e/$entity/$id" params={{ entity: 'sourcing.requisition', id: requisition.id }}>
              {requisition.number}
            </TextLink>
            <StateBadge state={requisition.state} />
          </Text>
        ) : null}
      </div>
      <div className="desk-row-figure">
        {requisition ? (
          <Text size="sm" className="figure">
            {formatDecimal(need.quantity)}
          </Text>
        ) : (
          <NumberText
            size="xs"
            w={96}
            value={quantity}
            unit={need.unit}
            onChange={onQuantity}
            aria-label={t('buying.quantityOf', { item: need.itemTitle })}
          />
        )}
        <button type="button" className="more" aria-pressed={shown} onClick={onShow}>
          {need.supplier ?? t('buying.offers')}
        </button>
      </div>
    </li>
  );
}
