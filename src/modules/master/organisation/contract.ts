import { z } from 'zod';
import { checkTaxId, normaliseTaxId } from '#engines/tax/tax-id.ts';
import { command } from '#kernel/command.ts';
import { entity, f } from '#kernel/entity.ts';
import { Bic, Iban } from '#kernel/values/bank.ts';
import * as v from '#kernel/values/schema.ts';

/** What looking for a site may refuse. */
export const SITE_REFUSALS = {
  no_site: 'There is no such site in use.',
  no_site_in_use: 'No site is in use. Make one, or put one back in use.',
} as const;

export const site = entity('organisation.site', {
  label: 'Site',
  plural: 'Sites',
  about: 'A place where the company works: plant, warehouse, office.',
  table: 'organisation.site',
  title: 'code',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    street: f.text('Street'),
    city: f.text('City'),
    region: f.text('Region'),
    postalCode: f.text('Postal code'),
    country: f.ref('Country', 'organisation.country'),
    isDefault: f.flag('Default', { derived: true }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'city', 'country', 'isDefault', 'active'],
  search: ['code', 'name', 'city'],
  key: 'code',
  read: 'organisation.master.read',
  write: 'organisation.master.write',
});

export const currency = entity('organisation.currency', {
  label: 'Currency',
  plural: 'Currencies',
  about: 'A currency of ISO 4217 and how many minor digits it has.',
  table: 'organisation.currency',
  shared: true,
  id: 'code',
  title: 'code',
  fields: {
    code: f.currency('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    digits: f.number('Minor digits', { default: 2, fixed: true }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'digits', 'active'],
  search: ['code', 'name'],
  key: 'code',
  read: 'organisation.master.read',
});

export const country = entity('organisation.country', {
  label: 'Country',
  plural: 'Countries',
  about: 'A country of ISO 3166-1.',
  table: 'organisation.country',
  shared: true,
  id: 'code',
  title: 'name',
  fields: {
    code: f.country('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    eu: f.flag('In the EU'),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'eu'],
  search: ['code', 'name'],
  key: 'code',
  read: 'organisation.master.read',
});

export const unit = entity('organisation.unit', {
  label: 'Unit',
  plural: 'Units',
  about: 'A unit of measure: an exact fraction of the base unit of its dimension.',
  table: 'organisation.unit',
  shared: true,
  id: 'code',
  title: 'code',
  fields: {
    code: f.code('Code', { required: true, fixed: true }),
    name: f.text('Name', { required: true }),
    dimension: f.choice('Dimension', ['count', 'mass', 'length', 'area', 'volume', 'time'], {
      required: true,
      fixed: true,
    }),
    numerator: f.quantity('Numerator', {
      required: true,
      fixed: true,
      help: 'One of this unit is numerator / denominator of the base unit.',
    }),
    denominator: f.quantity('Denominator', { required: true, fixed: true }),
    active: f.flag('Active', { default: true }),
  },
  list: ['code', 'name', 'dimension', 'numerator', 'denominator'],
  search: ['code', 'name'],
  key: 'code',
  read: 'organisation.master.read',
});

export const currencyRate = entity('organisation.currency_rate', {
  label: 'Exchange rate',
  plural: 'Exchange rates',
  about: 'What one unit of a currency is worth in the company’s currency, from a day until the next rate.',
  table: 'organisation.currency_rate',
  title: 'currency',
  fields: {
    currency: f.ref('Currency', 'organisation.currency', { required: true, fixed: true }),
    day: f.day('From', { required: true, fixed: true }),
    rate: f.rate('Rate', { required: true }),
  },
  list: ['currency', 'day', 'rate'],
  search: ['currency'],
  order: '-day',
  read: 'organisation.master.read',
  write: 'organisation.rate.write',
});

export const companyDetail = entity('organisation.company_detail', {
  label: 'Company details',
  plural: 'Company details',
  about: 'What the company writes about itself on its documents.',
  table: 'organisation.company_detail',
  single: true,
  title: 'legalName',
  fields: {
    legalName: f.text('Legal name', { required: true }),
    street: f.text('Street'),
    postalCode: f.text('Postal code'),
    city: f.text('City'),
    country: f.ref('Country', 'organisation.country'),
    taxId: f.text('Tax id'),
    register: f.text('Register entry', { help: 'Court and number, as the law wants it on letters.' }),
    email: f.text('E-mail'),
    phone: f.text('Phone'),
    bankName: f.text('Bank'),
    iban: f.text('IBAN', { value: Iban }),
    bic: f.text('BIC', { value: Bic }),
  },
  wrong: ({ taxId, country }): Record<string, string> => {
    const wrong = taxId && checkTaxId(normaliseTaxId(String(taxId)), country ? String(country) : null).wrong;
    return wrong ? { taxId: `This is no tax id of ${country ?? 'any country'}: ${wrong}.` } : {};
  },
  list: ['legalName', 'city', 'taxId', 'iban'],
  search: ['legalName'],
  read: 'organisation.master.read',
  write: 'organisation.master.write',
});

export const setRates = command('organisation.set_rates', {
  label: 'Set exchange rates',
  about:
    'Sets the exchange rates of days, replacing what was there: units of the company’s currency for one of the foreign one.',
  permission: 'organisation.rate.write',
  input: z.object({
    rates: z
      .array(z.object({ currency: v.CurrencyCode, day: v.Day, rate: v.Rate }))
      .min(1)
      .max(5_000),
  }),
  output: z.object({ set: z.number() }),
  refusals: {
    own_currency: 'The company’s own currency has no rate.',
    no_currency: 'There is no currency {currency}.',
  },
});
