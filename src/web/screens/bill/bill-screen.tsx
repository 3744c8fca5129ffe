import { Alert, Button, Checkbox, Grid, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dec, round } from '#kernel/values/decimal.ts';
import type { OutputOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { attachFile, type Uploaded } from '../../files/upload.ts';
import { draftName, useEntry, useKept } from '../../form/draft.ts';
import { FieldInput } from '../../form/field-input.tsx';
import { gridColumns } from '../../form/grid-columns.ts';
import { errorsOf } from '../../form/lines-input.tsx';
import { Preview } from '../../form/preview.tsx';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { Totals } from '../../form/totals.tsx';
import { useAnyOperation } from '../../form/use-operation.ts';
import { isBlank, type Line, lineAgain, newLine } from '../../grid/grid-model.ts';
import { LineGrid } from '../../grid/line-grid.tsx';
import { useFirstFocus } from '../../kit/first-focus.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { useNewest } from '../../kit/use-newest.ts';
import { cleanInput, cleanLine, initialValues, operationFields } from '../../values/fields.ts';
import { formatMinor } from '../../values/format.ts';
import type { OperationScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import { Document } from './document.tsx';
import { type OpenReceipt, useOpenReceipts } from './open-receipts.ts';
import { type Billed, ReceiptLines } from './receipt-lines.tsx';

const HEAD = ['supplier', 'supplierNumber', 'billedOn', 'totalMinor', 'currency', 'note'];
/** Of a line that bills no goods received. */
const OTHER = [
  'description',
  'quantity',
  'unitPrice',
  'account',
  'landedCost',
  'orderLine',
  'costCentre',
  'project',
  'taxCodes',
];

interface BillScreenProps extends OperationScreenProps {
  /** Its paper, where one is there already. */
  readonly paper?: Uploaded | undefined;
  /** Of records its lines name, by id. */
  readonly titles?: ReadonlyMap<string, string>;
}

const NO_TITLES: ReadonlyMap<string, string> = new Map();

/** A supplier's bill entered beside its paper: what was received is proposed, and what would be held is said before. */
export default afresh(BillForm);

function BillForm({
  operation,
  given,
  paper,
  titles = NO_TITLES,
  onAfresh,
}: BillScreenProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const navigate = useNavigate();
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const lineFields = useMemo(
    () => (fields.find(({ name }) => name === 'lines')?.fields ?? []).filter(({ name }) => OTHER.includes(name)),
    [fields],
  );
  const columns = useMemo(() => gridColumns(lineFields), [lineFields]);
  const guard = useGuard();
  const kept = useKept<{ head: Row; billed: ReadonlyMap<string, Billed>; others: readonly Line[] }>(
    draftName(operation, given.held ? { held: given.held } : given),
  );
  const [head, changeHead, newestHead] = useNewest<Row>(() => ({
    ...initialValues(fields, model.company.today),
    billedOn: model.company.today,
    ...given,
    ...kept.found?.head,
  }));
  const captured = (given.lines ?? []) as readonly Row[];
  const [file, setFile] = useState(paper);
  const [billed, changeBilled, newestBilled] = useNewest<ReadonlyMap<string, Billed>>(
    () =>
      kept.found?.billed ??
      new Map(captured.filter(ofReceipt).map((line) => [String(line.receiptLine), billedOf(line)])),
  );
  const [others, changeOthers, newestOthers] = useNewest<readonly Line[]>(() => [
    ...(kept.found?.others.map(lineAgain) ??
      captured.filter((line) => !ofReceipt(line)).map((line) => lineOf(line, titles))),
    newLine(),
  ]);
  const [touched, setTouched] = useState(false);
  const [previewed, setPreviewed] = useState<Row>();
  const { idle, send, sending, error, issues } = useAnyOperation<
    Row,
    OutputOf<'payables.post_bill' | 'payables.correct_bill'>
  >(operation);
  const supplier = typeof head.supplier === 'string' && head.supplier ? head.supplier : undefined;
  const { receipts, tolerance, asked } = useOpenReceipts(supplier, given.held);
  const shown = receipts.filter(
    ({ currency }) => !head.currency || currency === undefined || currency === head.currency,
  );
  const taken = shown.filter(({ line }) => billed.has(line));
  const used = others.filter((line) => !isBlank(columns, line));
  const digits = model.digits(head.currency ?? taken[0]?.currency);
  const net = netOf(
    [...taken.map(({ line }) => billed.get(line)!), ...used.map(({ values }) => billedOf(values))],
    digits,
  );
  const { sent: entered, drop } = useEntry(kept, { head, billed, others: used }, touched, { sending, error });
  const box = useRef<HTMLDivElement>(null);
  useFirstFocus(box);
  const set = (name: string, value: unknown) => {
    changeHead((old) => ({ ...old, [name]: value }));
    setTouched(true);
    if (name === 'supplier') changeBilled(() => new Map());
  };
  /** As it is at this moment, which may not be drawn yet. */
  const input = (): Row => {
    const [now, lines] = [newestHead.current, newestBilled.current];
    const goods = shown.filter(({ line }) => lines.has(line));
    return {
      ...cleanInput(
        fields.filter(({ name }) => HEAD.includes(name)),
        now,
      ),
      ...(given.held ? { held: given.held, terms: given.terms ?? undefined } : {}),
      acknowledgeDuplicate: now.acknowledgeDuplicate === true,
      currency: now.currency ?? goods[0]?.currency,
      lines: [
        ...goods.map(({ line }) => ({
          ...captured.find((one) => one.receiptLine === line),
          receiptLine: line,
          quantity: lines.get(line)!.quantity,
          unitPrice: lines.get(line)!.price,
        })),
        ...newestOthers.current
          .filter((line) => !isBlank(columns, line))
          .map(({ values }) => cleanLine(lineFields, values)),
      ],
    };
  };
  const post = async () => {
    if (!(await guard.settle())) return;
    const sent = await send(input());
    if (!sent) return;
    const { bill, held } = sent.output;
    const made = bill ? { entity: 'payables.bill', id: bill } : { entity: 'payables.held_bill', id: String(held) };
    if (file) await attachFile(file.file, made.entity, made.id).catch((failure: Error) => warn(failure.message));
    notifications.show(
      bill
        ? { message: t('bill.posted', { number: String(head.supplierNumber) }), color: 'teal' }
        : { message: t('bill.held', { number: String(head.supplierNumber) }), color: 'orange', autoClose: 10_000 },
    );
    entered();
    setTimeout(() => void navigate({ to: '/e/$entity/$id', params: made }));
  };
  const warn = (message: string) => notifications.show({ message: t('bill.notAttached', { message }), color: 'red' });
  useSubmitKey(box, () => void post());
  /** What is open of receipt lines, at the price that was agreed. */
  const tick = (all: readonly OpenReceipt[]) =>
    changeBilled((old) => {
      const next = new Map(old);
      for (const { line, open, agreedPrice } of all)
        if (!next.has(line)) next.set(line, { quantity: open, price: agreedPrice ?? '' });
      return next;
    });
  const bill = (all: readonly OpenReceipt[], on: boolean) => {
    setTouched(true);
    if (on) tick(all);
    else changeBilled((old) => new Map([...old].filter(([line]) => !all.some((one) => one.line === line))));
  };
  const wanted = receipts.filter(({ receipt }) => receipt === given.receipt);
  const begun = useRef(kept.found !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the lines of the receipt it began with are ticked once
  useEffect(() => {
    if (begun.current || wanted.length === 0) return;
    begun.current = true;
    tick(wanted);
  }, [wanted.length]);
  const change = (line: string, part: Partial<Billed>) => {
    setTouched(true);
    changeBilled((old) => new Map(old).set(line, { ...old.get(line)!, ...part }));
  };
  const mayKeep =
    model.operation('files.upload_file') !== undefined && model.operation('files.attach_file') !== undefined;
  return (
    <Page
      title={given.held ? t('bill.correctOf', { number: String(given.supplierNumber) }) : operation.label}
      about={operation.about}
    >
      <Grid gap="md">
        {mayKeep ? (
          <Grid.Col span={{ base: 12, lg: 5 }}>
            <Document file={file} onFile={setFile} />
          </Grid.Col>
        ) : null}
        <Grid.Col span={{ base: 12, lg: mayKeep ? 7 : 12 }}>
          <div ref={box}>
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
                {error?.code === 'maybe_duplicate' ? (
                  <Checkbox
                    label={t('bill.notDuplicate')}
                    checked={head.acknowledgeDuplicate === true}
                    onChange={(event) => set('acknowledgeDuplicate', event.currentTarget.checked)}
                  />
                ) : null}
                <Paper withBorder p="md" radius="md">
                  <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="md" verticalSpacing="sm">
                    {fields
                      .filter(({ name }) => HEAD.includes(name))
                      .map((field) => (
                        <FieldInput
                          key={field.name}
                          field={field}
                          value={head[field.name]}
                          issues={issues}
                          path={field.name}
                          currency={(head.currency as string | undefined) ?? taken[0]?.currency}
                          onChange={(value) => set(field.name, value)}
                        />
                      ))}
                  </SimpleGrid>
                </Paper>
                <Section title={t('bill.receipts')} count={shown.length} asked={supplier ? asked : []}>
                  {!supplier || shown.length === 0 ? (
                    <Text size="sm" c="dimmed">
                      {supplier ? t('bill.noReceipts') : t('bill.needsSupplier')}
                    </Text>
                  ) : (
                    <ReceiptLines
                      receipts={shown}
                      tolerance={tolerance}
                      billed={billed}
                      digits={digits}
                      onBill={bill}
                      onChange={change}
                    />
                  )}
                </Section>
                <Section title={t('bill.others')}>
                  <LineGrid
                    label={t('bill.others')}
                    columns={columns}
                    lines={others}
                    onChange={(lines) => {
                      setTouched(true);
                      changeOthers(lines);
                    }}
                    digits={digits}
                    errors={errorsOf(shifted(issues, taken.length), 'lines', others, used)}
                  />
                </Section>
                <Alert color="gray" variant="light">
                  <Group justify="space-between" gap="sm">
                    <Totals
                      idle={idle}
                      operation={operation}
                      fields={fields}
                      input={input()}
                      otherwise={
                        <Text size="sm">
                          {t('bill.net')}{' '}
                          <Text span fw={650} className="figure">
                            {formatMinor(net, digits)}{' '}
                            {String(head.currency ?? taken[0]?.currency ?? model.company.currency)}
                          </Text>
                        </Text>
                      }
                    />
                    <Group gap="sm">
                      <Button
                        variant="light"
                        disabled={taken.length + used.length === 0}
                        onClick={async () => (await guard.settle()) && setPreviewed(input())}
                      >
                        {t('bill.preview')}
                      </Button>
                      <Button
                        data-submit
                        loading={sending}
                        disabled={taken.length + used.length === 0}
                        onClick={() => void post()}
                      >
                        {t(given.held ? 'bill.correct' : 'bill.post')}
                      </Button>
                    </Group>
                  </Group>
                </Alert>
                {previewed ? <Preview operation={operation} input={previewed} /> : null}
              </Stack>
            </GuardContext>
          </div>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

const ofReceipt = (line: Row): boolean => line.receiptLine != null;

const lineOf = (values: Row, titles: ReadonlyMap<string, string>): Line => ({
  ...newLine(values),
  titles: Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      titles.has(String(value)) ? [[name, titles.get(String(value))!]] : [],
    ),
  ),
});

const billedOf = (values: Row): Billed => ({
  quantity: String(values.quantity ?? '1'),
  price: String(values.unitPrice ?? ''),
});

/** What the lines come to without tax, each rounded, in minor units; lines that cannot be read yet count for nothing. */
const netOf = (lines: readonly Billed[], digits: number): string =>
  lines
    .filter(({ quantity, price }) => [quantity, price].every((text) => /^\d+(\.\d+)?$/.test(text)))
    .reduce(
      (sum, { quantity, price }) =>
        sum.plus(round(dec(quantity).times(dec(price)).times(dec(10).pow(digits)), 0, 'half-up')),
      dec('0'),
    )
    .toFixed(0);

/** What the server says about the lines behind those of receipts, numbered as they stand on the screen. */
const shifted = (issues: ReadonlyMap<string, string>, by: number): Map<string, string> =>
  new Map(
    [...issues].flatMap(([path, message]) => {
      const match = /^lines\.(\d+)(.*)$/.exec(path);
      if (!match) return [[path, message]];
      const at = Number(match[1]) - by;
      return at < 0 ? [] : [[`lines.${at}${match[2]}`, message]];
    }),
  );
