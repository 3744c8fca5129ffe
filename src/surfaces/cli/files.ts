import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Command } from 'commander';
import { authorise } from '#kernel/execute.ts';
import { makeRegistry } from '#kernel/registry.ts';
import { readTransaction } from '#kernel/run-report.ts';
import { modules } from '#modules/all.ts';
import { exportJournal } from '#modules/finance/ledger/api.ts';
import { importFolder, type StepResult } from '#modules/office/importing/cli.ts';
import { exportSeal } from '#surfaces/seal-export.ts';
import { entityFile, type Format, reportFile } from '../export.ts';
import { printDocument } from '../print/print.ts';
import { known, parsed } from './data.ts';
import { progress } from './progress.ts';
import { EXIT, UsageError } from './run.ts';
import { inCompany, type Session, type SessionOptions, withSession } from './session.ts';

export function addFileCommands(root: Command): void {
  inCompany(root.command('export <what>'))
    .description(
      'write "journal" (the ledger as plain text for hledger), "seal" (the sealed log, for scripts/verify-export.ts), a report or a kind of record to stdout',
    )
    .option('--format <format>', 'csv or xlsx, for reports and records', 'csv')
    .option('--params <json>', 'parameters of the report, or filter and order of the records', '{}')
    .option('--from <day>', 'first day of the journal', '0001-01-01')
    .option('--to <day>', 'last day of the journal', '9999-12-31')
    .action((what: string, options: SessionOptions & ExportOptions) =>
      withSession(options, (session) => {
        if (what === 'journal') return journal(session, options);
        if (what === 'seal') return seal(session);
        return file(session, what, options);
      }),
    );
  inCompany(root.command('print <document> <id>'))
    .description('write a document of a record as PDF to stdout')
    .addHelpText('after', () => `\nDocuments:\n${documents()}`)
    .action((name: string, id: string, options: SessionOptions) =>
      withSession(options, async (session) => {
        known(session.app.registry.printed, name, 'document');
        const { pdf } = await printDocument(session, name, id);
        await print(Readable.from([pdf]));
      }),
    );
  inCompany(root.command('import <folder>'))
    .description('import CSV files (plain or gzip) through a mapping; importing twice adds nothing')
    .requiredOption('--map <file>', 'mapping file')
    .option('--dry-run', 'check every row and write nothing')
    .option('--step <name...>', 'only these steps of the mapping')
    .action((folder: string, options: SessionOptions & { map: string; dryRun?: boolean; step?: string[] }) =>
      withSession(options, async (session) => {
        const bar = progress('Import');
        const { map, dryRun = false, step: steps } = options;
        const results = await importFolder(session, { folder, map, dryRun, steps, onProgress: bar }).finally(bar.stop);
        for (const result of results) tell(result);
        if (results.some(({ errors }) => errors.length > 0)) process.exitCode = EXIT.refused;
      }),
    );
}

/** What there is to print, a line each. */
const documents = (): string =>
  [...makeRegistry(modules).printed.values()].map(({ name, label }) => `  ${name.padEnd(36)}${label}`).join('\n');

interface ExportOptions {
  readonly format: string;
  readonly params: string;
  readonly from: string;
  readonly to: string;
}

async function journal(session: Session, { from, to }: ExportOptions): Promise<void> {
  authorise(session.app, session.actor, known(session.app.registry.entities, 'ledger.entry', 'kind of record').read);
  await readTransaction(session, (tx) => print(Readable.from(exportJournal(tx, { from, to }))));
}

/** The log holds every input of every operation, so it is for those who may see all of them. */
async function seal(session: Session): Promise<void> {
  authorise(session.app, session.actor, 'access.user.write');
  await print(Readable.from(exportSeal(session.app, session.company)));
}

async function file(session: Session, what: string, options: ExportOptions): Promise<void> {
  const format = formatOf(options.format);
  const params = parsed(options.params);
  const { entities, reports } = session.app.registry;
  const entity = entities.get(what);
  if (entity) return print(await entityFile({ ...session, entity, format }, params));
  known(reports, what, 'report or kind of record');
  await print((await reportFile({ ...session, name: what, format }, params)).file);
}

const formatOf = (text: string): Format => {
  if (text === 'csv' || text === 'xlsx') return text;
  throw new UsageError(`There is no format ${text}; take csv or xlsx.`);
};

const print = (source: Readable): Promise<void> => pipeline(source, process.stdout, { end: false });

function tell({ step, read, made, known: before, errors }: StepResult): void {
  console.log(`${step}: ${read} read, ${made} made, ${before} known before, ${errors.length} wrong`);
  for (const { row, key, problem } of errors) console.error(`  ${step} row ${row} (${key}): ${problem}`);
}
