/** What taxDocuments refuses; spread it into the contract of an operation that calls it. */
export const TAX_REFUSALS = {
  tax_of_sales: 'Line {position}: {tax} is a tax of sales.',
  tax_of_purchases: 'Line {position}: {tax} is a tax of purchases.',
  tax_twice: 'Line {position} would be taxed twice with {tax}.',
  amount_too_large: 'Line {position}: quantity times price come to more than an amount may be. Check both.',
  tax_archived: 'Line {position}: {tax} is archived.',
} as const;
