import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../kit/link.tsx';
import { formatDecimal } from '../../values/format.ts';
import { type ExpectedLine, leftOf, type Sum } from './tally.ts';

interface ExpectedProps {
  readonly lines: readonly ExpectedLine[];
  readonly sums: ReadonlyMap<string, Sum>;
  /** The order is done: nothing of it is accepted. */
  readonly rejecting: boolean;
  readonly onTake: (line: ExpectedLine) => void;
}

/** What is still to come of the order, and what of it was scanned. */
export function Expected({ lines, sums, rejecting, onTake }: ExpectedProps) {
  const { t } = useTranslation('screens');
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {t('receiving.nothingOpen')}
      </Text>
    );
  return (
    <ul className="desk-list">
      {lines.map((line) => {
        const sum = sums.get(line.id);
        const left = leftOf(line, sum);
        return (
          <li key={line.id} className="desk-row" data-done={(!rejecting && sum && !/[1-9]/.test(left)) || undefined}>
            <div className="desk-row-main">
              <Text size="sm" fw={600} component="div">
                <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: line.item }}>
                  {[line.code, line.description].filter(Boolean).join(' · ')}
                </TextLink>
              </Text>
              <Text size="xs" c={left.startsWith('-') ? 'red' : 'dimmed'}>
                {rejecting
                  ? t('receiving.allCame')
                  : left.startsWith('-')
                    ? t('receiving.tooMuch', { open: formatDecimal(line.open), unit: line.unit })
                    : t('receiving.open', { open: formatDecimal(line.open), unit: line.unit })}
                {sum && Number(sum.rejected) > 0
                  ? ` · ${t('receiving.rejectedSum', { quantity: formatDecimal(sum.rejected), reason: sum.reason })}`
                  : ''}
              </Text>
            </div>
            <Text fw={650} className="figure" component="div">
              <span className="sr-only">{t('receiving.scanned')} </span>
              {formatDecimal((rejecting ? sum?.rejected : sum?.quantity) ?? '0')}
              {rejecting ? null : (
                <Text span size="xs" c="dimmed">
                  {' '}
                  / {formatDecimal(line.open)}
                </Text>
              )}
            </Text>
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => onTake({ ...line, open: left.startsWith('-') ? '0' : left })}
            >
              {rejecting ? t('receiving.reject') : t('receiving.enter')}
              <span className="sr-only"> {line.code}</span>
            </Button>
          </li>
        );
      })}
    </ul>
  );
}
