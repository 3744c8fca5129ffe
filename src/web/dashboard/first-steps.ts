import { useQueries, useQuery } from '@tanstack/react-query';
import type { EntityName, FieldOf, OperationName, RecordOf } from '../api/contracts.ts';
import { type Model, type Row, useModel } from '../api/meta.ts';
import { anyListQuery, type ListQuery, listQuery } from '../api/queries.ts';
import type { en } from '../texts/en.ts';

/** Where a step is taken: a form, with what it begins with, or the only record of a kind. */
type Place = { readonly operation: OperationName; readonly with?: Row } | { readonly entity: EntityName };

interface Step {
  readonly name: keyof typeof en.firstSteps.steps;
  readonly place: Place;
  /** What is looked for, and whether what was found says that the step is done. */
  readonly entity: EntityName;
  readonly filter?: Row;
  readonly done: (rows: readonly Row[]) => boolean;
}
const step = <E extends EntityName>(
  entity: E,
  spec: Omit<Step, 'entity' | 'filter' | 'done'> & {
    readonly filter?: ListQuery<FieldOf<E>>['filter'];
    readonly done: (rows: readonly RecordOf<E>[]) => boolean;
  },
) => ({ entity, ...spec }) as Step;

const DETAILS = 'organisation.company_detail';
const INVOICE = 'receivables.invoice';
const some = (rows: readonly unknown[]): boolean => rows.length > 0;

const STEPS: readonly Step[] = [
  step(DETAILS, {
    ...{ name: 'details', place: { entity: DETAILS } },
    done: ([row]) => Boolean(row?.street && row.city && row.taxId),
  }),
  step(DETAILS, { name: 'bank', place: { entity: DETAILS }, done: ([row]) => Boolean(row?.iban) }),
  step('access.user', {
    ...{ name: 'users', place: { operation: 'access.create_user' } },
    done: (rows) => rows.length > 1,
  }),
  step('parties.party', {
    ...{ name: 'customers', place: { operation: 'parties.create_party', with: { isCustomer: true } } },
    ...{ filter: { isCustomer: true }, done: some },
  }),
  step('catalog.item', { name: 'items', place: { operation: 'catalog.create_item' }, done: some }),
  step('ledger.entry', {
    ...{ name: 'opening', place: { operation: 'ledger.post_entry', with: { journal: 'opening' } } },
    ...{ filter: { journal: 'opening' }, done: some },
  }),
  step(INVOICE, { name: 'invoice', place: { operation: 'receivables.post_invoice' }, done: some }),
];

export interface FirstStep extends Step {
  readonly isDone: boolean;
  /** The record the step is taken on. */
  readonly record?: string;
}

const mayTake = (model: Model, { place, entity }: Step): boolean =>
  model.entity(entity) !== undefined &&
  ('entity' in place
    ? model.anyOperation(place.entity.replace('.', '.update_')) !== undefined
    : model.operation(place.operation) !== undefined);

/** What an owner has still to do until the company writes its first invoice, as the records themselves say it; nothing afterwards. */
export function useFirstSteps(): readonly FirstStep[] {
  const model = useModel();
  const owner = model.user.roles.includes('owner') && model.entity(INVOICE) !== undefined;
  const invoices = useQuery({ ...listQuery(INVOICE, { size: 1 }), enabled: owner });
  const begun = owner && invoices.data?.rows.length === 0;
  const steps = STEPS.filter((step) => mayTake(model, step));
  const found = useQueries({
    queries: steps.map(({ entity, filter = {} }) => ({ ...anyListQuery(entity, { filter, size: 2 }), enabled: begun })),
  });
  if (!begun || found.some(({ data }) => data === undefined)) return [];
  return steps.map((step, at) => {
    const rows = found[at]?.data?.rows ?? [];
    const record = 'entity' in step.place && rows[0] ? { record: String(rows[0].id) } : {};
    return { ...step, ...record, isDone: step.done(rows) };
  });
}
