import { Refusal, refuseCommon } from '#kernel/refusal.ts';
import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { PARTY_REFUSALS } from '../contract.ts';

export interface CustomerFacts {
  readonly id: Id;
  readonly code: string;
  readonly name: string;
  readonly isCustomer: boolean;
  readonly active: boolean;
  readonly currency: string | null;
  readonly customerGroup: string | null;
  readonly taxClass: string | null;
  readonly salesTerms: Id | null;
  readonly priceList: Id | null;
  /** In the company's currency; null: no limit. */
  readonly creditLimitMinor: bigint | null;
  readonly creditHold: boolean;
}

export interface SupplierFacts {
  readonly id: Id;
  readonly code: string;
  readonly name: string;
  readonly isSupplier: boolean;
  readonly active: boolean;
  readonly currency: string | null;
  readonly supplierGroup: string | null;
  readonly taxClass: string | null;
  readonly purchaseTerms: Id | null;
}

/** Facts of parties as customers, by id; those that do not exist are absent. */
export async function customers(tx: Tx, ids: readonly Id[]): Promise<Map<Id, CustomerFacts>> {
  const rows = await tx.sql<CustomerFacts>`
    select id, code, name, is_customer, active, currency, customer_group, tax_class, sales_terms_id as sales_terms, price_list_id as price_list,
      credit_limit_minor, credit_hold
    from parties.party where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** Facts of parties as suppliers, by id; those that do not exist are absent. */
export async function suppliers(tx: Tx, ids: readonly Id[]): Promise<Map<Id, SupplierFacts>> {
  const rows = await tx.sql<SupplierFacts>`
    select id, code, name, is_supplier, active, currency, supplier_group, tax_class, purchase_terms_id as purchase_terms
    from parties.party where company_id = ${tx.company} and id = any(${ids}::uuid[])`;
  return new Map(rows.map((row) => [row.id, row]));
}

/** For what begins with suppliers: refuses `no_supplier` when one is none, or archived. */
export async function suppliersInUse(tx: Tx, ids: readonly Id[]): Promise<void> {
  if (ids.length === 0) return;
  const found = [...(await suppliers(tx, [...new Set(ids)])).values()];
  const none = found.find(({ isSupplier, active }) => !isSupplier || !active);
  if (none) throw new Refusal('no_supplier', PARTY_REFUSALS.no_supplier, { supplier: none.name });
}

/** Holds the rows of parties until the transaction ends, in one order, for decisions about their credit. */
export const lockParties = (tx: Tx, ids: readonly Id[]): Promise<unknown> =>
  tx.sql`select id from parties.party where company_id = ${tx.company} and id = any(${ids}::uuid[]) order by id for no key update`;

/** Gives a party its own price list (a record of the catalog, which stands downstream) or takes it away. */
export async function assignPriceList(tx: Tx, party: Id, priceList: Id | null): Promise<void> {
  const [row] = await tx.sql<{ before: Id | null }>`
    with old as (select id, price_list_id as before from parties.party where company_id = ${tx.company} and id = ${party} for no key update)
    update parties.party p set price_list_id = ${priceList} from old where p.company_id = ${tx.company} and p.id = old.id returning old.before`;
  if (!row) refuseCommon('not_found', { what: 'party' });
  tx.record({
    entity: 'parties.party',
    id: party,
    before: { priceList: row!.before },
    after: { priceList },
  });
}
