import { Button, Group, Paper, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TextLink } from '../../kit/link.tsx';
import { formatDecimal } from '../../values/format.ts';
import { measureText } from '../../values/measure.ts';
import { LineNow } from '../scan/line-now.tsx';
import { type Entered, type ExpectedLine, leftOf, mayAccept, type Sum } from './tally.ts';

interface NowProps {
  readonly line: ExpectedLine;
  readonly sum: Sum | undefined;
  /** Nothing of it is awaited: what comes can only be rejected. */
  readonly rejecting: boolean;
  readonly tracked: boolean;
  readonly onTake: () => void;
  readonly onOther: () => void;
  readonly onUndo: () => void;
}

/** The line in focus: what is still to come of it, and one large button to take just that. */
export function Now({ line, sum, rejecting, tracked, onTake, onOther, onUndo }: NowProps) {
  const { t } = useTranslation('screens');
  const left = leftOf(line, sum);
  const some = Number(left) > 0;
  return (
    <LineNow
      label={t('receiving.now')}
      done={sum !== undefined && !some}
      head={rejecting ? t('receiving.allCame') : some ? t('receiving.stillToCome') : t('receiving.entered')}
    >
      {rejecting ? null : <p className="tick-big">{measureText(some ? left : (sum?.quantity ?? '0'), line.unit)}</p>}
      <Text size="md" component="div">
        <TextLink to="/e/$entity/$id" params={{ entity: 'catalog.item', id: line.item }}>
          {titleOf(line)}
        </TextLink>
      </Text>
      <Group gap="sm" mt="sm" className="tick-buttons">
        {some && !rejecting ? (
          <Button size="lg" onClick={onTake}>
            {tracked ? t('receiving.enterNumbers') : t('receiving.take', { quantity: measureText(left, line.unit) })}
          </Button>
        ) : null}
        <Button size="lg" variant="default" onClick={onOther}>
          {rejecting ? t('receiving.reject') : t('receiving.other')}
        </Button>
        {sum ? (
          <Button size="lg" variant="default" onClick={onUndo}>
            {t('receiving.takeBack')}
          </Button>
        ) : null}
      </Group>
    </LineNow>
  );
}

export const titleOf = (line: ExpectedLine): string =>
  [...new Set([line.code, line.description])].filter(Boolean).join(' · ');

/** More came of a line than was ordered: what is to become of the surplus. */
export interface Surplus {
  readonly line: ExpectedLine;
  readonly scan: Entered;
  readonly over: string;
}

interface OverProps {
  readonly surplus: Surplus;
  readonly sum: Sum | undefined;
  readonly onSplit: (() => void) | undefined;
  readonly onAll: () => void;
  readonly onCorrect: () => void;
}

/** Asked before anything more than ordered is added; the supplier may get it back, or the order allows some more. */
export function Over({ surplus: { line, scan, over }, sum, onSplit, onAll, onCorrect }: OverProps) {
  const { t } = useTranslation('screens');
  const said = (quantity: string) => measureText(quantity, line.unit);
  const kept = Number(scan.quantity) - Number(over) > 0;
  const may = mayAccept(line, sum, scan.quantity);
  const left = leftOf(line, sum);
  return (
    <Paper withBorder p="md" radius="md" role="alert" className="tick-now" data-over>
      <Text size="sm" fw={600}>
        {titleOf(line)}
      </Text>
      <p className="tick-big">{t('receiving.over', { over: said(over) })}</p>
      <Text size="sm">
        {t('receiving.overText', { came: said(scan.quantity), left: said(Number(left) > 0 ? left : '0') })}{' '}
        {may ? t('receiving.overMay') : t('receiving.overMayNot', { most: said(line.most) })}
      </Text>
      <Group gap="sm" mt="sm" className="tick-buttons">
        {onSplit ? (
          <Button size="lg" onClick={onSplit}>
            {kept
              ? t('receiving.split', { left: formatDecimal(left), over: said(over) })
              : t('receiving.rejectAll', { over: said(over) })}
          </Button>
        ) : null}
        {may ? (
          <Button size="lg" variant="default" onClick={onAll}>
            {t('receiving.acceptAll', { came: said(scan.quantity) })}
          </Button>
        ) : null}
        <Button size="lg" variant="default" onClick={onCorrect}>
          {t('receiving.correct')}
        </Button>
      </Group>
    </Paper>
  );
}
