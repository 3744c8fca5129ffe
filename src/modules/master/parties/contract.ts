import { z } from 'zod';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import * as v from '#kernel/values/schema.ts';

const READ = 'parties.party.read';
const WRITE = 'parties.party.write';

/** What operations refuse that deal with somebody. */
export const PARTY_REFUSALS = {
  no_customer: '{customer} is no customer, or is archived.',
  no_supplier: '{supplier} is no supplier, or is archived.',
} as const;

export const party = entity('parties.party', {
  label: 'Party',
  plural: 'Parties',
  about: 'A person or firm we deal with; customer, supplier and carrier are roles of it.',
  table: 'parties.party',
  title: 'name',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    kind: f.choice('Kind', ['company', 'person'], { default: 'company' }),
    isCustomer: f.flag('Customer', { default: false }),
    isSupplier: f.flag('Supplier', { default: false }),
    isCarrier: f.flag('Carrier', { default: false }),
    isEmployee: f.flag('Employee', { default: false }),
    customerGroup: f.text('Customer group', { write: 'parties.price_group.write' }),
    supplierGroup: f.text('Supplier group'),
    currency: f.ref('Currency', 'organisation.currency', { help: 'Documents start in it; the company’s when empty.' }),
    language: f.text('Language', { default: 'en' }),
    country: f.ref('Country', 'organisation.country'),
    region: f.text('Region'),
    email: f.text('E-mail'),
    phone: f.text('Phone'),
    taxId: f.text('Tax id', { derived: true }),
    taxIdValid: f.flag('Tax id checked', { derived: true }),
    taxClass: f.text('Tax class', { help: 'Chooses tax codes together with place and item, such as exempt.' }),
    salesTerms: f.ref('Terms of sale', 'parties.terms', { write: 'parties.terms.write' }),
    purchaseTerms: f.ref('Terms of purchase', 'parties.terms', { write: 'parties.purchase_terms.write' }),
    creditLimitMinor: f.money('Credit limit', { derived: true, help: 'Empty: no limit.' }),
    creditHold: f.flag('Credit hold', { derived: true }),
    note: f.note('Note'),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'isCustomer', 'isSupplier', 'customerGroup', 'country', 'currency', 'creditHold', 'active'],
  search: ['code', 'name', 'taxId', 'email'],
  order: 'name',
  key: 'code',
  read: READ,
  write: WRITE,
  children: [
    { entity: 'parties.address', field: 'party', label: 'Addresses' },
    { entity: 'parties.contact', field: 'party', label: 'Contacts' },
  ],
  links: [
    { entity: 'sales.sales_order', field: 'customer', label: 'Sales orders', where: { isCustomer: true } },
    { entity: 'receivables.invoice', field: 'customer', label: 'Invoices', where: { isCustomer: true } },
    { entity: 'purchasing.purchase_order', field: 'supplier', label: 'Purchase orders', where: { isSupplier: true } },
    { entity: 'payables.bill', field: 'supplier', label: 'Bills', where: { isSupplier: true } },
  ],
});

export const address = entity('parties.address', {
  label: 'Address',
  plural: 'Addresses',
  about: 'Where a party is billed, delivered to or found.',
  table: 'parties.address',
  title: 'street',
  fields: {
    party: f.ref('Party', 'parties.party', { required: true, fixed: true }),
    kind: f.choice('Kind', ['billing', 'delivery', 'office'], { required: true }),
    label: f.text('Label', { default: '' }),
    street: f.text('Street', { required: true }),
    street2: f.text('Street, second line'),
    city: f.text('City', { required: true }),
    region: f.text('Region'),
    postalCode: f.text('Postal code'),
    country: f.ref('Country', 'organisation.country', { required: true }),
    isDefault: f.flag('Default of its kind', { default: false }),
    active: f.flag('Active', { default: true }),
  },
  list: ['kind', 'street', 'postalCode', 'city', 'region', 'country', 'isDefault'],
  search: ['street', 'city', 'postalCode'],
  read: READ,
  write: WRITE,
});

export const contact = entity('parties.contact', {
  label: 'Contact',
  plural: 'Contacts',
  about: 'A person at a party.',
  table: 'parties.contact',
  title: 'name',
  fields: {
    party: f.ref('Party', 'parties.party', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    role: f.text('Role'),
    email: f.text('E-mail'),
    phone: f.text('Phone'),
    active: f.flag('Active', { default: true }),
  },
  list: ['name', 'role', 'email', 'phone'],
  search: ['name', 'email'],
  read: READ,
  write: WRITE,
});

export const terms = entity('parties.terms', {
  label: 'Payment terms',
  plural: 'Payment terms',
  about: 'When an invoice is due, in which parts, and what paying early earns.',
  table: 'parties.terms',
  title: 'name',
  fields: {
    code: f.code('Code', { derived: true }),
    name: f.text('Name', { derived: true }),
    definition: f.json('Definition', { derived: true }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'active'],
  search: ['code', 'name'],
  key: 'code',
  read: READ,
});

export const createTerms = command('parties.create_terms', {
  label: 'New payment terms',
  about: 'Adds payment terms: instalments that together make the whole, and perhaps a discount for paying early.',
  permission: 'parties.terms.write',
  input: z.object({
    code: v.Code,
    name: v.Name,
    instalments: z
      .array(
        z.object({
          percent: v.Share.optional().describe('Of the total.'),
          percentOfRest: v.Share.optional().describe('Of what the instalments before leave.'),
          fixed: v.NotNegativePrice.optional().describe('An amount of the document’s currency.'),
          days: z.number().int().min(0).max(3_650).default(0),
          months: z.number().int().min(0).max(120).default(0),
          endOfMonth: z.boolean().default(false),
          dayOfMonth: z.number().int().min(1).max(31).optional(),
          order: z
            .enum(['days_first', 'months_first'])
            .default('days_first')
            .describe('Whether the days are added before the move to the end or a day of the month, or after it.'),
        }),
      )
      .min(1)
      .max(24),
    discountPercent: v.Share.optional(),
    discountDays: z.number().int().min(0).max(365).optional(),
    discountOn: z.enum(['total', 'net']).default('total').describe('Whether tax earns the discount too.'),
  }),
  output: z.object({ terms: z.string() }),
  refusals: {
    not_whole: 'The instalments make {percent} %, not 100 %.',
    two_amounts: 'Instalment {position} needs one of percent, percent of the rest and fixed amount, or none.',
    no_rest: 'The last instalment takes what is left: it needs no amount of its own.',
    half_discount: 'A discount needs both a percentage and days.',
  },
});

export const setTaxId = command('parties.set_tax_id', {
  label: 'Set tax id',
  about: 'Sets the tax id of a party after checking its form and check digit by the rules of its country.',
  permission: WRITE,
  input: z.object({ party: v.Ref('parties.party'), taxId: z.string().trim().max(40) }),
  output: z.object({ party: z.string(), valid: z.boolean() }),
  refusals: { bad_tax_id: '{taxId} is not a valid tax id of {country}: {why}.' },
  on: { entity: 'parties.party', field: 'party' },
});

export const setCredit = command('parties.set_credit', {
  label: 'Set credit',
  about: 'Sets how much a customer may owe, and whether new orders are stopped.',
  permission: 'parties.credit.write',
  input: z.object({
    party: v.Ref('parties.party'),
    creditLimitMinor: v.Minor.nullable(),
    creditHold: z.boolean().default(false),
  }),
  output: z.object({ party: z.string() }),
  refusals: { negative_limit: 'A credit limit is not negative.' },
  on: { entity: 'parties.party', field: 'party', where: { isCustomer: true } },
});
