import type { Field, Meta, Row } from '../../src/web/api/meta.ts';
import { makeModel } from '../../src/web/api/meta.ts';
import { recordName } from '../../src/web/values/record-name.ts';
import { valueText } from '../../src/web/values/value-text.ts';
import { machineMade } from '../machine-made.ts';
import { parametersOf } from '../security/parameters.ts';

export { machineMade };

/** With how many sets of parameters a report is asked until it shows something. */
const TRIES = 12;

/** What asks the server as one person. */
export type Get = (path: string) => Promise<{ status: number; body: unknown }>;

const OPERATION = /\b(?!e\.g)[a-z]{3,}\.[a-z]+_[a-z_]+\b/;

/** What in a text only a program would say. */
export const programSaid = (text: string): string | undefined =>
  OPERATION.test(text) ? 'the name of an operation' : machineMade(text);

/** Everything of one person's lists, records, timelines and reports that reads as if a machine had written it. */
export async function walk(get: Get, { deep }: { deep: boolean }): Promise<string[]> {
  const meta = (await get('/api/meta')).body as Meta;
  const model = makeModel(meta);
  const found = new Set<string>();
  const look = (where: string, text: string) => {
    const what = programSaid(text);
    if (what) found.add(`${where}: ${what}: ${text.slice(0, 120)}`);
  };
  const codes = closedLists(meta);
  const known = new Map<string, string[]>();
  const events: string[] = [];
  const value = (where: string, field: Pick<Field, 'type' | 'label' | 'currency'>, name: string, row: Row) => {
    const said = row[`${name}Title`] == null ? valueText(model, field, row[name], row) : String(row[`${name}Title`]);
    look(`${where} ${name}`, said);
    if (codes.has(said)) found.add(`${where} ${name}: a code of a closed list: ${said}`);
    // What the server put into words goes into mails and onto papers too, where nobody says its days otherwise.
    if (field.type === 'text' && /\d{4}-\d{2}-\d{2}/.test(String(row[name])))
      look(`${where} ${name}`, String(row[name]));
  };
  for (const entity of meta.entities) {
    look(entity.name, `${entity.label} ${entity.plural} ${entity.about}`);
    for (const [name, field] of Object.entries(entity.fields))
      look(`${entity.name} ${name}`, `${field.label} ${field.help ?? ''}`);
    const { rows = [] } = (await get(`/api/entity/${entity.name}?q={"size":5}`)).body as { rows?: Row[] };
    known.set(
      entity.name,
      rows.map(({ id }) => String(id)),
    );
    for (const row of rows) {
      for (const [name, field] of Object.entries(entity.fields))
        if (!field.hidden && (name !== entity.key || name === entity.title)) value(entity.name, field, name, row);
      const called = recordName(model, entity, row);
      look(`${entity.name} is called`, called || '{}');
      if (codes.has(called)) found.add(`${entity.name} is called: a code of a closed list: ${called}`);
    }
    if (!deep || !rows[0] || entity.id === 'code') continue;
    const past = (await get(`/api/entity/${entity.name}/${rows[0].id}/timeline`)).body as { rows?: Past[] };
    events.push(...(past.rows ?? []).map(({ event }) => event));
    for (const { label, changes } of past.rows ?? [])
      for (const said of [{ label, was: '', now: '' }, ...changes])
        for (const text of [
          `${said.label} ${said.was} ${said.now}`,
          ...[said.was, said.now].filter((one) => codes.has(one)),
        ])
          look(`${entity.name} timeline`, codes.has(text) ? `${said.label}_${text}` : text);
  }
  for (const report of meta.reports) {
    look(report.name, `${report.label} ${report.about}`);
    if (!deep) continue;
    let shown = false;
    for (const params of parametersOf(report.params, { known, events, today: meta.company.today }).slice(0, TRIES)) {
      const query = encodeURIComponent(JSON.stringify(params));
      const { status, body } = await get(`/api/report/${report.name}?params=${query}`);
      if (status !== 200) continue;
      const { rows, columns, notes } = body as { rows: Row[]; columns: typeof report.columns; notes: string[] };
      for (const note of notes ?? []) look(report.name, note);
      for (const row of rows.slice(0, 8))
        for (const [name, column] of Object.entries(columns))
          if (!column.hidden && column.type !== 'reference') value(report.name, column as Field, name, row);
      shown = true;
      if (rows.length > 0) break;
    }
    if (!shown) found.add(`${report.name}: was not shown`);
  }
  for (const operation of meta.operations) {
    look(operation.name, `${operation.label}. ${operation.about}`);
    for (const [code, text] of Object.entries(operation.refusals))
      look(`${operation.name} refuses ${code}`, text.replace(/\{\w+(:[^}]*)?\}/g, ''));
  }
  return [...found].sort();
}

/** Every code of a list that is closed: states, choices of fields, of operations and of reports. Units are called by theirs. */
export function closedLists(meta: Meta): Set<string> {
  const codes = new Set<string>();
  const add = (values: readonly unknown[] = []) => {
    for (const one of values) if (/^[a-z_]{3,}$/.test(String(one))) codes.add(String(one));
  };
  const read = (schema: unknown): void => {
    if (schema === null || typeof schema !== 'object') return;
    add((schema as { enum?: unknown[] }).enum);
    for (const part of Object.values(schema)) read(part);
  };
  for (const { fields, flow = {} } of meta.entities) {
    add(Object.keys(flow));
    for (const { choices } of Object.values(fields)) add(choices);
  }
  for (const { input } of meta.operations) read(input);
  for (const { params } of meta.reports) read(params);
  return codes;
}

interface Past {
  readonly event: string;
  readonly label: string;
  readonly changes: readonly { label: string; was: string; now: string }[];
}
