import IconCamera from 'icon:camera';
import { Button, Group, Paper, SegmentedControl, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { type KeyboardEvent, lazy, Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Loading } from '../../kit/page.tsx';
import { formatDecimal, parseDecimal } from '../../values/format.ts';
import { ScanTold, type Told } from '../scan/scan-told.tsx';
import { type Entered, type ExpectedLine, readSerials, serialTwice } from './tally.ts';

const Camera = lazy(() => import('../scan/camera.tsx'));

/** The line whose quantity is asked for now, with what is proposed. */
export interface Pending {
  readonly line: ExpectedLine;
  readonly quantity: string;
  readonly rejected?: string;
  /** Nothing may be accepted. */
  readonly only?: boolean;
  /** Serial numbers of it that were entered before. */
  readonly taken?: readonly string[];
}

interface ScanInputProps {
  readonly told: Told | undefined;
  readonly pending: Pending | undefined;
  readonly ordered: boolean;
  readonly onCode: (code: string, each: boolean) => void;
  readonly onPending: (scan: Entered) => void;
  readonly onCancel: () => void;
  readonly onUndo: () => void;
}

/** Where scanners type: a code and Enter; then, unless each scan is one piece, its quantity and Enter. */
export function ScanInput({ told, pending, ordered, onCode, onPending, onCancel, onUndo }: ScanInputProps) {
  const { t } = useTranslation('screens');
  const [each, setEach] = useState(false);
  const [code, setCode] = useState('');
  const [camera, setCamera] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every answer the next scan may come
  useEffect(() => {
    if (!pending) input.current?.focus();
  }, [pending, told]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && code.trim()) {
      event.preventDefault();
      onCode(code, each);
      setCode('');
    } else if (event.key === 'z' && (event.ctrlKey || event.metaKey) && code === '') {
      event.preventDefault();
      onUndo();
    }
  };
  return (
    <Paper withBorder p="md" radius="md">
      <Stack gap="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            ref={input}
            className="scan-input"
            size="md"
            label={ordered ? t('receiving.scan') : t('receiving.scanOrder')}
            value={code}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            inputMode={camera ? 'none' : undefined}
            onChange={(event) => setCode(event.currentTarget.value)}
            onKeyDown={onKeyDown}
          />
          <SegmentedControl
            value={each ? 'each' : 'ask'}
            onChange={(value) => setEach(value === 'each')}
            aria-label={t('receiving.mode')}
            data={[
              { value: 'ask', label: t('receiving.ask') },
              { value: 'each', label: t('receiving.each') },
            ]}
          />
          <Button
            variant="default"
            aria-pressed={camera}
            leftSection={<IconCamera size={18} />}
            onClick={() => setCamera((old) => !old)}
          >
            {camera ? t('receiving.cameraOff') : t('receiving.cameraOn')}
          </Button>
        </Group>
        {camera ? (
          <Suspense fallback={<Loading rows={3} />}>
            <Camera onCode={(seen) => onCode(seen, each)} />
          </Suspense>
        ) : null}
        <ScanTold told={told} />
        {pending ? (
          <Quantity key={pending.line.id} pending={pending} onDone={onPending} onCancel={onCancel} />
        ) : (
          <Text size="xs" c="dimmed">
            {t('receiving.keys')}
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

interface QuantityProps {
  readonly pending: Pending;
  readonly onDone: (scan: Entered) => void;
  readonly onCancel: () => void;
}

type Wrong = 'quantity' | 'rejected' | 'reason' | 'serials';

/** How much came of what was scanned, of which lot or pieces, and what of it was refused, and why. */
function Quantity({ pending, onDone, onCancel }: QuantityProps) {
  const { line, quantity: proposed, rejected: refused = '', only = false, taken = [] } = pending;
  const { t } = useTranslation('screens');
  const single = line.tracking === 'serial' && !only;
  const [quantity, setQuantity] = useState(proposed);
  const [serials, setSerials] = useState('');
  const [lot, setLot] = useState('');
  const [rejected, setRejected] = useState(refused);
  const [reason, setReason] = useState('');
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
            label={t('receiving.accepted', { unit: line.unit })}
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
        <Button type="submit" mt={25}>
          {t('receiving.add')}
        </Button>
        <Button variant="default" mt={25} onClick={onCancel}>
          {t('receiving.cancel')}
        </Button>
      </Group>
    </form>
  );
}
