export const SIGN_IN = {
  passwordLength: 10,
  /** Wrong passwords in a row until the address is locked, and for how long. */
  failures: 8,
  lockMinutes: 15,
  /** For how long a code of a second factor may not come again; it is shown for less. */
  codeMinutes: 5,
  sessionDays: 7,
  invitationDays: 7,
  keyPrefix: 'ch_',
} as const;
