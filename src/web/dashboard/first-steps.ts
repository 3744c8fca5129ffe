import { useQueries, useQuery } from '@tanstack/react-query';
import { type Model, type Row, useModel } from '../api/meta.ts';
import { listQuery } from '../api/queries.ts';
import type { en } from '../texts/en.ts';

/** Where a step is taken: a form, with what it begins with, or the only record of a kind. */
type Place = { readonly operation: string; readonly with?: Row } | { readonly entity: string };

interface Step {
  readonly name: keyof typeof en.firstSteps.steps;
  readonly place: Place;
  /** What is looked for, and whether what was found says that the step is done. */
  readonly entity: string;
  readonly filter?: Row;
  readonly done: (rows: readonly Row[]) => boolean;
}

const DETAILS = 'organisation.company_detail';
const INVOICE = 'receivables.invoice';
const some = (rows: readonly Row[]): boolean => rows.length > 0;

const STEPS: readonly Step[] = [
  {
    ...{ name: 'details', place: { entity: DETAILS }, entity: DETAILS },
    done: ([row]) => Boolean(row?.street && row.city && row.taxId),
  },
  { name: 'bank', place: { entity: DETAILS }, entity: DETAILS, done: ([row]) => Boolean(row?.iban) },
  {
    ...{ name: 'users', place: { operation: 'access.create_user' }, entity: 'access.user' },
    done: (rows) => rows.length > 1,
  },
  {
    ...{ name: 'customers', place: { operation: 'parties.create_party', with: { isCustomer: true } } },
    ...{ entity: 'parties.party', filter: { isCustomer: true }, done: some },
  },
  { name: 'items', place: { operation: 'catalog.create_item' }, entity: 'catalog.item', done: some },
  {
    ...{ name: 'opening', place: { operation: 'ledger.post_entry', with: { journal: 'opening' } } },
    ...{ entity: 'ledger.entry', filter: { journal: 'opening' }, done: some },
  },
  { name: 'invoice', place: { operation: 'receivables.post_invoice' }, entity: INVOICE, done: some },
];

export interface FirstStep extends Step {
  readonly isDone: boolean;
  /** The record the step is taken on. */
  readonly record?: string;
}

const mayTake = (model: Model, { place, entity }: Step): boolean =>
  model.entity(entity) !== undefined &&
  ('entity' in place
    ? model.operation(place.entity.replace('.', '.update_')) !== undefined
    : model.operation(place.operation) !== undefined);

/** What an owner has still to do until the company writes its first invoice, as the records themselves say it; nothing afterwards. */
export function useFirstSteps(): readonly FirstStep[] {
  const model = useModel();
  const owner = model.user.roles.includes('owner') && model.entity(INVOICE) !== undefined;
  const invoices = useQuery({ ...listQuery(INVOICE, { size: 1 }), enabled: owner });
  const begun = owner && invoices.data?.rows.length === 0;
  const steps = STEPS.filter((step) => mayTake(model, step));
  const found = useQueries({
    queries: steps.map(({ entity, filter = {} }) => ({ ...listQuery(entity, { filter, size: 2 }), enabled: begun })),
  });
  if (!begun || found.some(({ data }) => data === undefined)) return [];
  return steps.map((step, at) => {
    const rows = found[at]?.data?.rows ?? [];
    const record = 'entity' in step.place && rows[0] ? { record: String(rows[0].id) } : {};
    return { ...step, ...record, isDone: step.done(rows) };
  });
}
