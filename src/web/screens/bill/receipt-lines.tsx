import { Badge, Checkbox, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { dec } from '#kernel/values/decimal.ts';
import { TextLink } from '../../kit/link.tsx';
import { NumberText } from '../../kit/number-input.tsx';
import { formatDay, formatDecimal } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { holdsOf, type OpenReceipt, type useOpenReceipts } from './open-receipts.ts';

/** What is billed of a receipt line. */
export interface Billed {
  readonly quantity: string;
  readonly price: string;
}

interface ReceiptLinesProps {
  readonly receipts: readonly OpenReceipt[];
  readonly tolerance: ReturnType<typeof useOpenReceipts>['tolerance'];
  readonly billed: ReadonlyMap<string, Billed>;
  readonly digits: number;
  readonly onBill: (receipts: readonly OpenReceipt[], on: boolean) => void;
  readonly onChange: (line: string, change: Partial<Billed>) => void;
}

/** Goods that wait for a bill, a receipt each; what is ticked is billed, and whether it fits is said at once. */
export function ReceiptLines({ receipts, tolerance, billed, digits, onBill, onChange }: ReceiptLinesProps) {
  const { t } = useTranslation('screens');
  const groups = [...Map.groupBy(receipts, ({ receipt }) => receipt)];
  return groups.map(([id, lines]) => {
    const taken = lines.filter(({ line }) => billed.has(line)).length;
    const [{ receiptNumber, receivedOn, order, orderNumber }] = lines as [OpenReceipt];
    return (
      <div key={id} className="bill-receipt">
        <Group gap="sm">
          <Checkbox
            checked={taken === lines.length}
            indeterminate={taken > 0 && taken < lines.length}
            onChange={(event) => onBill(lines, event.currentTarget.checked)}
            label={t('bill.receipt', { number: receiptNumber, day: formatDay(receivedOn) })}
          />
          <Text size="sm" component="div">
            <TextLink to="/e/$entity/$id" params={{ entity: 'purchasing.purchase_order', id: order }}>
              {orderNumber}
            </TextLink>
          </Text>
        </Group>
        <ul className="desk-list">
          {lines.map((receipt) => (
            <li key={receipt.line} className="desk-row bill-line">
              <Checkbox
                checked={billed.has(receipt.line)}
                onChange={(event) => onBill([receipt], event.currentTarget.checked)}
                aria-label={t('bill.take', { item: receipt.itemTitle, number: receiptNumber })}
              />
              <div className="desk-row-main">
                <Text size="sm" fw={600}>
                  {[receipt.itemTitle, receipt.description].filter(Boolean).join(' · ')}
                </Text>
                <Text size="xs" c="dimmed">
                  {t('bill.openAt', {
                    open: measureText(receipt.open, receipt.unit),
                    price: receipt.agreedPrice ? formatDecimal(receipt.agreedPrice, digits) : '–',
                  })}
                </Text>
                {receipt.held ? (
                  <Text size="xs" fw={600} className="desk-alarm" component="div">
                    {t('bill.heldAlready')}{' '}
                    <TextLink
                      to="/e/$entity/$id"
                      params={{ entity: 'payables.held_bill', id: receipt.held.id }}
                      underline="always"
                    >
                      {receipt.held.number}
                    </TextLink>
                  </Text>
                ) : null}
                <Match receipt={receipt} billed={billed.get(receipt.line)} tolerance={tolerance} digits={digits} />
              </div>
              {billed.has(receipt.line) ? (
                <Group gap={6} wrap="nowrap" align="flex-start">
                  <NumberText
                    size="xs"
                    w={84}
                    aria-label={t('bill.quantityOf', { item: receipt.itemTitle })}
                    value={billed.get(receipt.line)!.quantity}
                    onChange={(quantity) => onChange(receipt.line, { quantity: quantity ?? '' })}
                  />
                  <NumberText
                    size="xs"
                    w={92}
                    aria-label={t('bill.priceOf', { item: receipt.itemTitle })}
                    least={digits}
                    value={billed.get(receipt.line)!.price}
                    onChange={(price) => onChange(receipt.line, { price: price ?? '' })}
                  />
                </Group>
              ) : null}
            </li>
          ))}
        </ul>
      </div>
    );
  });
}

interface MatchProps {
  readonly receipt: OpenReceipt;
  readonly billed: Billed | undefined;
  readonly tolerance: ReceiptLinesProps['tolerance'];
  readonly digits: number;
}

/** Whether a line fits what was agreed and came, before anything is sent. */
function Match({ receipt, billed, tolerance, digits }: MatchProps) {
  const { t } = useTranslation('screens');
  if (!billed) return null;
  const holds = holdsOf({ receipt, ...billed, tolerance, digits });
  if (!holds) return null;
  const off = dec(billed.price).minus(dec(receipt.agreedPrice!)).toFixed();
  const said = {
    by: formatDecimal(off.replace('-', ''), digits),
    agreed: formatDecimal(receipt.agreedPrice, digits),
  };
  if (holds.length === 0)
    return (
      <Badge color="teal" variant="light" size="sm" tt="none" className="state" mt={4}>
        {off === '0' ? t('bill.fits') : t(off.startsWith('-') ? 'bill.fitsBelow' : 'bill.fitsAbove', said)}
      </Badge>
    );
  return holds.map(({ code, text }) => (
    <Text key={code} size="xs" fw={600} className="desk-alarm">
      {t('bill.holds', { text })}
    </Text>
  ));
}
