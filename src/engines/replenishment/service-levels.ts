import type { Decimal } from '#kernel/values/decimal.ts';

/** By service level, the percent of cycles without a shortage: the z of the standard normal distribution, to six places. */
export const Z = {
  '50': '0',
  '80': '0.841621',
  '85': '1.036433',
  '90': '1.281552',
  '95': '1.644854',
  '97.5': '1.959964',
  '98': '2.053749',
  '99': '2.326348',
  '99.5': '2.575829',
  '99.9': '3.090232',
} as const satisfies Record<string, Decimal>;

export type ServiceLevel = keyof typeof Z;
/** The lowest first. */
export const SERVICE_LEVELS = (Object.keys(Z) as ServiceLevel[]).toSorted((a, b) => Number(a) - Number(b));
