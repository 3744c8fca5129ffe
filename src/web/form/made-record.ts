import type { Model, OperationMeta, Row } from '../api/meta.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i;

/**
 * The record an operation made, read from its output: an id under the name of a kind of record of its module (`order` for
 * sales.sales_order, `invoices` for receivables.invoice), or `id` for the derived operations.
 */
export function madeRecord(
  model: Model,
  operation: OperationMeta,
  output: Row,
): { entity: string; id: string } | undefined {
  const [module, action = ''] = operation.name.split('.') as [string, string];
  const derived = model.anyEntity(`${module}.${action.replace(/^[a-z]+_/, '')}`);
  const own = derived && output[derived.id];
  if (derived && typeof own === 'string') return { entity: derived.name, id: own };
  for (const [name, value] of Object.entries(output)) {
    const id = Array.isArray(value) && value.length === 1 ? value[0] : value;
    if (typeof id !== 'string' || !UUID.test(id)) continue;
    const noun = Array.isArray(value) ? name.replace(/s$/, '') : name;
    const snake = noun.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
    const found =
      model.anyEntity(`${module}.${snake}`) ??
      // A credit note is a kind of invoice.
      model.entities.find(
        (entity) => entity.module === module && entity.key && entity.fields.kind?.choices?.includes(snake),
      ) ??
      model.entities.find(
        (entity) => entity.module === module && entity.name.endsWith(`_${snake}`) && entity.title !== 'id',
      ) ??
      model.entities.find((entity) => entity.name.endsWith(`.${snake}`));
    if (found) return { entity: found.name, id };
  }
  return undefined;
}
