import { Alert, Button, Group, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { EntityName, OperationName, OutputOf } from '../../api/contracts.ts';
import { type Row, useModel } from '../../api/meta.ts';
import { draftName, useEntry, useKept } from '../../form/draft.ts';
import { FieldInput } from '../../form/field-input.tsx';
import { afresh, Restored } from '../../form/restored.tsx';
import { Refused } from '../../form/schema-form.tsx';
import { useAnyOperation } from '../../form/use-operation.ts';
import { useFirstFocus, useFirstWrong } from '../../kit/first-focus.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { useNewest } from '../../kit/use-newest.ts';
import { cleanInput, initialValues, operationFields } from '../../values/fields.ts';
import { formatMinor } from '../../values/format.ts';
import type { OperationScreenProps } from '../registry.ts';
import { Section } from '../section.tsx';
import '../kit.ts';
import {
  cashOf,
  isOver,
  type OwedItem,
  type Proposal,
  paidFor,
  type Take,
  type Takes,
  useProposal,
} from './owed-items.ts';
import { OwedList } from './owed-list.tsx';
import { PayBack } from './pay-back.tsx';

interface Side {
  readonly party: string;
  readonly day: string;
  readonly proposal: Proposal;
  readonly made: EntityName;
  /** Money that goes the other way is an operation of its own there. */
  readonly paysBack?: OperationName;
}

type Recording = 'receivables.record_payment' | 'payables.record_payment';

/** Where the two sides differ. */
const SIDES: Readonly<Record<Recording, Side>> = {
  'receivables.record_payment': {
    ...{
      party: 'customer',
      day: 'receivedOn',
      proposal: 'receivables.settlement_proposal',
      made: 'receivables.payment',
    },
    paysBack: 'receivables.refund',
  },
  'payables.record_payment': {
    ...{ party: 'supplier', day: 'paidOn', proposal: 'payables.settlement_proposal', made: 'payables.payment' },
  },
};
const FIRST = ['customer', 'supplier', 'amountMinor', 'currency', 'reference', 'receivedOn', 'paidOn'];
const HIDDEN = ['settle', 'documents', 'applications'];
const MINOR = /^\d+$/;

/** Money of a customer or to a supplier, put on what it pays: proposed with the reason, seen before it is posted. */
export default afresh(PaymentForm);

function PaymentForm({ operation, given, onAfresh }: OperationScreenProps & { onAfresh: () => void }) {
  const { t } = useTranslation('screens');
  const model = useModel();
  const navigate = useNavigate();
  const side = SIDES[operation.name as Recording];
  const fields = useMemo(() => operationFields(model, operation), [model, operation]);
  const guard = useGuard();
  const kept = useKept<{ head: Row; byHand?: Takes | undefined }>(draftName(operation, given));
  const [head, changeHead, newestHead] = useNewest<Row>(() => ({
    ...initialValues(fields, model.company.today),
    [side.day]: model.company.today,
    ...given,
    ...kept.found?.head,
  }));
  /** What was ticked or typed by hand; until then the proposal follows what is typed above. */
  const [byHand, changeByHand, newestByHand] = useNewest(kept.found?.byHand);
  const [touched, setTouched] = useState(false);
  const [more, setMore] = useState(false);
  /** Whether it was tried to post it as it stands: what hinders that is said from then on, until it does not. */
  const [tried, setTried] = useState(false);
  const { send, sending, error, issues } = useAnyOperation<Row, OutputOf<Recording>>(operation);
  const party = typeof head[side.party] === 'string' ? (head[side.party] as string) : undefined;
  const {
    items,
    takes: proposed,
    currency,
    percent,
    more: longer,
    asked,
  } = useProposal(
    side.proposal,
    { name: side.party, id: party },
    {
      amountMinor: String(amountOf(head)),
      [side.day]: head[side.day] ?? model.company.today,
      ...(head.reference ? { reference: head.reference } : {}),
      ...(head.currency ? { currency: head.currency } : {}),
      ...(head.withheldPercent ? { withheldPercent: head.withheldPercent } : {}),
    },
  );
  const digits = model.digits(currency);
  // What is paid ahead on an order settles nothing that is open.
  const takes = byHand ?? (head.order ? NOTHING : proposed);
  const left = amountOf(head) - sumOf(takes);
  const paysBack = side.paysBack && model.operation(side.paysBack);
  const refund = String(head.amountMinor ?? '').startsWith('-');
  const { sent: entered, drop } = useEntry(kept, { head, byHand }, touched, { sending, error });
  const box = useRef<HTMLDivElement>(null);
  useFirstFocus(box);
  useFirstWrong(box, issues);
  const set = (name: string, value: unknown) => {
    changeHead((old) => ({ ...old, [name]: value }));
    setTouched(true);
    if (name === side.party || name === 'currency') changeByHand(() => undefined);
  };
  const edit = (item: string, take: Take | undefined) => {
    setTouched(true);
    changeByHand((old) => {
      const next = new Map(old ?? takes);
      if (take) next.set(item, take);
      else next.delete(item);
      return next;
    });
  };
  /** The button that asked for it goes; what was proposed has the focus in its place. */
  const proposeAgain = () => {
    changeByHand(() => undefined);
    box.current?.querySelector<HTMLElement>('.owed-row input[type=checkbox]:not([disabled])')?.focus();
  };
  const hindrance = (values: Row, settled: Takes | undefined): string | undefined => {
    if (!values[side.party]) return t('payment.needsParty');
    if (refund) return side.paysBack ? t('payment.payBack') : undefined;
    if (amountOf(values) <= 0n) return t('payment.needsAmount');
    const rest = amountOf(values) - sumOf(settled ?? NOTHING);
    if (rest < 0n) return t('payment.tooMuch', { amount: formatMinor(-rest, digits) });
    const over = items.find((item) => {
      const take = settled?.get(item.item);
      return take !== undefined && isOver(item, take, percent);
    });
    return over && t('payment.overItem', { number: over.number });
  };
  const complaint = tried ? hindrance(head, byHand) : undefined;

  const post = async () => {
    if (!(await guard.settle())) return;
    const values = newestHead.current;
    const settled = newestByHand.current;
    setTried(true);
    if (hindrance(values, settled)) return;
    // Untouched, the program settles as it proposed; the same rule, asked once more.
    const settling =
      settled || values.order
        ? { settle: 'listed', applications: [...(settled ?? NOTHING)].map((of) => applicationOf(items, of, percent)) }
        : {};
    const input = {
      ...cleanInput(
        fields.filter(({ name }) => !HIDDEN.includes(name)),
        values,
      ),
      currency,
      ...(refund ? {} : settling),
    };
    const sent = await send(input);
    if (!sent) return;
    notifications.show({ message: t('payment.posted'), color: 'teal' });
    entered();
    const id = sent.output.payment;
    setTimeout(() => void navigate({ to: '/e/$entity/$id', params: { entity: side.made, id } }));
  };
  useSubmitKey(box, () => void post());
  const shown = fields.filter(
    ({ name }) => !HIDDEN.includes(name) && (more || FIRST.includes(name) || issues.has(name)),
  );
  const inOrder = [...shown].sort((a, b) => placeIn(FIRST, a.name) - placeIn(FIRST, b.name));
  return (
    <Page title={operation.label} about={operation.about}>
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
            <Paper withBorder p="md" radius="md">
              <SimpleGrid cols={{ base: 1, xs: 2, lg: 4 }} spacing="md" verticalSpacing="sm">
                {inOrder.map((field) => (
                  <FieldInput
                    key={field.name}
                    field={field}
                    value={head[field.name] ?? (field.name === 'currency' && party ? currency : undefined)}
                    issues={issues}
                    path={field.name}
                    currency={currency}
                    onChange={(value) => set(field.name, value)}
                  />
                ))}
              </SimpleGrid>
              {more ? null : (
                <Button mt="sm" variant="subtle" size="compact-sm" onClick={() => setMore(true)}>
                  {t('payment.more')}
                </Button>
              )}
            </Paper>
            {refund ? (
              <Alert color="gray">
                {!side.paysBack ? (
                  t('payment.refund')
                ) : paysBack ? (
                  <PayBack operation={paysBack} party={party} head={head} />
                ) : (
                  t('payment.payBackOthers')
                )}
              </Alert>
            ) : (
              <Section
                title={t('payment.settles')}
                count={items.length}
                asked={party ? [asked] : []}
                tools={
                  byHand ? (
                    <Button size="compact-sm" variant="subtle" onClick={proposeAgain}>
                      {t('payment.again')}
                    </Button>
                  ) : null
                }
              >
                {items.length === 0 ? (
                  <Text size="sm" c="dimmed">
                    {party ? t('payment.nothingOpen') : t('payment.chooseParty')}
                  </Text>
                ) : (
                  <OwedList {...{ items, takes, left, currency, percent }} onTake={edit} />
                )}
                {longer ? (
                  <Text size="xs" c="dimmed" mt="xs">
                    {t('payment.longer')}
                  </Text>
                ) : null}
              </Section>
            )}
            {complaint ? (
              <Text c="red" size="sm" role="alert">
                {complaint}
              </Text>
            ) : null}
            <Group className="form-foot">
              <Button
                loading={sending}
                disabled={refund && side.paysBack !== undefined}
                onClick={() => void post()}
                color={left < 0n && !refund ? 'red' : undefined}
              >
                {refund || (left === 0n && amountOf(head) === 0n) ? t('payment.post') : buttonText(t, left, digits)}
              </Button>
              <Text size="xs" c="dimmed" visibleFrom="sm">
                {t('payment.key')}
              </Text>
            </Group>
          </Stack>
        </GuardContext>
      </div>
    </Page>
  );
}

const NOTHING: Takes = new Map();

const amountOf = ({ amountMinor }: Row): bigint => {
  const text = String(amountMinor ?? '');
  return MINOR.test(text) ? BigInt(text) : 0n;
};

const sumOf = (takes: Takes): bigint => [...takes.values()].reduce((sum, { amount }) => sum + amount, 0n);

/** What is paid whole in another currency is settled whole, whatever rounding makes of its rate. */
function applicationOf(items: readonly OwedItem[], [id, take]: [string, Take], percent: string): Row {
  const { amount, discount, settles, writeOff } = take;
  const item = items.find((one) => one.item === id);
  const cash = item?.other ? cashOf(item, discount, percent) : undefined;
  const said = settles ?? (item && cash !== undefined && amount === paidFor(item, cash) ? cash : undefined);
  return {
    item: id,
    amountMinor: String(amount),
    ...(discount > 0n ? { discountMinor: String(discount) } : {}),
    ...(writeOff ? { writeOffMinor: String(writeOff) } : {}),
    ...(said === undefined ? {} : { itemMinor: String(said) }),
  };
}

const placeIn = (names: readonly string[], name: string): number => {
  const place = names.indexOf(name);
  return place < 0 ? names.length : place;
};

function buttonText(t: ReturnType<typeof useTranslation<'screens'>>['t'], left: bigint, digits: number): string {
  const amount = formatMinor(left < 0n ? -left : left, digits);
  if (left < 0n) return t('payment.postTooMuch', { amount });
  return left > 0n ? t('payment.postOnAccount', { amount }) : t('payment.postLeft', { amount });
}
