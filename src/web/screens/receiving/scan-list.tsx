import IconX from 'icon:x';
import { ActionIcon, Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { formatDecimal } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { Section } from '../section.tsx';
import type { ExpectedLine, Scan } from './tally.ts';

interface ScanListProps {
  readonly scans: readonly Scan[];
  readonly lines: readonly ExpectedLine[];
  readonly onUndo: () => void;
  readonly onRemove: (key: number) => void;
}

const MOST_SHOWN = 50;

/** What was scanned so far, the newest first. */
export function ScanList({ scans, lines, onUndo, onRemove }: ScanListProps) {
  const { t } = useTranslation('screens');
  const codes = new Map(lines.map((line) => [line.id, line]));
  return (
    <Section
      title={t('receiving.scans')}
      count={scans.length}
      tools={
        <Button size="sm" variant="default" onClick={onUndo}>
          {t('receiving.undo')}
        </Button>
      }
    >
      {
        <ol className="desk-list">
          {scans.slice(0, MOST_SHOWN).map((scan) => {
            const line = codes.get(scan.line);
            return (
              <li key={scan.key} className="desk-row">
                <Text size="sm" className="desk-row-main">
                  {line?.code ?? scan.line}
                  {Number(scan.rejected) > 0
                    ? ` · ${t('receiving.rejectedSum', { quantity: formatDecimal(scan.rejected), reason: scan.reason })}`
                    : ''}
                </Text>
                <Text size="sm" fw={600} className="figure">
                  {measureText(scan.quantity, line?.unit)}
                </Text>
                <ActionIcon
                  variant="subtle"
                  color="gray"
                  size="sm"
                  aria-label={t('receiving.remove', { code: line?.code ?? '', number: scan.key })}
                  onClick={() => onRemove(scan.key)}
                >
                  <IconX size={14} />
                </ActionIcon>
              </li>
            );
          })}
        </ol>
      }
    </Section>
  );
}
