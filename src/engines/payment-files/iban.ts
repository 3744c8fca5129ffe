/**
 * An IBAN in its electronic form (no spaces) with right check digits: letters as numbers, the first four characters last, and
 * the remainder by 97 is one (ISO 13616, ISO 7064 MOD 97-10).
 */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  const turned = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const sign of turned) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest === 1;
}
