import type { Module } from '#kernel/module.ts';
import sales from './commerce/sales/module.ts';
import { ledger } from './finance/ledger/module.ts';
import payables from './finance/payables/module.ts';
import receivables from './finance/receivables/module.ts';
import { tax } from './finance/tax/module.ts';
import answers from './insight/answers/module.ts';
import catalog from './master/catalog/module.ts';
import organisation from './master/organisation/module.ts';
import parties from './master/parties/module.ts';
import { access } from './office/access/module.ts';
import { approvals } from './office/approvals/module.ts';
import files from './office/files/module.ts';
import importing from './office/importing/module.ts';
import { inventory } from './supply/inventory/module.ts';
import purchasing from './supply/purchasing/module.ts';
import sourcing from './supply/sourcing/module.ts';

/** The installed modules, in the order of the module graph (upstream first). */
const installed = [
  organisation,
  parties,
  catalog,
  ledger,
  tax,
  inventory,
  receivables,
  sales,
  purchasing,
  files,
  payables,
  sourcing,
  importing,
  access,
  approvals,
  answers,
] as const;

/** What web code learns at compile time of operations, reports and entities (`src/web/api/contracts.ts`). */
export type Installed = (typeof installed)[number];

export const modules: readonly Module[] = installed;
