import '#modules/finance/ledger/api.ts';
