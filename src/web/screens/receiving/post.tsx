import { Button, Text } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useAskedFor } from '../../form/asked-for.ts';
import { Refused } from '../../form/schema-form.tsx';
import { useOperation } from '../../form/use-operation.ts';
import { useSubmitKey } from '../../kit/submit-key.ts';
import { beep } from '../scan/sound.ts';
import type { OrderChoice } from './find-code.ts';
import type { ExpectedLine, sumScans } from './tally.ts';

interface PostProps {
  readonly order: OrderChoice;
  readonly lines: readonly ExpectedLine[];
  readonly sums: ReturnType<typeof sumScans>;
  readonly note: string;
  /** Something is asked that comes first. */
  readonly waits: boolean;
  readonly onDone: (receipt: string, number: string) => void;
  /** It waits for approval. */
  readonly onAsked: () => void;
}

/** Books everything that was entered as one receipt. */
export function Post({ order, lines: expected, sums, note, waits, onDone, onAsked }: PostProps) {
  const { t } = useTranslation('screens');
  const { operation, send, sending, error, issues } = useOperation('purchasing.receive_goods');
  const foot = useRef<HTMLDivElement>(null);
  useAskedFor(error, onAsked);
  const ready = sums.size > 0 && !waits;
  const post = async () => {
    const lines = [...sums].map(([line, { quantity, rejected, reason, lots }]) => ({
      line,
      quantity,
      // As it was counted and shown, whatever unit the order was written in.
      unit: expected.find((one) => one.id === line)?.unit || undefined,
      ...(Number(rejected) > 0 ? { rejected, rejectReason: reason } : {}),
      ...(lots.length > 0 ? { lots } : {}),
    }));
    const sent = await send({ order: order.id, lines, ...(note ? { deliveryNote: note } : {}) });
    if (sent) onDone(sent.output.receipt, sent.output.number);
    else beep(false);
  };
  useSubmitKey(foot, () => ready && void post());
  return (
    <div className="desk-foot" ref={foot}>
      <Refused error={error} issues={issues} fields={[]} operation={operation} />
      <div className="desk-foot-row">
        <Text size="sm" role="status">
          {t('receiving.progress', { done: sums.size, count: expected.length })}
        </Text>
        <Button size="md" disabled={!ready} loading={sending} onClick={() => void post()}>
          {t('receiving.post')}
        </Button>
      </div>
    </div>
  );
}
