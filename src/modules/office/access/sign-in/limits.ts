export const SIGN_IN = {
  passwordLength: 10,
  /** Wrong passwords in a row until the address is locked, and for how long. */
  failures: 8,
  lockMinutes: 15,
  sessionDays: 7,
  keyPrefix: 'ch_',
} as const;
