import { Button, Group, Paper, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { recordQuery } from '../../api/queries.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { DayInput } from '../../kit/day-input.tsx';
import { GuardContext, useGuard } from '../../kit/guard.ts';
import { ReferenceInput } from '../../kit/reference-input.tsx';
import { parseDecimal } from '../../values/format.ts';
import { inUnit } from '../../values/measure.ts';
import { beep } from '../scan/sound.ts';

interface FoundProps {
  readonly count: string;
  readonly given: { readonly item?: string | undefined };
  readonly onCancel: () => void;
  readonly onDone: (quantity: string) => void;
}

/** Goods that lie there and are not part of the count; what one is worth is asked for only where nobody knows it. */
export function Found({ count, given, onCancel, onDone }: FoundProps) {
  const { t } = useTranslation('screens');
  const guard = useGuard();
  const form = useRef<HTMLFormElement>(null);
  const [values, setValues] = useState<Record<string, string | undefined>>({ item: given.item });
  const [wrong, setWrong] = useState<'item' | 'quantity' | 'unitCost'>();
  const { operation, send, sending, error, issues } = useOperation('inventory.add_found');
  const item = useQuery({ ...recordQuery('catalog.item', values.item ?? ''), enabled: values.item !== undefined });
  const tracked = item.data !== undefined && item.data.tracking !== 'none';
  const costly = error?.code === 'cost_needed' || values.unitCost !== undefined;
  const set = (name: string, value: string | undefined) => {
    setWrong(undefined);
    setValues((old) => ({ ...old, [name]: value || undefined }));
  };
  const add = async () => {
    if (!(await guard.settle())) return;
    const quantity = parseDecimal(values.quantity ?? '');
    const unitCost = values.unitCost === undefined ? undefined : parseDecimal(values.unitCost);
    if (!values.item) return setWrong('item');
    if (quantity === undefined || !/[1-9]/.test(quantity) || quantity.startsWith('-')) return setWrong('quantity');
    if (values.unitCost !== undefined && unitCost === undefined) return setWrong('unitCost');
    const { lot, expiresOn } = values;
    const line = { item: values.item, quantity, ...(lot ? { lot } : {}), ...(expiresOn ? { expiresOn } : {}) };
    const sent = await send({ count, lines: [{ ...line, ...(unitCost ? { unitCost } : {}) }] });
    if (sent) onDone(quantity);
    else beep(false);
  };
  const text = (name: string) => ({
    size: 'md',
    value: values[name] ?? '',
    autoComplete: 'off',
    onChange: (event: { currentTarget: { value: string } }) => set(name, event.currentTarget.value),
  });
  return (
    <GuardContext value={guard}>
      <Paper
        withBorder
        p="md"
        radius="md"
        component="form"
        ref={form}
        aria-label={t('counting.foundElse')}
        className="tick-now"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void add();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape' && !event.defaultPrevented) onCancel();
        }}
      >
        <Text size="sm" fw={600} mb="xs">
          {t('counting.foundElse')}
        </Text>
        <Refused error={error} issues={issues} fields={[]} operation={operation} />
        <ReferenceInput
          entity="catalog.item"
          filter={{ kind: 'stocked' }}
          label={t('counting.item')}
          size="md"
          required
          value={values.item}
          onChange={(id) => set('item', id)}
          error={wrong === 'item' ? t('counting.needsItem') : undefined}
        />
        {tracked ? (
          <>
            <TextInput mt="sm" label={t('counting.foundLot')} {...text('lot')} />
            <DayInput
              mt="sm"
              size="md"
              label={t('counting.expires')}
              description={t('counting.expiresText')}
              value={values.expiresOn ?? ''}
              onChange={(day) => set('expiresOn', day as string | undefined)}
            />
          </>
        ) : null}
        <TextInput
          mt="sm"
          autoFocus={given.item !== undefined}
          label={inUnit(t('counting.howMany'), item.data?.unit)}
          inputMode="decimal"
          error={wrong === 'quantity' ? t('receiving.wrongQuantity') : undefined}
          {...text('quantity')}
        />
        {costly ? (
          <TextInput
            mt="sm"
            label={t('counting.worth')}
            inputMode="decimal"
            error={wrong === 'unitCost' ? t('receiving.wrongQuantity') : undefined}
            {...text('unitCost')}
          />
        ) : null}
        <Group gap="sm" mt="sm" className="tick-buttons">
          <Button size="lg" type="submit" loading={sending}>
            {t('counting.add')}
          </Button>
          <Button size="lg" variant="default" onClick={onCancel}>
            {t('picking.cancel')}
          </Button>
        </Group>
      </Paper>
    </GuardContext>
  );
}
