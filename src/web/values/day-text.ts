import { addDays, addMonths, type Day, daysInMonth, isDay, makeDay, monthEnd, weekday } from '#kernel/values/day.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

/**
 * A day as people type it quickly; undefined when it can't be read.
 * '3' the 3rd of this month, '3/2' or '3.2.' the 3rd of February, '3/2/27', '2027-02-03', '030227', '3 feb',
 * '+7' and '-1' days from `today`, '+2w', '+1m', 'fr' the next Friday, 't' today, 'y' yesterday, 'eom' the end of the month.
 * Without a year: the one that puts the day nearest to `today`.
 */
export function parseDay(typed: string, today: Day): Day | undefined {
  const text = typed.trim().toLowerCase();
  if (text === '') return undefined;
  return relative(text, today) ?? named(text, today) ?? written(text, today);
}

function relative(text: string, today: Day): Day | undefined {
  const match = /^([+-])(\d{1,4})\s*([dwmy]?)$/.exec(text);
  if (!match) return undefined;
  const count = Number(match[2]) * (match[1] === '-' ? -1 : 1);
  if (match[3] === 'w') return addDays(today, count * 7);
  if (match[3] === 'm') return addMonths(today, count);
  if (match[3] === 'y') return addMonths(today, count * 12);
  return addDays(today, count);
}

function named(text: string, today: Day): Day | undefined {
  if (['t', 'today', '.', '0'].includes(text)) return today;
  if (['tomorrow', 'tm'].includes(text)) return addDays(today, 1);
  if (['y', 'yesterday'].includes(text)) return addDays(today, -1);
  if (text === 'eom') return monthEnd(today);
  const wanted = text.length < 2 ? 0 : WEEKDAYS.findIndex((name) => name.startsWith(text)) + 1;
  if (wanted === 0) return undefined;
  return addDays(today, ((wanted - weekday(today) + 6) % 7) + 1);
}

function written(text: string, today: Day): Day | undefined {
  if (isDay(text)) return text;
  const month = /^(\d{1,2})\.?\s*([a-z]{3,9})\.?\s*(\d{2}|\d{4})?$/.exec(text);
  if (month)
    return dayOf({ day: month[1]!, month: String(MONTHS.indexOf(month[2]!.slice(0, 3)) + 1), year: month[3], today });
  const packed = /^(\d{2})(\d{2})(\d{2}|\d{4})?$/.exec(text);
  if (packed) return dayOf({ day: packed[1]!, month: packed[2]!, year: packed[3], today });
  const parts = /^(\d{1,2})(?:[./\s-](\d{1,2})(?:[./\s-](\d{2}|\d{4}))?)?[./]?$/.exec(text);
  return parts ? dayOf({ day: parts[1]!, month: parts[2], year: parts[3], today }) : undefined;
}

function dayOf(args: { day: string; month?: string; year?: string; today: Day }): Day | undefined {
  const day = Number(args.day);
  const month = args.month === undefined ? Number(args.today.slice(5, 7)) : Number(args.month);
  if (month < 1 || month > 12 || day < 1) return undefined;
  const thisYear = Number(args.today.slice(0, 4));
  const at = (year: number) => (day <= daysInMonth(year, month) ? makeDay(year, month, day) : undefined);
  if (args.year !== undefined) return at(args.year.length === 2 ? 2000 + Number(args.year) : Number(args.year));
  if (args.month === undefined) return at(thisYear);
  const candidates = [thisYear, thisYear + 1, thisYear - 1].map(at).filter((candidate) => candidate !== undefined);
  return candidates.sort((a, b) => distance(a, args.today) - distance(b, args.today))[0];
}

const distance = (a: Day, b: Day): number => Math.abs(Date.parse(a) - Date.parse(b));
