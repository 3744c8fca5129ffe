import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type EntityMeta, type OperationMeta, type Row, useModel } from '../api/meta.ts';
import { anyListQuery } from '../api/queries.ts';
import { formatDay, formatMinor } from '../values/format.ts';
import { nextSteps, textOf } from './next-steps.ts';

interface Next {
  /** What comes next, in words. */
  readonly text: string | undefined;
  /** Operations beside the record's own that do it, with what their forms begin with. */
  readonly steps: readonly { operation: OperationMeta; label: string; given: Row }[];
}

/** Whose approval a request needs now, and whose it is. */
const namesIn = ({ asker }: Row, [step]: readonly Row[] = []): Row => ({ asker, who: step?.whoName });

/** What comes next for a record, as far as this person may do or see it. */
export function useNext(entity: EntityMeta, row: Row): Next {
  const { t } = useTranslation();
  const model = useModel();
  const known = nextSteps[entity.name] ?? [];
  const asks = known.map((step) => step.asks?.(row)).find(Boolean);
  const found = useQuery({
    ...anyListQuery(asks?.entity ?? '', { filter: asks?.filter ?? {}, size: 200 }),
    enabled: asks !== undefined && model.entity(asks.entity) !== undefined,
  });
  const holding = known.filter((step) => step.when(row, found.data?.rows ?? []));
  const steps = holding.flatMap(({ operation: name, label, given }) => {
    const operation = name && model.operation(name);
    return operation
      ? [
          {
            operation,
            label: label ? t(`next.${label}` as 'next.edit') : operation.label,
            given: given?.(row, found.data?.rows ?? []) ?? {},
          },
        ]
      : [];
  });
  const first = holding.find(({ text }) => text);
  const said = first && textOf(first, (name) => model.operation(name) !== undefined);
  const digits = model.digits(row.currency);
  const amount =
    row.openMinor == null ? '' : `${formatMinor(String(row.openMinor).replace('-', ''), digits)} ${row.currency ?? ''}`;
  const text = said
    ? t(`next.${said}` as 'next.billPay', { amount, day: formatDay(row.dueOn), ...namesIn(row, found.data?.rows) })
    : undefined;
  return { text, steps };
}
