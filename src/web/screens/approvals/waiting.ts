import type { EntityName, FieldOf, OperationName } from '../../api/contracts.ts';
import type { Model } from '../../api/meta.ts';

/** Documents that a person decides on at their own page, by what decides. */
export interface Deciding<E extends EntityName = EntityName, Field = string> {
  readonly operation: OperationName;
  readonly entity: E;
  readonly state: string;
  /** Who asked: nobody decides on what is their own. */
  readonly asker: Field;
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
];

/** Those of them this user may decide on. */
export const decidingOf = (model: Model): Deciding[] =>
  DECIDING.filter(({ operation, entity }) => model.operation(operation) && model.entity(entity));
