/** Of countries with several zones, the one most live in. */
const MAIN: Readonly<Record<string, string>> = {
  AR: 'America/Argentina/Buenos_Aires',
  AU: 'Australia/Sydney',
  BR: 'America/Sao_Paulo',
  CA: 'America/Toronto',
  CL: 'America/Santiago',
  CN: 'Asia/Shanghai',
  ES: 'Europe/Madrid',
  ID: 'Asia/Jakarta',
  KZ: 'Asia/Almaty',
  MX: 'America/Mexico_City',
  NZ: 'Pacific/Auckland',
  PT: 'Europe/Lisbon',
  RU: 'Europe/Moscow',
  UA: 'Europe/Kyiv',
  US: 'America/New_York',
};

interface Region {
  getTimeZones?(): string[] | undefined;
  readonly timeZones?: string[] | undefined;
}

/** The time zone to propose for a country: the present one where it is one of its own. */
export function zoneOf(country: string, present: string): string {
  const region = new Intl.Locale('und', { region: country }) as Region;
  const zones = region.getTimeZones?.() ?? region.timeZones ?? [];
  if (zones.includes(present)) return present;
  return MAIN[country] ?? zones[0] ?? present;
}
