import { useTranslation } from 'react-i18next';
import { useModel } from '../api/meta.ts';
import { humanise } from '../values/format.ts';
import { cellText, type GridColumn, type Line, newLine, type Problem } from './grid-model.ts';
import { samplesOf } from './parts.ts';

const UNREADABLE = {
  money: 'wrong.money',
  day: 'wrong.day',
  flag: 'wrong.flag',
  choice: 'wrong.choice',
  currency: 'wrong.currency',
  country: 'wrong.country',
  parts: 'wrong.parts',
} as const;

/** Says of a cell what would be right. */
export function useProblemText(): (column: GridColumn, problem: Problem, digits: number) => string {
  const { t } = useTranslation('grid');
  const model = useModel();
  return (column, problem, digits) => {
    if (problem === 'unreadable')
      return t(UNREADABLE[column.type as keyof typeof UNREADABLE] ?? 'wrong.number', {
        count: digits,
        choices: (column.choices ?? []).map(humanise).join(', '),
        example: exampleOf(column, digits, true),
      });
    const entity = model.anyEntity(column.entity);
    return t(`wrong.${problem}`, {
      what: (entity?.label ?? column.label).toLowerCase(),
      plural: (entity?.plural ?? column.label).toLowerCase(),
      label: column.label,
    });
  };
}

/** What a cell says as long as it is empty. */
export function usePlaceholder(): (column: GridColumn, line: Line, digits: number) => string | undefined {
  const { t } = useTranslation('grid');
  return (column, line, digits) => {
    if (column.parts) return exampleOf(column, digits, false);
    return column.several?.none ? t(line.own?.began ? 'asBefore' : 'byRules') : undefined;
  };
}

/** How the parts of a cell are written. */
const exampleOf = (column: GridColumn, digits: number, whole: boolean): string =>
  column.parts
    ? cellText(column, newLine({ [column.name]: samplesOf(column.parts, whole) }), { digits, today: '' })
    : '';
