import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/*
 * Verifies an export of the sealed log on its own: no database, none of the program's code. An auditor keeps the last block's
 * digest; a later export that holds another digest for the same block was tampered with.
 *
 *   node scripts/verify-export.ts <file> [<block>:<digest>]
 */

interface Line {
  countinghouse?: string;
  tables?: string[];
  block?: string;
  sealedAt?: string;
  previous?: string;
  digest?: string;
  events?: number;
  event?: string;
  text?: string;
  hash?: string;
  rows?: Record<string, string[]>;
}

export interface Verdict {
  readonly blocks: number;
  readonly events: number;
  /** The digest to keep. */
  readonly last: string;
  readonly problems: string[];
}

const sha256 = (...pieces: (Buffer | string)[]): Buffer =>
  pieces.reduce((hash, piece) => hash.update(piece), createHash('sha256')).digest();

/** Reads an export and recomputes every digest in it. Throws when it is no export. */
export async function verifyExport(file: string): Promise<Verdict> {
  const problems: string[] = [];
  let tables: string[] | undefined;
  let before = Buffer.alloc(32).toString('hex');
  let open: { head: Line; digests: Buffer[] } | undefined;
  let [blocks, events] = [0, 0];
  const close = () => {
    if (!open) return;
    const { head, digests } = open;
    if (head.previous !== before) problems.push(`block ${head.block} does not follow the block before it`);
    if (Number(head.block) !== ++blocks) problems.push(`block ${head.block} stands where block ${blocks} should`);
    if (digests.length !== head.events)
      problems.push(`block ${head.block} holds ${digests.length} events, not ${head.events}`);
    const digest = sha256(Buffer.from(head.previous!, 'hex'), `${head.block} ${head.sealedAt}`, ...digests).toString(
      'hex',
    );
    if (digest !== head.digest) problems.push(`block ${head.block} does not fit its events`);
    before = head.digest!;
  };
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = JSON.parse(text) as Line;
    if (line.tables) tables = line.tables;
    else if (line.block) {
      close();
      open = { head: line, digests: [] };
    } else if (line.event && open && tables) {
      events++;
      problems.push(...eventProblems(line, tables));
      open.digests.push(Buffer.from(line.digest!, 'hex'));
    }
  }
  close();
  if (!tables) throw new Error(`${file} is no export of a sealed log.`);
  return { blocks, events, last: before, problems };
}

function eventProblems(line: Line, tables: readonly string[]): string[] {
  const problems: string[] = [];
  if ((JSON.parse(line.text!) as { id: string }).id !== line.event)
    problems.push(`event ${line.event}: its row is another event's`);
  if (sha256(line.text!).toString('hex') !== line.hash) problems.push(`event ${line.event}: its row was altered`);
  const pieces: (Buffer | string)[] = [Buffer.from(line.hash!, 'hex')];
  for (const table of tables) {
    const rows = line.rows?.[table];
    if (rows) pieces.push(table, sha256(rows.join('\n')));
  }
  if (sha256(...pieces).toString('hex') !== line.digest)
    problems.push(`event ${line.event}: a row it wrote was altered, added or removed`);
  return problems;
}

if (process.argv[1] === import.meta.filename) {
  const [file, kept] = process.argv.slice(2);
  if (!file) {
    console.error('node scripts/verify-export.ts <file> [<block>:<digest>]');
    process.exit(2);
  }
  const verdict = await verifyExport(file);
  if (kept && !(await holds(file, kept))) verdict.problems.push(`the export does not hold block ${kept}`);
  for (const problem of verdict.problems) console.log(problem);
  console.log(
    `${verdict.blocks} blocks, ${verdict.events} events, ${verdict.problems.length === 0 ? 'whole' : 'BROKEN'}; keep ${verdict.blocks}:${verdict.last}`,
  );
  process.exit(verdict.problems.length === 0 ? 0 : 1);
}

async function holds(file: string, kept: string): Promise<boolean> {
  const [block, digest] = kept.split(':');
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = JSON.parse(text) as Line;
    if (line.block === block) return line.digest === digest;
  }
  return false;
}
