import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createGunzip } from 'node:zlib';
import Papa from 'papaparse';
import type { SourceRow } from './mapping.ts';

const LIMITS = { rows: 2_000_000, fieldLength: 20_000 } as const;

/** Reads `<folder>/<name>`, `.csv` or `.csv.gz`, as rows by column name. Throws when it is missing, damaged or too long. */
export async function readRows(folder: string, name: string): Promise<SourceRow[]> {
  const path = ['', '.csv', '.csv.gz']
    .map((ending) => join(folder, name + ending))
    .find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${join(folder, name)} (.csv or .csv.gz) does not exist.`);
  const raw = createReadStream(path);
  const text = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => text.destroy(error));
  const parser = text
    .setEncoding('utf8')
    .pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: true, skipEmptyLines: true }));
  const rows: SourceRow[] = [];
  for await (const row of parser as AsyncIterable<SourceRow>) {
    rows.push(row);
    if (rows.length > LIMITS.rows) throw new Error(`${name} has more than ${LIMITS.rows} rows. Split it.`);
    if (Object.values(row).some((value) => value && value.length > LIMITS.fieldLength))
      throw new Error(`${name}, row ${rows.length}: a field is longer than ${LIMITS.fieldLength} characters.`);
  }
  return rows;
}
