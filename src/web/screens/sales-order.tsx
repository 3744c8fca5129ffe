import { Button, Checkbox, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dec } from '#kernel/values/decimal.ts';
import type { OutputOf, RowOf } from '../api/contracts.ts';
import { type Row, useModel } from '../api/meta.ts';
import { listQuery } from '../api/queries.ts';
import { draftName, useEntry, useKept } from '../form/draft.ts';
import { FieldInput } from '../form/field-input.tsx';
import { gridColumns } from '../form/grid-columns.ts';
import { errorsOf } from '../form/lines-input.tsx';
import { afresh, Restored } from '../form/restored.tsx';
import { Refused } from '../form/schema-form.tsx';
import { Totals } from '../form/totals.tsx';
import { useAnyOperation } from '../form/use-operation.ts';
import { type GridColumn, isBlank, type Line, lineAgain, newLine, type Values } from '../grid/grid-model.ts';
import { LineGrid } from '../grid/line-grid.tsx';
import { useFirstFocus } from '../kit/first-focus.ts';
import { goOn } from '../kit/go-on.ts';
import { GuardContext, useGuard } from '../kit/guard.ts';
import { Page } from '../kit/page.tsx';
import { useSubmitKey } from '../kit/submit-key.ts';
import { useNewest } from '../kit/use-newest.ts';
import { cleanInput, type FieldSpec, initialValues, operationFields } from '../values/fields.ts';
import { useDimensionColumns } from './dimension-columns.ts';
import { knownOf, useLinePrices } from './line-prices.ts';
import { netOf } from './net-of.ts';
import type { OperationScreenProps } from './registry.ts';
import './kit.ts';

const MAIN = ['customer', 'customerReference', 'orderedOn', 'requestedOn', 'promisedOn', 'site'];
/** Of a line: seldom told, so shown with the other fields of the head that are. */
const SELDOM = ['taxCodes'];
const HIDDEN = ['lines', 'confirm', 'overrideCredit'];

/** A sales order entered from the keyboard: the head, then its lines with what they cost and what there is. */
export default afresh(OrderForm);

function OrderForm({ operation, given, onAfresh }: OperationScreenProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const navigate = useNavigate();
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const kept = useKept<{ head: Row; lines: readonly Line[] }>(draftName(operation, given));
  const [head, changeHead, newestHead] = useNewest<Row>(() => ({
    ...initialValues(fields, model.company.today),
    orderedOn: model.company.today,
    ...given,
    ...kept.found?.head,
  }));
  const [lines, changeLines, newestLines] = useNewest<readonly Line[]>(() => [
    ...(kept.found?.lines ?? []).map(lineAgain),
    newLine(),
    newLine(),
    newLine(),
  ]);
  const guard = useGuard();
  const [more, setMore] = useState(false);
  const [complaint, setComplaint] = useState<string>();
  const { idle, send, sending, error, issues } = useAnyOperation<Row, OutputOf<'sales.place_order'>>(operation);
  const box = useRef<HTMLDivElement>(null);
  useFirstFocus(box);
  const currency = typeof head.currency === 'string' ? head.currency : undefined;
  const digits = model.digits(currency);
  const facts = useItemFacts(lines, head.site as string | undefined);
  const prices = useLinePrices(
    'catalog.prices',
    lines.map(({ values }) => values),
    knownOf({ customer: head.customer, day: head.orderedOn, currency }),
  );
  const told = more || lines.some(({ values, titles }) => SELDOM.some((name) => values[name] ?? titles[name]));
  const usually = useOrderColumns(facts, prices, digits);
  const columns = useMemo(() => (told ? [...usually, ...seldomOf(fields)] : usually), [told, usually, fields]);
  const used = useMemo(() => lines.filter((line) => !isBlank(columns, line)), [lines, columns]);
  const touched = used.length > 0 || head.customer !== undefined;
  const { sent: entered, drop } = useEntry(kept, { head, lines: used }, touched, { sending, error });
  const errors = useMemo(() => errorsOf(issues, 'lines', lines, used), [issues, lines, used]);

  const save = async (confirm: boolean) => {
    setComplaint(undefined);
    if (!(await guard.settle())) return;
    const given = newestLines.current.filter((line) => !isBlank(columns, line));
    if (given.length === 0) return setComplaint(t('sales.noLines'));
    const sent = await send({ ...inputOf(fields, newestHead.current, given), confirm });
    if (!sent) return;
    const { order, number, short } = sent.output;
    const text = !confirm
      ? t('sales.saved', { number })
      : short > 0
        ? t('sales.confirmedShort', { number, count: short })
        : t('sales.confirmed', { number });
    notifications.show({ message: text, color: short > 0 ? 'orange' : 'teal' });
    entered();
    setTimeout(() => void navigate({ to: '/e/$entity/$id', params: { entity: 'sales.sales_order', id: order } }));
  };
  useSubmitKey(box, () => void save(true));
  /** The last of the head leads into the lines; what takes Enter for itself has taken it by then. */
  const onEnter = (event: KeyboardEvent) => {
    const input = event.target as HTMLElement;
    if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || event.defaultPrevented) return;
    if (input.matches('input:not([type=checkbox])')) goOn(input);
  };
  const shown = fields.filter(
    (field) => !HIDDEN.includes(field.name) && (more || MAIN.includes(field.name) || issues.has(field.name)),
  );
  const override = error?.code === 'credit_exceeded' && model.user.permissions.includes('sales.credit.override');
  return (
    <Page title={operation.label} about={operation.about}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Enter goes on from every input of the head */}
      <div ref={box} data-goes-on onKeyDown={onEnter}>
        <GuardContext value={guard}>
          <Stack gap="md">
            <Restored
              kept={kept}
              onDrop={() => {
                drop();
                onAfresh();
              }}
            />
            <Refused error={error} issues={issues} fields={fields} />
            {complaint ? (
              <Text c="red" size="sm" role="alert">
                {complaint}
              </Text>
            ) : null}
            <Paper withBorder p="md" radius="md">
              <SimpleGrid cols={{ base: 1, xs: 2, lg: 3 }} spacing="md" verticalSpacing="sm">
                {shown.map((field) => (
                  <FieldInput
                    key={field.name}
                    field={field}
                    value={head[field.name]}
                    issues={issues}
                    path={field.name}
                    currency={currency}
                    onChange={(value) => changeHead((old) => ({ ...old, [field.name]: value }))}
                  />
                ))}
              </SimpleGrid>
              {more ? null : (
                <Button mt="sm" variant="subtle" size="compact-sm" onClick={() => setMore(true)}>
                  {t('sales.more')}
                </Button>
              )}
            </Paper>
            <LineGrid
              label={t('sales.lines')}
              columns={columns}
              lines={lines}
              onChange={changeLines}
              digits={digits}
              errors={errors}
            />
            <Totals idle={idle} operation={operation} fields={fields} input={inputOf(fields, head, used)} />
            <Group>
              <Button data-submit loading={sending} onClick={() => void save(true)}>
                {t('sales.confirm')}
              </Button>
              <Button variant="default" disabled={sending} onClick={() => void save(false)}>
                {t('sales.draft')}
              </Button>
              {override ? (
                <Checkbox
                  label={t('sales.override')}
                  checked={head.overrideCredit === true}
                  onChange={(event) => changeHead((old) => ({ ...old, overrideCredit: event.currentTarget.checked }))}
                />
              ) : null}
            </Group>
          </Stack>
        </GuardContext>
      </div>
    </Page>
  );
}

const seldomOf = (fields: readonly FieldSpec[]): GridColumn[] =>
  gridColumns(
    fields.flatMap(({ name, fields: ofLine = [] }) =>
      name === 'lines' ? ofLine.filter((field) => SELDOM.includes(field.name)) : [],
    ),
  );

const inputOf = (fields: readonly FieldSpec[], head: Row, lines: readonly Line[]): Row =>
  cleanInput(fields, { ...head, lines: lines.map(({ values }) => values), confirm: false });

interface ItemFacts {
  readonly available?: string;
}

/** Free stock of the items on the lines, kept fresh while stock moves. */
function useItemFacts(lines: readonly Line[], site: string | undefined): ReadonlyMap<string, ItemFacts> {
  const model = useModel();
  const ids = [...new Set(lines.flatMap((line) => (typeof line.values.item === 'string' ? [line.values.item] : [])))]
    .sort()
    .slice(0, 200);
  const stock = model.entity('inventory.stock');
  const filter = { item: ids, ...(site ? { site } : {}) };
  const onHand = useQuery({
    ...listQuery('inventory.stock', { filter, size: 200, sort: 'item' }),
    enabled: ids.length > 0 && stock !== undefined,
  });
  return useMemo(() => {
    const facts = new Map<string, ItemFacts>();
    for (const row of onHand.data?.rows ?? []) {
      const id = String(row.item);
      const free =
        row.available ??
        (row.onHand === undefined
          ? undefined
          : dec(String(row.onHand))
              .minus(dec(String(row.reserved ?? 0)))
              .toFixed());
      if (free === undefined) continue;
      facts.set(id, {
        ...facts.get(id),
        available: dec(facts.get(id)?.available ?? '0')
          .plus(dec(String(free)))
          .toFixed(),
      });
    }
    return facts;
  }, [onHand.data]);
}

function useOrderColumns(
  facts: ReadonlyMap<string, ItemFacts>,
  prices: (values: Values) => RowOf<'catalog.prices'> | undefined,
  digits: number,
): GridColumn[] {
  const { t } = useTranslation('screens');
  const { user } = useModel();
  const byHand = user.permissions.includes('sales.price.override');
  const dimensions = useDimensionColumns();
  return useMemo(() => {
    const price = (values: Values) => text(values.unitPrice) ?? text(prices(values)?.unitPrice);
    const discount = (values: Values) =>
      text(values.discountPercent) ?? (text(values.unitPrice) ? undefined : text(prices(values)?.discountPercent));
    const why = (values: Values) => (text(values.unitPrice) ? t('sales.setByHand') : text(prices(values)?.reason));
    const typed: GridColumn[] = [
      { name: 'unitPrice', label: t('sales.byHand'), type: 'price' },
      { name: 'discountPercent', label: t('sales.ownDiscount'), type: 'percent' },
    ];
    return [
      { name: 'item', label: t('sales.item'), type: 'reference', entity: 'catalog.item', required: true, width: 220 },
      { name: 'quantity', label: t('sales.quantity'), type: 'quantity', required: true, total: true },
      {
        name: 'available',
        label: t('sales.available'),
        type: 'quantity',
        compute: (values) => facts.get(String(values.item))?.available,
      },
      { name: 'price', label: t('sales.price'), type: 'price', compute: price },
      { name: 'discount', label: t('sales.discount'), type: 'percent', compute: discount },
      {
        name: 'net',
        label: t('sales.net'),
        type: 'money',
        total: true,
        width: 110,
        compute: (values) =>
          netOf({ quantity: values.quantity, price: price(values), discount: discount(values) }, digits),
      },
      { name: 'why', label: t('sales.why'), type: 'text', width: 190, compute: why },
      ...(byHand ? typed : []),
      { name: 'description', label: t('sales.description'), type: 'note', width: 200 },
      { name: 'promisedOn', label: t('sales.promised'), type: 'day' },
      ...dimensions,
    ];
  }, [facts, prices, digits, byHand, dimensions, t]);
}

const text = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
