import type { EntityName, OperationName } from '../api/contracts.ts';
import type { EntityMeta, Model, OperationMeta } from '../api/meta.ts';

const VERBS = ['create', 'place', 'post', 'record', 'receive', 'open', 'start', 'new', 'request'];

/** What makes records whose operation is called otherwise; undefined: they come with others alone. */
const MADE_BY: { readonly [E in EntityName]?: OperationName | undefined } = {
  'access.invitation': 'access.create_user',
  'approvals.delegation': 'approvals.delegate',
  'approvals.policy': 'approvals.set_policy',
  'inventory.lot': undefined,
  'inventory.stock': 'inventory.receive_stock',
  'inventory.stock_document': 'inventory.receive_stock',
  'payables.held_bill': undefined,
  'payables.match': 'payables.match_items',
  'payables.payment_run': 'payables.propose_run',
  'payables.revaluation': 'payables.revalue',
  'payables.supplier_bank': 'payables.set_supplier_bank',
  'purchasing.blanket_order': 'purchasing.agree_blanket',
  'purchasing.landed_cost': 'purchasing.allocate_landed_cost',
  'purchasing.quotation_request': 'purchasing.request_quotations',
  'receivables.match': 'receivables.match_items',
  'receivables.revaluation': 'receivables.revalue',
  'sourcing.requisition': 'sourcing.request_goods',
  'tax.filing': 'tax.file_return',
  'tax.rate': 'tax.set_rate',
};

/** The operation that makes a record of this kind: the derived one, else the first of its module that starts one by its name. */
export function createOperation(model: Model, entity: EntityMeta): OperationMeta | undefined {
  if (entity.name in MADE_BY) return model.anyOperation(MADE_BY[entity.name as EntityName]);
  const [module, noun] = entity.name.split('.') as [string, string];
  for (const name of [noun, noun.replace(/^.*_/, '')])
    for (const verb of VERBS) {
      const found = model.anyOperation(`${module}.${verb}_${name}`);
      if (found && !found.on) return found;
    }
  return undefined;
}

/** Records that bring others along, where their descriptions do not say so. */
const COME_WITH: { readonly [E in EntityName]?: EntityName } = {
  'approvals.request': 'approvals.policy',
  'inventory.inspection': 'purchasing.receipt',
  'inventory.lot': 'purchasing.receipt',
  'payables.held_bill': 'payables.bill',
  'tax.tax_line': 'receivables.invoice',
};

/** The kind of record these come with, as lines with their document and deliveries with their order, where the user may see it. */
export function comesWith(model: Model, { name }: EntityMeta): EntityMeta | undefined {
  const named = model.anyEntity(COME_WITH[name as EntityName]);
  return (
    named ??
    model.entities.find(
      (other) => other.name !== name && [...other.children, ...other.links].some(({ entity }) => entity === name),
    )
  );
}
