import type { Tx } from '#kernel/tx.ts';
import type { Id } from '#kernel/values/id.ts';
import { refuseUnseen } from './seen.ts';

interface Content {
  readonly name: string;
  readonly mediaType: string;
  readonly content: Buffer;
}

/** The right to see files; without it none is given out. */
export const FILE_READ = 'files.file.read';

/** A file for who may see it. */
export async function readFile(tx: Tx, id: Id): Promise<Content> {
  await refuseUnseen(tx, id);
  const [file] = await tx.sql<Content>`
    select name, media_type, content from files.file where company_id = ${tx.company} and id = ${id}`;
  return file!;
}
