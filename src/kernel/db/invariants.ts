import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type pg from 'pg';
import { withClient } from '../transaction.ts';
import { run } from './sql.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface Broken {
  readonly invariant: string;
  /** The comment the file begins with: what must hold. */
  readonly rule: string;
  readonly rows: Record<string, unknown>[];
}

export interface Invariant {
  readonly name: string;
  readonly rule: string;
  readonly text: string;
}

const SHOWN_ROWS = 20;

/** Every `invariants/*.sql`: a query that returns no rows while the books are right. */
export const listInvariants = (): Invariant[] =>
  globSync(['src/kernel/db/invariants/*.sql', 'src/modules/*/*/invariants/*.sql'], { cwd: ROOT })
    .sort()
    .map((file) => {
      const text = readFileSync(join(ROOT, file), 'utf8');
      const module = file.includes('/modules/') ? file.split('/')[3]! : 'kernel';
      return {
        name: `${module}.${basename(file, '.sql')}`,
        rule: text.split(/\n(?!--)/)[0]!.replaceAll(/^-- */gm, ''),
        text: text.trim().replace(/;$/, ''),
      };
    });

/** Runs all invariants in one snapshot and returns the broken ones. `onEach` hears the name of each as it is done. */
export const verifyInvariants = (
  ownerPool: pg.Pool,
  onEach: (name: string) => void = () => undefined,
): Promise<Broken[]> =>
  withClient(ownerPool, async (client) => {
    const broken: Broken[] = [];
    await client.query('begin isolation level repeatable read read only');
    try {
      for (const item of listInvariants()) {
        const rows = await run<Record<string, unknown>>(client, {
          text: `select * from (${item.text}) as broken limit ${SHOWN_ROWS}`,
          values: [],
        });
        if (rows.length > 0) broken.push({ invariant: item.name, rule: item.rule, rows });
        onEach(item.name);
      }
    } finally {
      await client.query('commit').catch(() => undefined);
    }
    return broken;
  });
