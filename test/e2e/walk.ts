import type { Field, Meta, Row } from '../../src/web/api/meta.ts';
import { makeModel } from '../../src/web/api/meta.ts';
import { valueText, withDays } from '../../src/web/values/value-text.ts';
import { machineMade } from '../machine-made.ts';

export { machineMade };

/** What asks the server as one person. */
export type Get = (path: string) => Promise<{ status: number; body: unknown }>;

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
