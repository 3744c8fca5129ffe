import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { humanise } from '../values/format.ts';
import type { GridColumn, Problem } from './grid-model.ts';

const UNREADABLE = {
  money: 'wrong.money',
  day: 'wrong.day',
  flag: 'wrong.flag',
  choice: 'wrong.choice',
  currency: 'wrong.currency',
  country: 'wrong.country',
} as const;

/** Says of a cell what would be right. */
export function useProblemText(): (column: GridColumn, problem: Problem, digits: number) => string {
  const { t } = useTranslation('grid');
  const model = useModel();
  return (column, problem, digits) => {
    if (problem === 'unreadable')
      return t(UNREADABLE[column.type as keyof typeof UNREADABLE] ?? 'wrong.number', {
        digits,
        choices: (column.choices ?? []).map(humanise).join(', '),
      });
    const entity = model.entity(column.entity);
    return t(`wrong.${problem}`, {
      what: (entity?.label ?? column.label).toLowerCase(),
      plural: (entity?.plural ?? column.label).toLowerCase(),
      label: column.label,
    });
  };
}
