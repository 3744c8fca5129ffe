import type { Field, Meta, Row } from '../../src/web/api/meta.ts';
import { makeModel } from '../../src/web/api/meta.ts';
import { valueText, withDays } from '../../src/web/values/value-text.ts';

/** What asks the server as one person. */
export type Get = (path: string) => Promise<{ status: number; body: unknown }>;

/** What nobody but the program says. */
const MACHINE: readonly (readonly [string, RegExp])[] = [
  ['an id', /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}/],
  ['JSON', /[{}]|\[\s*["{[]|":/],
  ['a code', /\b[a-z]+_[a-z_]+\b/],
  ['a name of the program', /\b[a-z]+[a-z0-9]*(?:Minor|Id|On|At)\b/],
  ['a day as programs write it', /\b\d{4}-\d{2}-\d{2}(?:T|\b)/],
  ['nothing, spelt out', /\b(?:null|undefined|NaN)\b|\[object/],
  ['marks of code', /`/],
];

/** File names, addresses and what people typed themselves are theirs. */
const THEIRS = /^(?:https?:|www\.)|@|\.(?:pdf|csv|xlsx|png|txt)$/i;

export const machineMade = (text: string): string | undefined =>
  THEIRS.test(text) ? undefined : MACHINE.find(([, pattern]) => pattern.test(text))?.[0];

/** Reports about the program itself, for whoever looks after it: their subject is what things are called inside. */
const OF_CODES = new Set(['access.permission_matrix', 'answers.books']);

const OPERATION = /\b(?!e\.g)[a-z]{3,}\.[a-z]+_[a-z_]+\b/;

/** Everything of one person's lists, records, timelines and reports that reads as if a machine had written it. */
export async function walk(get: Get, { deep }: { deep: boolean }): Promise<string[]> {
  const meta = (await get('/api/meta')).body as Meta;
  const model = makeModel(meta);
  const found = new Set<string>();
  const look = (where: string, text: string) => {
    const what = OPERATION.test(text) ? 'the name of an operation' : machineMade(text);
    if (what) found.add(`${where}: ${what}: ${text.slice(0, 120)}`);
  };
  const value = (where: string, field: Pick<Field, 'type' | 'label' | 'currency'>, name: string, row: Row) =>
    look(
      `${where} ${name}`,
      row[`${name}Title`] == null ? valueText(model, field, row[name], row) : String(row[`${name}Title`]),
    );
  for (const entity of meta.entities) {
    look(entity.name, `${entity.label} ${entity.plural} ${entity.about}`);
    for (const [name, field] of Object.entries(entity.fields))
      look(`${entity.name} ${name}`, `${field.label} ${field.help ?? ''}`);
    const { rows = [] } = (await get(`/api/entity/${entity.name}?q={"size":5}`)).body as { rows?: Row[] };
    for (const row of rows)
      for (const [name, field] of Object.entries(entity.fields)) value(entity.name, field, name, row);
    if (!deep || !rows[0] || entity.id === 'code') continue;
    const past = (await get(`/api/entity/${entity.name}/${rows[0].id}/timeline`)).body as { rows?: Past[] };
    for (const { label, changes } of past.rows ?? [])
      for (const said of [{ label, was: '', now: '' }, ...changes])
        look(`${entity.name} timeline`, `${said.label} ${said.was} ${said.now}`);
  }
  for (const report of meta.reports.filter(({ name }) => !OF_CODES.has(name))) {
    look(report.name, `${report.label} ${report.about}`);
    if (!deep) continue;
    const { status, body } = await get(`/api/report/${report.name}?params={}`);
    if (status !== 200) continue;
    const { rows, columns, notes } = body as { rows: Row[]; columns: typeof report.columns; notes: string[] };
    for (const note of notes ?? []) look(report.name, withDays(model, note));
    for (const row of rows.slice(0, 8))
      for (const [name, column] of Object.entries(columns))
        if (!column.hidden && column.type !== 'reference') value(report.name, column as Field, name, row);
  }
  for (const operation of meta.operations) {
    look(operation.name, `${operation.label}. ${operation.about}`);
    for (const [code, text] of Object.entries(operation.refusals))
      look(`${operation.name} refuses ${code}`, text.replace(/\{\w+\}/g, ''));
  }
  return [...found].sort();
}

interface Past {
  readonly label: string;
  readonly changes: readonly { label: string; was: string; now: string }[];
}
