import '#modules/commerce/sales/api.ts';
export const peek = (sql: (strings: TemplateStringsArray) => unknown) => sql`select * from sales.sales_order`;
