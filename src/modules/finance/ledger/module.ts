import { defineModule } from '#kernel/module.ts';
import { layLedger } from './chart.ts';

export const ledger = defineModule({
  name: 'ledger',
  label: 'Ledger',
  wing: 'finance',
  entities: [],
  operations: [],
  reports: [],
  permissions: {
    'ledger.entry.read': 'See entries and their lines',
    'ledger.period.soft': 'Post into soft-closed periods',
  },
  roles: { controller: ['ledger.period.soft'] },
  sealed: ['ledger.entry', 'ledger.line', 'ledger.period_state'],
  numberedBySeal: ['ledger.entry'],
  onCompany: layLedger,
});
