import { Button, Group, Paper, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatDecimal, parseDecimal } from '../../values/format.ts';
import { inUnit } from '../../values/measure.ts';
import { type Entered, type ExpectedLine, readSerials, serialTwice } from './tally.ts';

/** The line whose quantity is asked for now, with what is proposed. */
export interface Pending {
  readonly line: ExpectedLine;
  readonly quantity: string;
  readonly rejected?: string;
  readonly reason?: string;
  readonly lots?: Entered['lots'];
  /** Nothing may be accepted. */
  readonly only?: boolean;
  /** Serial numbers of it that were entered before. */
  readonly taken?: readonly string[];
}

interface QuantityProps {
  readonly pending: Pending;
  readonly onDone: (scan: Entered) => void;
  readonly onCancel: () => void;
}

type Wrong = 'quantity' | 'rejected' | 'reason' | 'serials';

/** How much came of what was scanned, of which lot or pieces, and what of it was refused, and why. */
export function Quantity({ pending, onDone, onCancel }: QuantityProps) {
  const { line, quantity: proposed, only = false, taken = [], lots: begun = [] } = pending;
  const { t } = useTranslation('screens');
  const single = line.tracking === 'serial' && !only;
  const [quantity, setQuantity] = useState(proposed);
  const [serials, setSerials] = useState(single ? begun.map(({ number }) => number).join('\n') : '');
  const [lot, setLot] = useState(begun[0]?.number ?? '');
  const [rejected, setRejected] = useState(pending.rejected === '0' ? '' : (pending.rejected ?? ''));
  const [reason, setReason] = useState(pending.reason ?? '');
  const [wrong, setWrong] = useState<Wrong>();
  const numbers = readSerials(serials);
  const twice = serialTwice(numbers, taken);
  const submit = () => {
    const counted = single ? String(numbers.length) : quantity.trim() === '' ? '0' : parseDecimal(quantity);
    const bad = parseDecimal(rejected || '0');
    if (counted === undefined || counted.startsWith('-')) return setWrong('quantity');
    if (bad === undefined || bad.startsWith('-')) return setWrong('rejected');
    if (single && (twice !== undefined || !/[1-9]/.test(counted + bad))) return setWrong('serials');
    if (!/[1-9]/.test(counted + bad)) return setWrong(only ? 'rejected' : 'quantity');
    if (/[1-9]/.test(bad) && reason.trim() === '') return setWrong('reason');
    const lots = single
      ? numbers.map((number) => ({ number, quantity: '1' }))
      : lot.trim() && /[1-9]/.test(counted)
        ? [{ number: lot.trim(), quantity: counted }]
        : [];
    onDone({ quantity: counted, rejected: bad, reason: /[1-9]/.test(bad) ? reason.trim() : '', lots });
  };
  return (
    <Paper withBorder p="md" radius="md" className="tick-now">
      <form
        aria-label={t('receiving.quantityOf', { code: line.code })}
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onCancel();
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
            event.preventDefault();
            // It sends this alone, not yet the receipt.
            event.stopPropagation();
            submit();
          }
        }}
      >
        <Text size="sm" fw={600} mb={4}>
          {[line.code, line.description].filter(Boolean).join(' · ')}
        </Text>
        <Group align="flex-start" gap="sm">
          {only ? null : single ? (
            <Textarea
              autoFocus
              w={300}
              autosize
              minRows={2}
              maxRows={10}
              label={t('receiving.serials', { count: numbers.length, of: formatDecimal(line.open) })}
              description={t('receiving.serialsHint')}
              value={serials}
              autoComplete="off"
              autoCapitalize="off"
              spellCheck={false}
              error={
                twice !== undefined
                  ? t('receiving.serialTwice', { number: twice })
                  : wrong === 'serials'
                    ? t('receiving.needsSerials')
                    : undefined
              }
              onChange={(event) => setSerials(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              autoFocus
              w={130}
              label={inUnit(t('receiving.accepted'), line.unit)}
              value={quantity}
              inputMode="decimal"
              autoComplete="off"
              error={wrong === 'quantity' ? t('receiving.wrongQuantity') : undefined}
              onFocus={(event) => event.currentTarget.select()}
              onChange={(event) => setQuantity(event.currentTarget.value)}
            />
          )}
          {line.tracking === 'lot' && !only ? (
            <TextInput
              label={t('receiving.lot')}
              description={t('receiving.lotHint')}
              value={lot}
              maxLength={120}
              autoComplete="off"
              onChange={(event) => setLot(event.currentTarget.value)}
            />
          ) : null}
          <TextInput
            autoFocus={only}
            w={130}
            label={t('receiving.rejected')}
            value={rejected}
            inputMode="decimal"
            autoComplete="off"
            error={wrong === 'rejected' ? t('receiving.wrongQuantity') : undefined}
            onChange={(event) => setRejected(event.currentTarget.value)}
          />
          {rejected.trim() ? (
            <TextInput
              label={t('receiving.reason')}
              value={reason}
              maxLength={120}
              autoComplete="off"
              error={wrong === 'reason' ? t('receiving.needsReason') : undefined}
              onChange={(event) => setReason(event.currentTarget.value)}
            />
          ) : null}
        </Group>
        <Group gap="sm" mt="sm" className="tick-buttons">
          <Button size="lg" type="submit">
            {t('receiving.add')}
          </Button>
          <Button size="lg" variant="default" onClick={onCancel}>
            {t('receiving.cancel')}
          </Button>
        </Group>
      </form>
    </Paper>
  );
}
