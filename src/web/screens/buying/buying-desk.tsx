import { Button, Checkbox, Grid, Group, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useModel } from '../../api/meta.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { Page } from '../../kit/page.tsx';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { useNewest } from '../../kit/use-newest.ts';
import { type Made, MadeOrders } from '../made-orders.tsx';
import { Nothing, Step, StepToList } from '../nothing.tsx';
import { Section } from '../section.tsx';
import '../kit.ts';
import { NeedRow } from './need-row.tsx';
import { type Need, useNeeds } from './needs.ts';
import { Offers } from './offers.tsx';
import { OpenOrders } from './open-orders.tsx';
import { Unsent } from './unsent.tsx';

/** What has to be bought, who offers it, and what of it is on its way. */
export default function BuyingDesk() {
  const { t } = useTranslation('screens');
  const { needs, asked } = useNeeds();
  const [shown, setShown] = useState<string>();
  const [, changeQuantities, quantities] = useNewest<Readonly<Record<string, string>>>({});
  const need = needs.find(({ key }) => key === shown) ?? needs[0];
  const offers = useRef<HTMLDivElement>(null);
  const show = (key: string) => {
    setShown(key);
    offers.current?.scrollIntoView({ block: 'nearest' });
  };
  /** With what was typed a moment ago. */
  const quantityOf = (one: Need) => quantities.current[one.key] ?? one.quantity;
  return (
    <Page title={t('buying.title')} about={t('buying.about')}>
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Needs
            needs={needs}
            asked={asked}
            shown={need?.key}
            quantityOf={quantityOf}
            onShow={show}
            onQuantity={(key, quantity) => changeQuantities((old) => ({ ...old, [key]: quantity }))}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }} ref={offers}>
          <Offers need={need} quantity={need ? quantityOf(need) : '1'} />
        </Grid.Col>
        <Grid.Col span={12}>
          <Stack gap="md">
            <Unsent />
            <OpenOrders />
          </Stack>
        </Grid.Col>
      </Grid>
    </Page>
  );
}

interface NeedsProps {
  readonly needs: readonly Need[];
  readonly asked: ReturnType<typeof useNeeds>['asked'];
  readonly shown: string | undefined;
  readonly quantityOf: (need: Need) => string;
  readonly onShow: (key: string) => void;
  readonly onQuantity: (key: string, quantity: string) => void;
}

function Needs({ needs, asked, shown, quantityOf, onShow, onQuantity }: NeedsProps) {
  const { t } = useTranslation('screens');
  const guard = useGuard();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { order, sending, made, failures, may } = useOrdering();
  const [send, setSend] = useState(false);
  const ready = needs.filter((need) => may && (!need.requisition || need.requisition.state === 'approved'));
  const picked = ready.filter(({ key }) => chosen.has(key));
  const choose = (keys: readonly string[], on: boolean) =>
    setChosen((old) => {
      const next = new Set(old);
      for (const key of keys) on ? next.add(key) : next.delete(key);
      return next;
    });
  /** A requisition is ordered whole: its lines are chosen together. */
  const together = (need: Need) =>
    need.requisition
      ? ready.filter((one) => one.requisition?.id === need.requisition?.id).map(({ key }) => key)
      : [need.key];
  const taken = picked.length > 0 ? picked : ready;
  const submit = async () => {
    if (taken.length === 0 || sending || !(await guard.settle())) return;
    if (await order(taken, quantityOf, send)) setChosen(new Set());
  };
  const list = useRef<HTMLDivElement>(null);
  useSubmitKey(list, () => void submit());
  return (
    <Section title={t('buying.needs')} count={needs.length} asked={asked}>
      <Stack gap="sm" ref={list}>
        {failures}
        <MadeOrders made={made} />
        {needs.length === 0 ? (
          <Nothing text={t('buying.noNeeds')}>
            <Step operation="sourcing.request_goods" label={t('buying.request')} />
            <StepToList entity="sourcing.replenishment_rule" label={t('buying.rules')} />
          </Nothing>
        ) : (
          <>
            <Group justify="space-between" gap="sm">
              <Checkbox
                label={t('buying.chooseAll')}
                checked={ready.length > 0 && picked.length === ready.length}
                indeterminate={picked.length > 0 && picked.length < ready.length}
                disabled={ready.length === 0}
                onChange={(event) =>
                  choose(
                    ready.map(({ key }) => key),
                    event.currentTarget.checked,
                  )
                }
              />
              <Group gap="sm">
                <Checkbox
                  label={t('buying.sendAtOnce')}
                  checked={send}
                  onChange={(event) => setSend(event.currentTarget.checked)}
                />
                <Button
                  size="sm"
                  disabled={taken.length === 0}
                  loading={sending}
                  title={t('buying.orderKey')}
                  onClick={() => void submit()}
                >
                  {picked.length > 0
                    ? t('buying.order', { count: picked.length })
                    : t('buying.orderAll', { count: ready.length })}
                </Button>
              </Group>
            </Group>
            <GuardContext value={guard}>
              <ul className="desk-list">
                {needs.map((need) => (
                  <NeedRow
                    key={need.key}
                    need={need}
                    chosen={chosen.has(need.key) && ready.includes(need)}
                    shown={need.key === shown}
                    ready={ready.includes(need)}
                    quantity={quantityOf(need)}
                    onChoose={(on) => choose(together(need), on)}
                    onShow={() => onShow(need.key)}
                    onQuantity={(quantity) => onQuantity(need.key, quantity ?? '')}
                  />
                ))}
              </ul>
            </GuardContext>
          </>
        )}
      </Stack>
    </Section>
  );
}

/** Orders what was chosen, an order a supplier and site: proposals by the one operation, requisitions by the other. */
function useOrdering() {
  const model = useModel();
  const [proposals, requisitions] = [
    useOperation('sourcing.order_proposals'),
    useOperation('sourcing.order_requisitions'),
  ];
  const [made, setMade] = useState<readonly Made[]>([]);
  const order = async (picked: readonly Need[], quantityOf: (need: Need) => string, send: boolean) => {
    const own = picked.filter((need) => !need.requisition);
    const asked = [...new Set(picked.flatMap((need) => need.requisition?.id ?? []))];
    const sent = [
      own.length > 0
        ? await proposals.send({
            send,
            proposals: own.map((need) => ({ item: need.item, site: need.site, quantity: quantityOf(need) })),
          })
        : null,
      asked.length > 0 ? await requisitions.send({ send, requisitions: asked }) : null,
    ];
    if (sent[0]) proposals.again();
    if (sent[1]) requisitions.again();
    setMade(sent.flatMap((one) => one?.output.orders ?? []));
    return sent.every((one) => one !== undefined);
  };
  const failures = [proposals, requisitions].map(({ operation, error, issues }, index) => (
    <Refused
      key={index === 0 ? 'proposals' : 'requisitions'}
      error={error}
      issues={issues}
      fields={[]}
      operation={operation}
    />
  ));
  const may = model.operation('sourcing.order_proposals') !== undefined;
  return { order, made, failures, may, sending: proposals.sending || requisitions.sending };
}
