import type { GridColumn } from '../grid/grid-model.ts';
import { fitsParts } from '../grid/parts.ts';
import type { FieldSpec } from '../values/fields.ts';

/* What of the lines of a form stands in a grid; no screen needed. */

const IN_GRID = new Set([
  'text',
  'code',
  'note',
  'money',
  'quantity',
  'price',
  'rate',
  'percent',
  'number',
  'day',
  'flag',
  'choice',
  'reference',
  'currency',
  'country',
]);

/** What of a field its column has from its type: a list of records is one cell, and so is a short list of values. */
function kindOf(field: FieldSpec): Pick<GridColumn, 'type' | 'entity' | 'filter' | 'several' | 'parts'> | undefined {
  const { type, item, entity, filter } = field;
  if (type === 'list' && item?.type === 'reference')
    return {
      ...{ type: 'reference', entity: item.entity, filter: item.filter },
      several: { none: !field.required && !field.minItems },
    };
  if (type === 'lines') {
    const parts = gridColumns(field.fields ?? []);
    return parts.length === field.fields?.length && fitsParts(parts) ? { type: 'parts', parts } : undefined;
  }
  return IN_GRID.has(type) ? { type: type as GridColumn['type'], entity, filter } : undefined;
}

/** The columns of lines; what is a list itself comes last, behind what lines are usually told by. */
export const gridColumns = (fields: readonly FieldSpec[]): GridColumn[] => {
  const columns = fields.flatMap((field): GridColumn[] => {
    const kind = kindOf(field);
    if (!kind) return [];
    const { name, label, choices, required, help } = field;
    const total = field.type === 'money' || field.type === 'quantity';
    return [{ name, label, choices, required, help, total, ...kind, usual: field.default ?? undefined }];
  });
  const isList = ({ several, parts }: GridColumn) => several !== undefined || parts !== undefined;
  return [...columns.filter((column) => !isList(column)), ...columns.filter(isList)];
};
