import { enterSuppliers } from './buy.ts';
import { CATEGORIES, COMPANY, CUSTOMERS, DETAILS, ITEMS, RULES, SERVICES } from './company.ts';
import type { Stage } from './stage.ts';

export interface Customer {
  readonly id: string;
  readonly code: string;
  readonly size: number;
  readonly pays: number;
  readonly currency: string;
}

export interface Good {
  readonly id: string;
  readonly code: string;
  readonly weekly: number;
  readonly cost: number;
  /** Bought from suppliers; the rest is made. */
  readonly bought: boolean;
}

export interface Masters {
  readonly site: string;
  readonly customers: Customer[];
  readonly goods: Good[];
  readonly services: string[];
  readonly accounts: Map<string, string>;
}

/** Enters categories, items, customers with addresses and credit, and price rules, through the operations a person would use. */
export async function enterMasters(stage: Stage): Promise<Masters> {
  const [details] = await stage.list('organisation.company_detail');
  await stage.call('organisation.update_company_detail', { id: details!.id, changes: DETAILS });
  const categories = await stage.create('catalog.item_category', CATEGORIES);
  const goods = await stage.create(
    'catalog.item',
    ITEMS.map((item) => ({
      code: item.code,
      name: item.name,
      category: categories[CATEGORIES.findIndex((category) => category.code === item.category)],
      listPrice: String(item.price),
      costingMethod: item.method,
      weightKg: item.weightKg,
    })),
  );
  for (const [index, item] of ITEMS.entries()) {
    if (item.method === 'standard')
      await stage.call('inventory.set_standard_cost', {
        item: goods[index],
        unitCost: String(item.cost),
        reason: 'First standard',
      });
  }
  const services = await stage.create(
    'catalog.item',
    SERVICES.map((item) => ({
      code: item.code,
      name: item.name,
      kind: 'service',
      unit: item.unit,
      category: categories[2],
      listPrice: String(item.price),
      bought: false,
    })),
  );
  const customers = await enterCustomers(stage);
  await enterPrices(stage);
  const [site] = await stage.list('organisation.site');
  const accounts = await stage.list('ledger.account');
  const made = ITEMS.map(
    (item, index): Good => ({
      ...{ id: goods[index]!, code: item.code, weekly: item.weekly, cost: item.cost },
      bought: item.category === 'SPARES',
    }),
  );
  await enterSuppliers(
    stage,
    made.filter((good) => good.bought),
  );
  return {
    site: String(site!.id),
    customers,
    goods: made,
    services,
    accounts: new Map(accounts.map((account) => [String(account.number), String(account.id)])),
  };
}

async function enterCustomers(stage: Stage): Promise<Customer[]> {
  const terms = new Map((await stage.list('parties.terms')).map((row) => [row.code, row.id]));
  const currencyOf = (customer: (typeof CUSTOMERS)[number]) =>
    'currency' in customer ? customer.currency : COMPANY.currency;
  const ids = await stage.create(
    'parties.party',
    CUSTOMERS.map((customer) => ({
      code: customer.code,
      name: customer.name,
      isCustomer: true,
      customerGroup: customer.group,
      country: customer.country,
      currency: currencyOf(customer),
      salesTerms: terms.get(customer.terms),
      email: `office@${customer.name.toLowerCase().replace(/[^a-z]+/g, '-')}.example`,
    })),
  );
  await stage.create(
    'parties.address',
    CUSTOMERS.flatMap((customer, index) =>
      ['billing', 'delivery'].map((kind) => ({
        party: ids[index],
        kind,
        street: customer.street,
        city: customer.city,
        postalCode: customer.postal,
        country: customer.country,
        isDefault: true,
      })),
    ),
  );
  for (const [index, customer] of CUSTOMERS.entries()) {
    if (customer.limit !== null)
      await stage.call('parties.set_credit', { party: ids[index], creditLimitMinor: `${customer.limit}00` });
    if ('taxId' in customer) await stage.call('parties.set_tax_id', { party: ids[index], taxId: customer.taxId });
  }
  return CUSTOMERS.map((customer, index) => ({
    id: ids[index]!,
    code: customer.code,
    size: customer.size,
    pays: customer.pays,
    currency: currencyOf(customer),
  }));
}

/** The list for everyone in euros, and one for dollars and francs at round prices. */
async function enterPrices(stage: Stage): Promise<void> {
  const [everyone] = await stage.list('catalog.price_list');
  await stage.create(
    'catalog.price_rule',
    RULES.map((rule) => ({ ...rule, priceList: everyone!.id })),
  );
  const items = await stage.list('catalog.item');
  const foreign = await stage.create('catalog.price_list', [
    { code: 'USD', name: 'Export, dollars', currency: 'USD', isDefault: true },
    { code: 'CHF', name: 'Switzerland', currency: 'CHF', isDefault: true },
  ]);
  for (const [index, factor] of [1.12, 0.98].entries()) {
    await stage.create(
      'catalog.price_rule',
      items.map((item) => ({
        priceList: foreign[index],
        item: item.id,
        kind: 'fixed',
        value: (Number(item.listPrice) * factor).toFixed(2),
      })),
    );
  }
}
