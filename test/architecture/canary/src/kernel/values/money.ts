import '../tx.ts';
