/** What taxDocuments refuses; spread it into the contract of an operation that calls it. */
export const TAX_REFUSALS = { unknown_tax: 'A tax code chosen on a line does not exist.' } as const;
