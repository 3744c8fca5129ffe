import { createReadStream, existsSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import Papa from 'papaparse';
import { refuseCommon } from '#kernel/refusal.ts';
import type { SourceRow } from './mapping.ts';

const LIMITS = { rows: 2_000_000, fieldLength: 20_000 } as const;

/** Something is wrong with a file as a whole. */
export const refuseFile = (file: string, message: string): never =>
  refuseCommon('invalid_input', { issues: [{ path: file, message }] });

/**
 * Reads `<folder>/<name>`, `.csv` or `.csv.gz`, as rows by column name; in UTF-8, or in UTF-16 where its mark says so. Throws when it is
 * missing, empty, damaged or too long.
 */
export async function readRows(folder: string, name: string): Promise<SourceRow[]> {
  const path = ['', '.csv', '.csv.gz']
    .map((ending) => join(folder, name + ending))
    .find((candidate) => existsSync(candidate));
  if (!path) throw new Error(`${join(folder, name)} (.csv or .csv.gz) does not exist.`);
  const raw = createReadStream(path);
  const text = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw;
  raw.on('error', (error) => text.destroy(error));
  const source = Readable.from(decoded(path, text));
  const parser = source.pipe(Papa.parse(Papa.NODE_STREAM_INPUT, { header: true, skipEmptyLines: true }));
  source.on('error', (error) => parser.destroy(error));
  const rows: SourceRow[] = [];
  for await (const row of parser as AsyncIterable<SourceRow>) {
    rows.push(row);
    if (rows.length > LIMITS.rows) throw new Error(`${name} has more than ${LIMITS.rows} rows. Split it.`);
    if (Object.values(row).some((value) => value && value.length > LIMITS.fieldLength))
      throw new Error(`${name}, row ${rows.length}: a field is longer than ${LIMITS.fieldLength} characters.`);
  }
  return rows;
}

async function* decoded(path: string, bytes: AsyncIterable<Buffer>): AsyncIterable<string> {
  let decoder: TextDecoder | undefined;
  let empty = true;
  const said = (text: string): string => {
    if (text.includes('\0')) refuseFile(path, 'It is no text. Save it as CSV in UTF-8.');
    if (text.trim() !== '') empty = false;
    return text;
  };
  for await (const chunk of bytes) {
    decoder ??= new TextDecoder(encodingOf(chunk));
    yield said(decoder.decode(chunk, { stream: true }));
  }
  yield said(decoder?.decode() ?? '');
  if (empty) refuseFile(path, 'It is empty. Its first row must name the columns.');
}

/** What the mark at the beginning of a file says. */
function encodingOf(start: Buffer): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}
