import '#kernel/tx.ts';
