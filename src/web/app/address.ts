import type { Row } from '../api/meta.ts';

/** What a form or desk begins with stands in the address by itself: `?customer=…`, not within something else. */
const BARE = 'with';

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * What a page shows, as plain parameters of its address: `filter.state=open`, `customer=…`; several values of one name stand
 * one after another, a list of rows is numbered.
 */
export function addressOf(search: Row): string {
  const parts = new URLSearchParams();
  const write = (name: string, value: unknown): void => {
    if (value === undefined) return;
    if (Array.isArray(value) && !value.some((one) => typeof one === 'object'))
      for (const one of value) parts.append(name, String(one));
    else if (isRow(value) || Array.isArray(value))
      for (const [key, one] of Object.entries(value)) write(name === '' ? key : `${name}.${key}`, one);
    else parts.append(name, String(value));
  };
  // The router hands on both what the address said and what the page made of it.
  const { [BARE]: begun, ...rest } = search;
  write('', isRow(begun) ? { ...rest, ...begun } : search);
  const text = parts.toString();
  return text ? `?${text}` : '';
}

/** An address may name anything, what every object has as well. */
const bare = (): Row => Object.create(null) as Row;

/** What an address says. One value is not told from a list of one. Links from before, with JSON in them, are understood. */
export function readAddress(text: string): Row {
  const found = bare();
  const parts = new URLSearchParams(text);
  for (const name of new Set(parts.keys())) {
    const values = parts.getAll(name).map(meantBy);
    const path = name.split('.');
    let place = found;
    for (const key of path.slice(0, -1)) {
      if (!isRow(place[key])) place[key] = bare();
      place = place[key] as Row;
    }
    place[path.at(-1)!] = values.length > 1 ? values : values[0];
  }
  return withLists(found) as Row;
}

function meantBy(text: string): unknown {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (!/^[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const withLists = (value: unknown): unknown => {
  if (!isRow(value)) return value;
  const keys = Object.keys(value);
  const all = Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withLists(one)]));
  return keys.length > 0 && keys.every((key, index) => key === String(index)) ? Object.values(all) : all;
};

/** What a form begins with: what does not belong to the page itself stands bare. */
export const begunWith = ({ with: whole, ...bare }: Row): Row => ({ ...(isRow(whole) ? whole : {}), ...bare });
