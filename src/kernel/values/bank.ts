import { z } from 'zod';

/**
 * How long an IBAN of a country is (ISO 13616, the registry of SWIFT); of others it is known only that it has 15 to 34 signs.
 */
const LENGTHS: Readonly<Record<string, number>> = Object.fromEntries(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BI27 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DJ27 DK18 DO28 EE20 EG29 ES24 FI18 FK18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HN28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 LU20 LV21 ' +
    'LY25 MC27 MD24 ME22 MK19 MN20 MR27 MT31 MU30 NI28 NL18 NO15 OM23 PK24 PL28 PS29 PT25 QA29 RO24 RS22 RU33 SA24 SC31 SD18 SE24 ' +
    'SI19 SK24 SM27 SO23 ST25 SV28 TL23 TN24 TR26 UA29 VA22 VG24 XK20 YE30'
  )
    .split(' ')
    .map((one) => [one.slice(0, 2), Number(one.slice(2))]),
);

/**
 * An IBAN in its electronic form (no spaces), as long as those of its country are, with right check digits: letters as
 * numbers, the first four characters last, and the remainder by 97 is one (ISO 13616, ISO 7064 MOD 97-10).
 */
export function isIban(iban: string): boolean {
  if (!/^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(iban)) return false;
  if (iban.length !== (LENGTHS[iban.slice(0, 2)] ?? iban.length)) return false;
  const turned = iban.slice(4) + iban.slice(0, 4);
  let rest = 0;
  for (const sign of turned) rest = Number(`${rest}${Number.parseInt(sign, 36)}`) % 97;
  return rest === 1;
}

/** As people read it: in groups of four. */
export const ibanInGroups = (iban: string): string => iban.replace(/\s/g, '').replace(/(.{4})(?=.)/g, '$1 ');

const electronic = (text: string): string => text.replace(/\s/g, '').toUpperCase();

/** An IBAN however it is spaced; the program has it in its electronic form. */
export const Iban = z
  .string()
  .max(42)
  .overwrite(electronic)
  .refine(isIban, 'This is no valid IBAN: its length or its check digits are wrong. Compare it with the paper.');

/** A business identifier code: four letters of the bank, two of the country, two signs of the place, three of the branch (ISO 9362). */
export const Bic = z
  .string()
  .overwrite(electronic)
  .regex(/^[A-Z]{4}[A-Z]{2}[A-Z0-9]{2}([A-Z0-9]{3})?$/, {
    error: 'This is no BIC: it has eight or eleven letters and digits, such as DEUTDEFF.',
  });
