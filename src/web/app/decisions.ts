import { useQueries, useQuery } from '@tanstack/react-query';
import type { EntityName, FieldOf, OperationName } from '../api/contracts.ts';
import { type Model, type Row, useModel } from '../api/meta.ts';
import { anyListQuery, reportQuery } from '../api/queries.ts';

/** Documents that a person decides on at their own page, by what decides. */
export interface Deciding<E extends EntityName = EntityName, Field = string> {
  readonly operation: OperationName;
  readonly entity: E;
  /** Of which documents, beyond their state. */
  readonly state: string;
  readonly where?: Row;
  readonly asker: Field;
  /** Whoever asked may decide as well; of all others nobody decides on what is their own. */
  readonly byAsker?: boolean;
  readonly askedAt?: Field;
  readonly amount?: Field;
  /** What else tells it. */
  readonly about: readonly Field[];
}

const deciding = <E extends EntityName>(one: Deciding<E, FieldOf<E>>): Deciding => one;

const DECIDING: readonly Deciding[] = [
  deciding({
    ...{ operation: 'payables.approve_run', entity: 'payables.payment_run', state: 'proposed' },
    ...{ asker: 'proposedBy', askedAt: 'proposedAt', amount: 'totalMinor', about: ['payOn'] },
  }),
  deciding({
    ...{ operation: 'payables.confirm_supplier_bank', entity: 'payables.supplier_bank', state: 'pending' },
    ...{ asker: 'enteredBy', askedAt: 'enteredAt', about: ['supplier', 'iban', 'account'] },
  }),
  deciding({
    ...{ operation: 'payables.release_bill', entity: 'payables.held_bill', state: 'held' },
    ...{ asker: 'capturedBy', askedAt: 'capturedAt', amount: 'totalMinor', about: ['supplier', 'why'] },
  }),
  deciding({
    ...{ operation: 'sourcing.approve_requisition', entity: 'sourcing.requisition', state: 'submitted' },
    ...{ asker: 'requester', about: ['site', 'neededOn', 'note'] },
  }),
  deciding({
    ...{ operation: 'sales.release_order', entity: 'sales.sales_order', state: 'on_hold' },
    ...{ asker: 'owner', byAsker: true, amount: 'totalMinor', about: ['customer', 'holdReason'] },
  }),
  deciding({
    ...{ operation: 'purchasing.award_quotations', entity: 'purchasing.quotation_request', state: 'sent' },
    ...{ where: { replied: { from: 1 } }, asker: 'owner', byAsker: true, about: ['site', 'replyBy', 'note'] },
  }),
];

/** Those of them this user may decide on. */
const decidingOf = (model: Model): Deciding[] =>
  DECIDING.filter(({ operation, entity }) => model.operation(operation) && model.entity(entity));

export interface Decision {
  readonly of: Deciding;
  readonly row: Row;
  /** The user's own, which somebody else decides. */
  readonly own: boolean;
}

const COUNTS = 'inventory.counts_to_approve';
const MOST = 50;

/** What waits for a decision at its own page: documents, counted stock, and how many the user may decide on. */
export function useDecisions(enabled = true) {
  const model = useModel();
  const deciding = enabled ? decidingOf(model) : [];
  const found = useQueries({
    queries: deciding.map(({ entity, state, where }) =>
      anyListQuery(entity, { filter: { state, ...where }, size: MOST }),
    ),
  });
  const approves =
    enabled && model.operation('inventory.approve_count') !== undefined && model.report(COUNTS) !== undefined;
  const counts = useQuery({ ...reportQuery(COUNTS, {}), enabled: approves });
  const mine = ({ asker, byAsker }: Deciding, row: Row) =>
    !byAsker && [model.user.id, model.user.name].includes(String(row[asker]));
  const all = deciding.flatMap((of, at) =>
    (found[at]?.data?.rows ?? []).map((row): Decision => ({ of, row, own: mine(of, row) })),
  );
  // Whoever counted in it leaves the decision to somebody else.
  const toApprove = counts.data?.rows ?? [];
  const counted = toApprove.filter(({ own }) => own !== true);
  const open = all.filter(({ own }) => !own);
  return {
    ...{ open, own: all.filter(({ own }) => own), counted },
    countedOwn: toApprove.filter(({ own }) => own === true),
    count: open.length + counted.length,
    asked: [...found, ...(approves ? [counts] : [])],
  };
}
