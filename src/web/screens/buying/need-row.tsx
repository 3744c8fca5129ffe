import { Checkbox, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { TextLink } from '../../kit/link.tsx';
import { NumberText } from '../../kit/number-input.tsx';
import { StateBadge } from '../../kit/state-badge.tsx';
import { formatDay, formatDecimal } from '../../values/format.ts';
import { measureText, unitText } from '../../values/measure.ts';
import { formatRounded } from '../../values/round.ts';
import type { Need, Proposal } from './needs.ts';

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

/** What replenishment reckoned with, as it is read. */
const figures = (row: Proposal) => ({
  ...{ onHand: formatDecimal(row.onHand), onOrder: formatDecimal(row.onOrder), demand: formatDecimal(row.demand) },
  ...{
    projected: measureText(row.projected, row.unit),
    level: formatDecimal(row.level),
    target: formatDecimal(row.target),
  },
  ...{
    safety: formatDecimal(row.safety),
    used: [formatRounded(row.demandMean, 2), unitText(row.unit)].filter(Boolean).join(' '),
    days: formatRounded(row.leadMean, 1),
    count: Number(formatRounded(row.leadMean, 1)),
  },
});

/** One need: what, how much, why; a click shows who offers it. */
export function NeedRow({ need, chosen, shown, quantity, ready, onChoose, onShow, onQuantity }: NeedRowProps) {
  const { t } = useTranslation('screens');
  const { requisition, reckoned } = need;
  const { company } = useModel();
  const late = need.orderBy !== undefined && need.orderBy < company.today;
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
        <Text size="xs" component="div" className={late ? 'desk-alarm' : undefined}>
          {[
            need.orderBy ? t(late ? 'buying.orderedLate' : 'buying.orderBy', { day: formatDay(need.orderBy) }) : '',
            need.arrivesOn ? t('buying.wouldArrive', { day: formatDay(need.arrivesOn) }) : '',
            need.needOn ? t('buying.neededOn', { day: formatDay(need.needOn) }) : '',
          ]
            .filter(Boolean)
            .join(' · ')}
        </Text>
        <Text size="xs" c="dimmed" component="div">
          {[reckoned ? t('buying.sum', figures(reckoned)) : need.reason, need.siteTitle].filter(Boolean).join(' · ')}
        </Text>
        {reckoned ? (
          <button type="button" className="more desk-why" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t('buying.why')}
          </button>
        ) : null}
        {reckoned && open ? (
          <Text size="xs" c="dimmed" component="div">
            {/[1-9]/.test(String(reckoned.demandMean)) ? `${t('buying.level', figures(reckoned))} ` : ''}
            {t('buying.inFull', { reason: need.reason })}
          </Text>
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
            unit={unitText(need.unit)}
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
