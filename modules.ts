/**
 * The module graph: who may call whom. A module may use the api and contracts of the modules named here, and of no others.
 * Upstream stands first; there are no cycles. The boundaries test reads this file.
 */
export const graph: Readonly<Record<string, readonly string[]>> = {
  'master/organisation': [],
  'master/parties': ['master/organisation'],
  'master/catalog': ['master/organisation', 'master/parties'],
  'finance/ledger': ['master/organisation', 'master/parties'],
  'finance/tax': ['master/organisation', 'master/parties', 'master/catalog', 'finance/ledger'],
  'supply/inventory': ['master/organisation', 'master/parties', 'master/catalog', 'finance/ledger'],
  'finance/receivables': ['master/organisation', 'master/parties', 'master/catalog', 'finance/ledger', 'finance/tax'],
  'commerce/sales': [
    'master/organisation',
    'master/parties',
    'master/catalog',
    'finance/ledger',
    'finance/tax',
    'finance/receivables',
    'supply/inventory',
  ],
  'supply/purchasing': [
    'master/organisation',
    'master/parties',
    'master/catalog',
    'finance/ledger',
    'supply/inventory',
  ],
  'finance/payables': [
    'master/organisation',
    'master/parties',
    'master/catalog',
    'finance/ledger',
    'finance/tax',
    'supply/inventory',
    'supply/purchasing',
  ],
  'supply/sourcing': [
    'master/organisation',
    'master/parties',
    'master/catalog',
    'supply/inventory',
    'supply/purchasing',
    'commerce/sales',
  ],
  'office/importing': [],
  'office/files': [],
  'office/access': [],
  'office/approvals': ['office/access'],
  'insight/answers': [
    'master/organisation',
    'master/parties',
    'master/catalog',
    'finance/ledger',
    'finance/receivables',
    'commerce/sales',
    'supply/inventory',
  ],
};
