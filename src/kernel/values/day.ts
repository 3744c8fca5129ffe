/** A calendar day, `YYYY-MM-DD`; no time, no zone. Days compare as strings. */
export type Day = string;

const MS = 86_400_000;
const toUtc = (day: Day): number => Date.UTC(+day.slice(0, 4), +day.slice(5, 7) - 1, +day.slice(8, 10));
const fromUtc = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);

export const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text) && fromUtc(toUtc(text)) === text;

export const addDays = (day: Day, days: number): Day => fromUtc(toUtc(day) + days * MS);

export const daysBetween = (from: Day, to: Day): number => Math.round((toUtc(to) - toUtc(from)) / MS);

export const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

/** Adds months; a day the target month does not have becomes its last day (31 Jan + 1 month = 28 or 29 Feb). */
export const addMonths = (day: Day, months: number): Day => {
  const index = +day.slice(0, 4) * 12 + (+day.slice(5, 7) - 1) + months;
  const year = Math.floor(index / 12);
  const month = (index % 12) + 1;
  return makeDay(year, month, Math.min(+day.slice(8, 10), daysInMonth(year, month)));
};

export const makeDay = (year: number, month: number, dayOfMonth: number): Day =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(dayOfMonth).padStart(2, '0')}`;

export const monthStart = (day: Day): Day => `${day.slice(0, 7)}-01`;
export const monthEnd = (day: Day): Day =>
  makeDay(+day.slice(0, 4), +day.slice(5, 7), daysInMonth(+day.slice(0, 4), +day.slice(5, 7)));
export const yearOf = (day: Day): number => +day.slice(0, 4);
/** 1 = Monday … 7 = Sunday (ISO 8601). */
export const weekday = (day: Day): number => ((new Date(toUtc(day)).getUTCDay() + 6) % 7) + 1;

/** Making a format costs far more than using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** The calendar day it is at `instant` in an IANA time zone. */
export function dayIn(instant: Date, timeZone: string): Day {
  let format = formats.get(timeZone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
    formats.set(timeZone, format);
  }
  return format.format(instant);
}

/** '2026-03': what reports by month call one. */
export const isMonth = (text: string): boolean => /^\d{4}-(0[1-9]|1[0-2])$/.test(text);
