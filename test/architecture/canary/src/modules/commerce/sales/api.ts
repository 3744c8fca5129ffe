import '#modules/finance/ledger/entry/post.ts';
export const poke = (sql: (strings: TemplateStringsArray) => unknown) => sql`update ledger.entry set text = ''`;
