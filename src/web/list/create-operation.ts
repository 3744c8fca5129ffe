import type { EntityMeta, Model, OperationMeta } from '../api/meta.ts';

const VERBS = ['create', 'place', 'post', 'record', 'receive', 'open', 'start', 'new', 'request'];

/** The operation that makes a record of this kind: the derived one, else the first of its module that starts one by its name. */
export function createOperation(model: Model, entity: EntityMeta): OperationMeta | undefined {
  const [module, noun] = entity.name.split('.') as [string, string];
  for (const name of [noun, noun.replace(/^.*_/, '')])
    for (const verb of VERBS) {
      const found = model.operation(`${module}.${verb}_${name}`);
      if (found && !found.on) return found;
    }
  return undefined;
}
