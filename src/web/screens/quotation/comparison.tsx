import { Badge, Button, Checkbox, Group, Stack, Text } from '@mantine/core';

import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { reportQuery } from '../../api/queries.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { TextLink } from '../../kit/link.tsx';
import { NumberText } from '../../kit/number-input.tsx';
import { StateBadge } from '../../kit/state-badge.tsx';
import { useNewest } from '../../kit/use-newest.ts';
import { usePhone } from '../../kit/use-phone.ts';
import { formatDay, formatDecimal } from '../../values/format.ts';
import { measureText, unitText } from '../../values/measure.ts';
import { formatRounded } from '../../values/round.ts';
import { valueText } from '../../values/value-text.ts';
import { type Made, MadeOrders } from '../made-orders.tsx';
import type { RecordScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import {
  type Awards,
  awardsOf,
  type Compared,
  type ComparedLine,
  type ComparedSupplier,
  giveAllTo,
  giveCheapest,
  isOffered,
  leftOf,
  tabulate,
} from './compare.ts';

const REPORT = 'purchasing.quotation_comparison';

/** The offers of a request side by side, a line below the other; who wins how much is typed where the offer stands. */
export default function Comparison({ row }: RecordScreenProps<'purchasing.quotation_request'>) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const phone = usePhone();
  const request = String(row.id);
  const found = useQuery({ ...reportQuery(REPORT, { request }), enabled: model.report(REPORT) !== undefined });
  const { operation, send, again, sending, error, issues } = useOperation('purchasing.award_quotations');
  const guard = useGuard();
  const [awards, changeAwards, newest] = useNewest<Awards>({});
  const setAwards = (next: Awards) => changeAwards(() => next);
  const [more, setMore] = useState({ send: true, keepPrices: false });
  const [made, setMade] = useState<readonly Made[]>([]);
  const { lines, suppliers } = tabulate(found.data?.rows ?? []);
  if (!model.report(REPORT) || (found.data && suppliers.every((supplier) => supplier.lines === 0))) return null;
  const may = operation !== undefined && row.state === 'sent';
  const chosen = awardsOf(awards);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length === 0 || !(await guard.settle())) return;
    const sent = await send({ request, awards: awardsOf(newest.current), ...more });
    if (!sent) return;
    again();
    setAwards({});
    setMade(sent.output.orders);
  };
  const grid: GridProps = {
    ...{ lines, suppliers, awards, onAwards: setAwards },
    onAward: may ? (offer, quantity) => changeAwards((old) => ({ ...old, [offer]: quantity })) : undefined,
  };
  const tools = may ? (
    <Button variant="default" size="xs" onClick={() => setAwards(giveCheapest(lines))}>
      {t('quotation.cheapest')}
    </Button>
  ) : null;
  return (
    <Section title={t('quotation.title')} asked={[found]} tools={tools}>
      <form onSubmit={(event) => void submit(event)}>
        <Stack gap="sm">
          <Refused error={error} issues={issues} fields={[]} operation={operation} />
          <MadeOrders made={made} />
          <GuardContext value={guard}>{phone ? <Stacked {...grid} /> : <SideBySide {...grid} />}</GuardContext>
          {may ? (
            <Group justify="flex-end" gap="md">
              <Checkbox
                label={t('buying.sendAtOnce')}
                checked={more.send}
                onChange={(event) => setMore({ ...more, send: event.currentTarget.checked })}
              />
              <Checkbox
                label={t('quotation.keepPrices')}
                checked={more.keepPrices}
                onChange={(event) => setMore({ ...more, keepPrices: event.currentTarget.checked })}
              />
              <Button type="submit" disabled={chosen.length === 0} loading={sending}>
                {t('quotation.award', { count: chosen.length })}
              </Button>
            </Group>
          ) : null}
        </Stack>
      </form>
    </Section>
  );
}

interface GridProps {
  readonly lines: readonly ComparedLine[];
  readonly suppliers: readonly ComparedSupplier[];
  readonly awards: Awards;
  readonly onAwards: (awards: Awards) => void;
  /** Absent: nothing can be awarded, by this user or any more. */
  readonly onAward: ((offer: string, quantity: string) => void) | undefined;
}

function SideBySide({ lines, suppliers, awards, onAwards, onAward }: GridProps) {
  const { t } = useTranslation('screens');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the page is reached with the keyboard
    <section className="quotation-scroll" aria-label={t('quotation.title')} tabIndex={0}>
      <table className="quotation">
        <thead>
          <tr>
            <th scope="col">{t('quotation.line')}</th>
            {suppliers.map((supplier) => (
              <th key={supplier.id} scope="col">
                <SupplierName supplier={supplier} />
                {onAward && supplier.lines > 0 ? (
                  <button
                    type="button"
                    className="more"
                    onClick={() => onAwards(giveAllTo(lines, supplier.id))}
                    aria-label={t('quotation.allTo', { supplier: supplier.name })}
                  >
                    {t('quotation.all')}
                  </button>
                ) : null}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr key={line.position}>
              <th scope="row">
                <LineHead line={line} awards={awards} />
              </th>
              {suppliers.map(({ id }) => (
                <td key={id} data-best={line.offers.get(id)?.cheapest === true || undefined}>
                  <Offer row={line.offers.get(id)} awards={awards} onAward={onAward} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{t('quotation.total')}</th>
            {suppliers.map((supplier) => (
              <td key={supplier.id}>
                <Total supplier={supplier} of={lines.length} />
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** For narrow screens: under each line those who were asked. */
function Stacked({ lines, suppliers, awards, onAward }: GridProps) {
  const { t } = useTranslation('screens');
  return (
    <>
      {lines.map((line) => (
        <section key={line.position} aria-label={String(line.head.item)} className="quotation-line">
          <LineHead line={line} awards={awards} />
          <ul className="desk-list">
            {suppliers.map((supplier) => (
              <li key={supplier.id} className="desk-offer">
                <SupplierName supplier={supplier} />
                <Offer row={line.offers.get(supplier.id)} awards={awards} onAward={onAward} />
              </li>
            ))}
          </ul>
        </section>
      ))}
      <section aria-label={t('quotation.total')} className="quotation-line">
        <Text size="sm" fw={600}>
          {t('quotation.total')}
        </Text>
        <ul className="desk-list">
          {suppliers.map((supplier) => (
            <li key={supplier.id} className="desk-offer">
              <SupplierName supplier={supplier} />
              <Total supplier={supplier} of={lines.length} />
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}

const SupplierName = ({ supplier }: { supplier: ComparedSupplier }) => (
  <Text size="sm" fw={600} component="div">
    <TextLink to="/s/$desk" params={{ desk: 'suppliers' }} search={{ with: { supplier: supplier.id } }}>
      {supplier.name}
    </TextLink>
  </Text>
);

function LineHead({ line, awards }: { line: ComparedLine; awards: Awards }) {
  const { t } = useTranslation('screens');
  const { head } = line;
  const left = leftOf(line, awards);
  const over = left.startsWith('-');
  const done = !/[1-9]/.test(left);
  return (
    <>
      <Text size="sm" fw={600} component="div">
        <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: String(head.itemId) }}>
          {String(head.item)}
        </TextLink>
      </Text>
      <Text size="xs" c="dimmed" fw={400}>
        {[
          measureText(head.quantity, head.unit),
          head.neededOn ? t('buying.neededOn', { day: formatDay(head.neededOn) }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text size="xs" fw={500} className={over ? 'desk-alarm' : undefined} aria-live="polite">
        {over
          ? t('quotation.tooMuch', { quantity: formatDecimal(left.slice(1)) })
          : done
            ? t('quotation.allAwarded')
            : t('quotation.left', { quantity: formatDecimal(left) })}
      </Text>
    </>
  );
}

interface OfferProps {
  readonly row: Compared | undefined;
  readonly awards: Awards;
  readonly onAward: GridProps['onAward'];
}

function Offer({ row, awards, onAward }: OfferProps) {
  const { t } = useTranslation('screens');
  const model = useModel();
  if (!row) return null;
  if (!isOffered(row)) return <StateBadge state={row.state} />;
  const columns = model.columns(REPORT);
  const text = (name: keyof Compared) => valueText(model, columns[name]!, row[name], row);
  const offer = String(row.offer);
  const won = /[1-9]/.test(String(row.awarded));
  const names = { item: String(row.item), supplier: String(row.supplier) };
  return (
    <Stack gap={4}>
      <Group gap={6}>
        <Text size="sm" fw={row.cheapest ? 700 : 500} className="figure" component="div">
          <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.quotation_offer', id: offer }}>
            {[text('unitPrice'), String(row.currency ?? '')].join(' ')}
          </TextLink>
        </Text>
        {row.cheapest ? <Mark color="teal">{columns.cheapest!.label}</Mark> : null}
        {row.earliest ? <Mark color="blue">{columns.earliest!.label}</Mark> : null}
      </Group>
      <Text size="xs" className="figure">
        {[
          row.landed == null ? '' : t('quotation.here', { cost: formatRounded(row.landed, 4, 2) }),
          row.arrivesOn ? t('quotation.arrives', { day: formatDay(row.arrivesOn) }) : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </Text>
      <Text size="xs" c="dimmed">
        {text('reason')}
      </Text>
      {won ? (
        <Text size="xs" fw={600}>
          {t('quotation.won', { quantity: formatDecimal(row.awarded) })}
        </Text>
      ) : null}
      {onAward && /[1-9]/.test(String(row.open)) ? (
        <NumberText
          size="xs"
          w={110}
          value={awards[offer]}
          unit={unitText(row.unit)}
          onChange={(quantity) => onAward(offer, quantity ?? '')}
          aria-label={t('quotation.awardTo', names)}
        />
      ) : null}
    </Stack>
  );
}

const Mark = ({ color, children }: { color: string; children: string }) => (
  <Badge variant="light" color={color} size="xs" tt="none" className="state">
    {children}
  </Badge>
);

function Total({ supplier, of }: { supplier: ComparedSupplier; of: number }) {
  const { t } = useTranslation('screens');
  const { company } = useModel();
  return (
    <>
      <Text size="sm" fw={600} className="figure">
        {supplier.total === null || supplier.lines === 0
          ? '–'
          : `${formatRounded(supplier.total, company.digits, company.digits)} ${company.currency}`}
      </Text>
      <Text size="xs" c="dimmed">
        {t('quotation.offered', { lines: supplier.lines, count: of })}
      </Text>
    </>
  );
}
